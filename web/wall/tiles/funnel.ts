import { lossesOf, weakest } from '#domain/weakest.ts'
import type { ViewResult } from '#domain/view.ts'
import { countOf, stagesOf } from '../scene.ts'
import { weakestAgainst, type PeerRates } from './peers.ts'

export interface FunnelRow {
  stage: string
  volume: number
  /** Step rate from the row above; `null` for the first row or an empty row above. */
  rate: number | null
  /** Differences of the step rate in shares; for the first row of nothing. */
  previous: number | null
  lastYear: number | null
  /** Step rates of the whole maker and of the peers' median, where these are the yardstick. */
  nation: number | null
  peers: number | null
  /** Units of the last stage lost here: only on the row that loses most. */
  lost: number | null
  /** Length of the bar against the longest, 0–1. */
  length: number
}

/**
 * B3: volumes, step rates and their change; the accent lies where most retail units are lost: against 环比, or against
 * the peers' median where there are peers.
 */
export function readFunnel({ total }: ViewResult, retail: string, peers: PeerRates | null = null): FunnelRow[] {
  const stages = stagesOf(retail)
  const of = (figures: typeof total.current | null | undefined) =>
    Object.fromEntries(stages.map((stage) => [stage, countOf(figures, stage)]))
  const current = of(total.current)
  const previous = of(total.previous)
  const lastYear = of(total.last_year)
  const worst = peers ? weakestAgainst(stages, current, peers.median) : weakest(lossesOf(stages, current, previous))
  const most = Math.max(1, ...stages.map((stage) => current[stage]!))
  const rate = (counts: Record<string, number>, i: number): number | null => {
    const entries = i > 0 ? counts[stages[i - 1]!]! : 0
    return entries > 0 ? counts[stages[i]!]! / entries : null
  }
  const minus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b)
  return stages.map((stage, i) => ({
    stage,
    volume: current[stage]!,
    rate: rate(current, i),
    previous: minus(rate(current, i), rate(previous, i)),
    lastYear: minus(rate(current, i), rate(lastYear, i)),
    nation: peers?.nation[stage] ?? null,
    peers: peers?.median[stage] ?? null,
    lost: worst?.stage === stage ? worst.units : null,
    length: Math.max(0, current[stage]! / most),
  }))
}
