import type { Plan } from '#domain/plan.ts'
import { bandOf, CARD_AGE } from '#domain/stock/age.ts'
import type { StockCounter } from '#domain/stock/counters.ts'
import { instantsOf, type Span } from '#domain/stock/spans.ts'
import { dayNumber } from '#domain/zone.ts'
import type { Line } from './levels.ts'

/** A counter's figure of a line over a span. */
export function figure(plan: Plan, { at }: Line, counter: StockCounter, span: Span): number {
  const [first, second] = instantsOf(plan, span, counter.at)
  const level = (instant: number) => at(counter.level, instant)
  return second === undefined ? level(first!) : level(second) - level(first!)
}

/** The band of a line's age as a span ends; `null` where age was not asked for. */
export const bandAt = ({ clock: { zone } }: Plan, { age }: Line, { until }: Span): string | null =>
  age === null ? null : bandOf(dayNumber(zone.day(until - 1)) - age)

/** Whether `where` lets a line through by its age. */
export function isWanted({ spec }: Plan, band: string | null): boolean {
  return spec.where[CARD_AGE]?.includes(band) ?? true
}
