/** Counts of the funnel's stages by measure name. */
export type StageCounts = Readonly<Record<string, number>>

/** What one stage lost against the comparison, in units of the last stage (usually delivered cars). */
export interface Loss {
  stage: string
  /** Negative: lost. */
  units: number
  /** `volume` for the first stage, else the step rate from the stage before. */
  of: 'volume' | 'rate'
  /** The first stage's counts, or the step's rates. */
  current: number
  before: number
}

const ratio = (above: number, below: number): number | null => (below > 0 ? above / below : null)

/**
 * What each stage gained or lost against a comparison, in units of the last stage, so that a little lost at the top is
 * weighed against much lost at the bottom: (rate − rate before) × entries × last stage per unit of this stage. Stages
 * whose rate has an empty denominator on either side are left out.
 */
export function lossesOf(stages: readonly string[], current: StageCounts, before: StageCounts): Loss[] {
  const last = stages.at(-1)
  if (last === undefined) return []
  const of = (counts: StageCounts, stage: string): number => counts[stage] ?? 0
  const losses: Loss[] = []
  stages.forEach((stage, i) => {
    const worth = ratio(of(current, last), of(current, stage)) ?? ratio(of(before, last), of(before, stage)) ?? 0
    if (i === 0) {
      const now = of(current, stage)
      const then = of(before, stage)
      losses.push({ stage, of: 'volume', units: (now - then) * worth, current: now, before: then })
      return
    }
    const entries = of(current, stages[i - 1]!)
    const now = ratio(of(current, stage), entries)
    const then = ratio(of(before, stage), of(before, stages[i - 1]!))
    if (now === null || then === null) return
    losses.push({ stage, of: 'rate', units: (now - then) * entries * worth, current: now, before: then })
  })
  return losses
}

/** The stage that loses most; `null` when none loses as much as `least` units. */
export function weakest(losses: readonly Loss[], least = 1): Loss | null {
  const worst = losses.reduce<Loss | null>(
    (found, loss) => (found === null || loss.units < found.units ? loss : found),
    null,
  )
  return worst !== null && worst.units <= -least ? worst : null
}
