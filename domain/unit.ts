import { addDays, dayNumber } from './zone.ts'

/** First day of the month that lies `months` after the month of `day`. */
export const monthStart = (day: string, months = 0): string => addMonths(`${day.slice(0, 7)}-01`, months)

/** The same day of the month, `months` later; for the days 1 to 28, which every month has. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return new Date(Date.UTC(year, month - 1 + months, date)).toISOString().slice(0, 10)
}

/** Monday of the week of `day`. */
export const weekStart = (day: string): string => addDays(day, -((((dayNumber(day) + 3) % 7) + 7) % 7))

/** First day of the 旬 of `day`: the 1st, the 11th or the 21st. */
export function xunStart(day: string): string {
  const date = Number(day.slice(8))
  return `${day.slice(0, 8)}${date > 20 ? '21' : date > 10 ? '11' : '01'}`
}

/** The day after the 旬 of `day`; the last one ends with its month, after 8 to 11 days. */
export function xunEnd(day: string): string {
  const start = xunStart(day)
  return start.endsWith('21') ? monthStart(start, 1) : addDays(start, 10)
}

/** First day of the fiscal month of `day`, where months begin on the `cutoff` (1–28). */
export function fiscalStart(day: string, cutoff: number): string {
  const start = `${day.slice(0, 8)}${String(cutoff).padStart(2, '0')}`
  return start <= day ? start : addMonths(start, -1)
}

/** A fiscal month is named after the calendar month in which it ends: `2026-10` runs from 26 September with cutoff 26. */
export const fiscalName = (day: string, cutoff: number): string =>
  addDays(addMonths(fiscalStart(day, cutoff), 1), -1).slice(0, 7)
