import type { Freshness } from '#domain/view.ts'
import type { Zone } from '#domain/zone.ts'
import type { Standing } from '../health/rhythms.ts'

/** How a source stands for alerts: up to when what it tells is complete, epoch ms. */
export interface Completeness {
  upto: ReadonlyMap<string, number>
  /** Silent against its rhythm. */
  silent: readonly Standing[]
}

/** A source that told nothing of its delay is taken to be at least this late. */
const LEAST_DELAY_MS = 120_000

/**
 * Up to when each source is complete: its own word (the watermark), else the last it sent when it is silent, else now
 * less the delay that nineteen of twenty entries keep.
 */
export function completeness(standings: readonly Standing[], freshness: Freshness, now: number): Completeness {
  const silent = standings.filter(({ state }) => state === 'silent')
  const upto = new Map(
    standings.map(({ name, state, last, delay }) => {
      const watermark = freshness[name]?.watermark
      if (state === 'silent') return [name, watermark === undefined ? last : Math.min(last, Date.parse(watermark))]
      if (watermark !== undefined) return [name, Math.min(now, Date.parse(watermark))]
      return [name, now - Math.max(LEAST_DELAY_MS, (delay[1] ?? 0) * 1_000)]
    }),
  )
  return { upto, silent }
}

/** Sources that are not complete up to an instant. */
export const behind = ({ upto }: Completeness, instant: number): Set<string> =>
  new Set([...upto].filter(([, at]) => at < instant).map(([name]) => name))

const HOUR_MS = 3_600_000
/** Sources that lag more are left out; for others the figures wait. */
const PATIENCE_MS = 2 * HOUR_MS

/** The latest full hour of the business clock up to which every source that does not lag for long is complete. */
export function latestHour({ upto }: Completeness, now: number, zone: Zone): number {
  const near = [...upto.values()].filter((at) => now - at <= PATIENCE_MS)
  const complete = Math.min(now, ...near)
  return complete - (zone.local(complete).time % HOUR_MS)
}
