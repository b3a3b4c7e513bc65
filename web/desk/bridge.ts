import type { Diagnosis, StepPart } from '#domain/diagnosis/answer.ts'
import { roundTogether } from '#domain/round.ts'

/** A step of the gap in whole units. */
export interface Bar {
  step: StepPart
  units: number
  /** What of it is a shift of weights between segments. Sums to zero over the bars. */
  mix: number
  /** Interval in whole units. */
  low: number
  high: number
  /** Running totals before and after this step. */
  from: number
  to: number
  /** A loss beyond its own noise. */
  loss: boolean
}

export interface BridgeView {
  due: number
  actual: number
  gap: number
  bars: Bar[]
  /** Where the axis starts; above zero it is broken. */
  start: number
  top: number
}

/** Rounds an axis start down to a step that reads well. */
function axisStart(low: number, top: number): number {
  if (low <= 0 || low < top * 0.35) return 0
  const room = Math.max(1, (top - low) * 0.45)
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(room)))
  return Math.max(0, Math.floor((low - room) / unit) * unit)
}

/** Whether a step is a loss beyond chance. */
export const isLoss = ({ units, high }: Pick<StepPart, 'units' | 'high'>): boolean => units <= -1 && high < 0

/** The bridge in whole units: steps rounded by largest remainder, so that what is printed adds up. */
export function readBridge({ steps, actual }: Pick<Diagnosis, 'steps' | 'actual'>): BridgeView {
  const whole = roundTogether(steps.map(({ units }) => units))
  const mixes = roundTogether(steps.map(({ mix }) => mix))
  const gap = whole.reduce((sum, units) => sum + units, 0)
  let at = actual - gap
  const bars = steps.map((step, i): Bar => {
    const from = at
    at += whole[i]!
    return {
      step,
      units: whole[i]!,
      mix: mixes[i]!,
      low: Math.round(step.low) || 0,
      high: Math.round(step.high) || 0,
      from,
      to: at,
      loss: isLoss(step),
    }
  })
  const marks = [actual - gap, ...bars.map(({ to }) => to)]
  const top = Math.max(1, ...marks)
  return { due: actual - gap, actual, gap, bars, start: axisStart(Math.min(...marks), top), top }
}
