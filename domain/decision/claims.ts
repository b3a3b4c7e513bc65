import type { Zone } from '../zone.ts'
import type { Decision, Where } from './decision.ts'

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

/** At least this share of a place's dealers is silent: none of its cars can be trusted. */
const SILENT_SHARE = 0.25

/** Whether a place's gap may be a fault of data, by the dealers whose data is not complete. */
export function isUnverified(dealers: ReadonlySet<string>, silent: ReadonlySet<string>): boolean {
  const mute = [...dealers].filter((code) => silent.has(code)).length
  return dealers.size > 0 && mute / dealers.size >= SILENT_SHARE
}

/** The level below a place: what its gap is cut by, since what one part claims too much covers no other's gap. */
export const levelBelow = (where: Where): 'region' | 'area' | 'dealer_id' =>
  where.area || where.dealer_id ? 'dealer_id' : where.region ? 'area' : 'region'

/**
 * How much of a place's gap is taken on. `units` is its distance to the pace, below zero behind it, `null` where it is
 * not rated; `taken` is `takenOn` its dealers. In whole units, so that what is printed adds up.
 */
export function claimOf({ units, unverified }: { units: number | null; unverified: boolean }, taken: number): Claim {
  const gap = Math.max(0, -Math.round(units ?? 0))
  if (unverified) return { gap, claimed: 0, unverified: gap, unclaimed: 0 }
  const claimed = Math.min(gap, Math.round(taken))
  return { gap, claimed, unverified: 0, unclaimed: gap - claimed }
}

/** The claims of several places as one. */
export function sumClaims(claims: readonly Claim[]): Claim {
  const sum = (part: keyof Claim): number => claims.reduce((all, claim) => all + claim[part], 0)
  return { gap: sum('gap'), claimed: sum('claimed'), unverified: sum('unverified'), unclaimed: sum('unclaimed') }
}
