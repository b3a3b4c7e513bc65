import { bridgeOf, isLoss, type BridgeStep } from '#domain/bridge.ts'
import type { Row } from '#domain/view.ts'
import { roundTogether } from '../format/number.ts'
import { figureOf } from './columns.ts'
import type { Yardstick } from './state.ts'

/** A bar of the bridge in whole units. */
export interface Bar {
  step: BridgeStep
  units: number
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

/** The bridge in whole units: steps rounded by largest remainder, so that what is printed adds up. */
export function readBridge(
  total: Omit<Row, 'key'>,
  stages: readonly string[],
  vs: Yardstick,
  due: number | null,
): BridgeView | null {
  const counts = (figures: Row['current'] | null | undefined) =>
    Object.fromEntries(stages.map((stage) => [stage, figureOf(figures, stage) ?? 0]))
  const bridge = bridgeOf(stages, counts(total.current), counts(total[vs]), due)
  if (!bridge) return null
  const whole = roundTogether(bridge.steps.map(({ units }) => units))
  const gap = whole.reduce((sum, units) => sum + units, 0)
  let at = bridge.actual - gap
  const bars = bridge.steps.map((step, i): Bar => {
    const from = at
    at += whole[i]!
    return {
      step,
      units: whole[i]!,
      low: Math.round(step.low),
      high: Math.round(step.high),
      from,
      to: at,
      loss: isLoss(step),
    }
  })
  const marks = [bridge.actual - gap, ...bars.map(({ to }) => to)]
  const top = Math.max(1, ...marks)
  return { due: bridge.actual - gap, actual: bridge.actual, gap, bars, start: axisStart(Math.min(...marks), top), top }
}
