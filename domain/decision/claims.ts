import type { Zone } from '../zone.ts'
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

type Taking = Pick<Decision, 'claims' | 'treated' | 'state' | 'created_at'>
type Staged = Taking & Pick<Decision, 'stage'>
/** Epoch ms, half-open. */
interface Stretch {
  from: number
  until: number
}

/** Business days, half-open, as instants. */
export const stretchOf = ({ from, to }: { from: string; to: string }, zone: Pick<Zone, 'instant'>): Stretch => ({
  from: zone.instant(from),
  until: zone.instant(to),
})

/**
 * Units of a gap that decisions made within a stretch take on for some dealers: each by the share of its dealers that
 * lie among them, a withdrawn one not at all.
 */
export function takenOn(dealers: ReadonlySet<string>, decisions: readonly Taking[], { from, until }: Stretch): number {
  let taken = 0
  for (const { claims, treated, state, created_at } of decisions) {
    const made = Date.parse(created_at)
    if (state === 'withdrawn' || claims <= 0 || treated.length === 0) continue
    if (made < from || made >= until) continue
    taken += (claims * treated.filter((code) => dealers.has(code)).length) / treated.length
  }
  return Math.round(taken * 1e6) / 1e6
}

/** What decisions made within a stretch take on for some dealers, by the step that each acts on. */
export function takenByStage(
  dealers: ReadonlySet<string>,
  decisions: readonly Staged[],
  stretch: Stretch,
): { stage: string; units: number }[] {
  return [...new Set(decisions.map(({ stage }) => stage))]
    .map((stage) => ({ stage, units: takenOn(dealers, decisions.filter((one) => one.stage === stage), stretch) }))
    .filter(({ units }) => units > 0) // prettier-ignore
}

/** How much of a place's gap is taken on by decisions made within a stretch. */
export function claimOf(
  place: { dealers: ReadonlySet<string>; gap: number; unverified: boolean },
  decisions: readonly Taking[],
  stretch: Stretch,
): Claim {
  const gap = Math.max(0, place.gap)
  if (place.unverified) return { gap, claimed: 0, unverified: gap, unclaimed: 0 }
  // Whole units, so that what is printed adds up.
  const claimed = Math.min(gap, Math.round(takenOn(place.dealers, decisions, stretch)))
  return { gap, claimed, unverified: 0, unclaimed: gap - claimed }
}

/** The claims of several places as one. */
export function sumClaims(claims: readonly Claim[]): Claim {
  const sum = (part: keyof Claim): number => claims.reduce((all, claim) => all + claim[part], 0)
  return { gap: sum('gap'), claimed: sum('claimed'), unverified: sum('unverified'), unclaimed: sum('unclaimed') }
}
