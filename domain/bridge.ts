import type { StageCounts } from './weakest.ts'

/** What one step adds to or takes from the gap, in units of the last stage. */
export interface BridgeStep {
  stage: string
  /** `volume` for the first stage, else the step rate from the stage before. */
  of: 'volume' | 'rate'
  units: number
  /** Nine of ten repetitions of the same business would fall between the two. */
  low: number
  high: number
}

export interface Bridge {
  /** What should be there: the target up to now, or the comparison itself where there is no target. */
  due: number
  actual: number
  /** Their `units` add up to `actual − due`. */
  steps: BridgeStep[]
}

const NINETY = 1.64

/**
 * Splits a gap over the funnel's steps by sequential substitution, from the top down: first the volume that is missing
 * where every step converted as in the comparison, then each step's rate against the comparison's, valued with the
 * comparison's rates below it. With `due` the comparison's funnel is scaled until it ends at `due`, so the first step
 * says how much more volume the target needed at the comparison's rates.
 *
 * Stages without a single unit in the comparison have no rate and join the step below. `null` where the comparison
 * has nothing at the end. The noise of a step is that of its counts on both sides.
 */
export function bridgeOf(
  stages: readonly string[],
  current: StageCounts,
  before: StageCounts,
  due: number | null,
): Bridge | null {
  const last = stages.at(-1)
  const end = last === undefined ? 0 : (before[last] ?? 0)
  if (last === undefined || end <= 0) return null
  const told = stages.filter((stage) => (before[stage] ?? 0) > 0)
  const scale = due === null ? 1 : due / end
  const steps = told.map((stage, i): BridgeStep => {
    const then = before[stage]!
    const now = current[stage] ?? 0
    const worth = end / then
    if (i === 0) return step(stage, 'volume', (now - then * scale) * worth, Math.sqrt(Math.max(0, now)) * worth)
    const entries = Math.max(0, current[told[i - 1]!] ?? 0)
    const entriesThen = before[told[i - 1]!]!
    const rate = then / entriesThen
    const noise = Math.sqrt(
      entries * spread(now, entries) + (entries * entries * spread(then, entriesThen)) / entriesThen,
    )
    return step(stage, 'rate', (now - entries * rate) * worth, noise * worth)
  })
  return { due: due ?? end, actual: current[last] ?? 0, steps }
}

const step = (stage: string, of: BridgeStep['of'], units: number, deviation: number): BridgeStep => ({
  stage,
  of,
  units,
  low: units - NINETY * deviation,
  high: units + NINETY * deviation,
})

/** Variance of one try: binomial up to a rate of one, Poisson where a step counts more than what came in. */
function spread(hits: number, tries: number): number {
  const rate = tries > 0 ? Math.max(0, hits / tries) : 0
  return rate <= 1 ? rate * (1 - rate) : rate
}

/** Whether a step is a loss beyond chance. */
export const isLoss = ({ units, high }: BridgeStep): boolean => units <= -1 && high < 0
