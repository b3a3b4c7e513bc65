import type { Decision } from './decision.ts'

/** How much of a gap is taken on. All in units of the gap, not below zero. */
export interface Claim {
  gap: number
  /** 已认领: what decisions of this period take on, at most the gap. */
  claimed: number
  /** 待核: the gap of a place whose data is not complete. */
  unverified: number
  /** 未认领: the rest. */
  unclaimed: number
}

/**
 * How much of a place's gap is taken on by decisions made within a period (`from ≤ made < until`, ISO instants). A
 * decision on dealers of several places counts for each by its share of the dealers; a withdrawn one counts nowhere.
 */
export function claimOf(
  place: { dealers: ReadonlySet<string>; gap: number; unverified: boolean },
  decisions: readonly Decision[],
  period: { from: string; until: string },
): Claim {
  const gap = Math.max(0, place.gap)
  if (place.unverified) return { gap, claimed: 0, unverified: gap, unclaimed: 0 }
  const [from, until] = [Date.parse(period.from), Date.parse(period.until)]
  let taken = 0
  for (const { claims, treated, state, created_at } of decisions) {
    const made = Date.parse(created_at)
    if (state === 'withdrawn' || claims <= 0 || treated.length === 0 || made < from || made >= until) continue
    taken += (claims * treated.filter((code) => place.dealers.has(code)).length) / treated.length
  }
  const claimed = Math.min(gap, Math.round(taken * 1e6) / 1e6)
  return { gap, claimed, unverified: 0, unclaimed: gap - claimed }
}

/** The claims of several places as one. */
export function sumClaims(claims: readonly Claim[]): Claim {
  const sum = (part: keyof Claim): number => claims.reduce((all, claim) => all + claim[part], 0)
  return { gap: sum('gap'), claimed: sum('claimed'), unverified: sum('unverified'), unclaimed: sum('unclaimed') }
}
