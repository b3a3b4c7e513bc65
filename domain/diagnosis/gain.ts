/** A step of a segment's funnel in units: the stage before (`null` for the first stage), the stage, the outcome. */
export interface StepCounts {
  before: number | null
  count: number
  outcome: number
}

/** Units of the outcome that a change of one step would bring. */
export interface Gain {
  units: number
  /** Nine of ten repetitions of the same business would gain between the two. */
  low: number
  high: number
}

const NINETY = 1.64
const NOTHING: Gain = { units: 0, low: 0, high: 0 }

/** How a stage stands: a share of the stage before, or of the first stage its units; `null` where nobody came before. */
export const levelOf = ({ before, count }: Pick<StepCounts, 'before' | 'count'>): number | null =>
  before === null ? count : before > 0 ? count / before : null

/**
 * What the outcome gains when a step stands at `to` instead of where it is, everything before and every rate after it
 * being as they are. `yields` says what a unit of the stage brings to the end where the segment itself had none. The
 * interval is that of chance in the step at its new level and in what follows it.
 */
export function gainOf(step: StepCounts, to: number, yields: number | null): Gain {
  const from = levelOf(step)
  const worth = step.count > 0 ? step.outcome / step.count : yields
  if (from === null || worth === null) return NOTHING
  const more = (to - from) * (step.before ?? 1)
  const coming = to * (step.before ?? 1)
  const inStep = coming * (step.before === null ? 1 : Math.max(0, 1 - to))
  const inWorth = step.count > 0 ? (worth * Math.max(0, 1 - worth)) / step.count : 0
  const deviation = Math.sqrt(worth * worth * inStep + more * more * inWorth)
  const units = more * worth
  return { units, low: units - NINETY * deviation, high: units + NINETY * deviation }
}
