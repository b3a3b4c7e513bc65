import { paceShare, type MonthDays } from '#domain/pace.ts'
import type { ViewResult } from '#domain/view.ts'
import { shiftDay, shiftMonth } from '../../format/time.ts'
import type { Question } from '../../live/question.ts'
import { countOf, type Scene } from '../scene.ts'

/** The days of this month, a year ago. */
export const askMonthLastYear = ({ where, retail, today }: Scene): Question => ({
  measures: [retail],
  by: ['day'],
  where,
  period: { from: shiftMonth(today, -12), to: shiftMonth(today, -11) },
})

/** Units of each day of a month, the 1st first; `upto` is its last day that is counted. */
export function daysOfMonth(result: ViewResult | null, measure: string, start: string, upto: string): number[] {
  const units = new Map((result?.rows ?? []).map((row) => [row.key.day, countOf(row.current, measure)]))
  const days: number[] = []
  for (let day = start; day <= upto && day < shiftMonth(start, 1); day = shiftDay(day, 1))
    days.push(units.get(day) ?? 0)
  return days
}

/** `[1, 2, 3]` → `[1, 3, 6]`. */
export function cumulated(values: readonly number[]): number[] {
  let sum = 0
  return values.map((value) => (sum += value))
}

export interface MonthRun {
  /** Days of the month. */
  days: number
  /** Cumulated at the end of each day; `actual` up to today, today as far as it has come. */
  actual: number[]
  lastYear: number[]
  /** What the target asks for by each day's end if the month runs as the past ones did; `null` without target or pace. */
  plan: number[] | null
}

/** C1 of a region: how the month has run against its target's pace and last year. */
export function readMonthRun(
  days: ViewResult,
  lastYear: ViewResult | null,
  retail: string,
  today: string,
  target: number | null,
  months: readonly MonthDays[],
): MonthRun {
  const start = shiftMonth(today, 0)
  const length = Number(shiftDay(shiftMonth(today, 1), -1).slice(8))
  const then = shiftMonth(today, -12)
  const shares = Array.from({ length }, (_, i) => paceShare(months, { elapsed: i + 1, days: length }))
  return {
    days: length,
    actual: cumulated(daysOfMonth(days, retail, start, today)),
    lastYear: lastYear ? cumulated(daysOfMonth(lastYear, retail, then, shiftDay(shiftMonth(then, 1), -1))) : [],
    plan: target && shares.every((share) => share !== null) ? shares.map((share) => share! * target) : null,
  }
}
