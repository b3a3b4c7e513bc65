import type { ViewResult } from '#domain/view.ts'
import { shiftDay } from '../../format/time.ts'
import type { Question } from '../../live/question.ts'
import { countOf, historyPeriod, kpisOf, type Scene } from '../scene.ts'

/** Today's counts of the five KPIs. */
export const askToday = ({ where, retail }: Scene): Question => ({ measures: kpisOf(retail), where, period: 'today' })

/** Days of the last months in the present selection, for the 30-day lines. */
export const askDays = ({ where, retail, today }: Scene): Question => ({
  measures: kpisOf(retail),
  by: ['day'],
  where,
  period: historyPeriod(today),
})

const LINE_DAYS = 30
const MEAN_DAYS = 7

/** The last 30 days, each as the mean of the seven days up to it: single days would only show the weekends. */
export function readLine(days: ViewResult, measure: string, today: string): number[] {
  const units = new Map(days.rows.map((row) => [row.key.day, countOf(row.current, measure)]))
  const line: number[] = []
  // Today is still running and would bend the end down, so the line ends yesterday.
  for (let back = LINE_DAYS; back >= 1; back--) {
    let sum = 0
    for (let d = 0; d < MEAN_DAYS; d++) sum += units.get(shiftDay(today, -back - d)) ?? 0
    line.push(sum / MEAN_DAYS)
  }
  return line
}

/** A line's points in a box of 100 × 100, lowest value at the bottom. */
export function linePoints(values: readonly number[]): { x: number; y: number }[] {
  const low = Math.min(...values)
  const span = Math.max(...values) - low
  return values.map((value, i) => ({
    x: (100 * i) / Math.max(1, values.length - 1),
    y: span > 0 ? 100 - (100 * (value - low)) / span : 50,
  }))
}
