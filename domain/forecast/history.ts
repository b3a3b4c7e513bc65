import { addDays, dayNumber } from '../zone.ts'

/** Units by business day, the day `from` first, one entry a day. What lies before is not known. */
export interface DailyUnits {
  from: string
  units: readonly number[]
}

/** Units of complete months by `YYYY-MM`. */
export type MonthUnits = ReadonlyMap<string, number>

/** First day of the Spring Festival (春节) of a year. */
export type Festival = (year: number) => string

/** `2026-11` and −1 → `2026-10`. */
export function monthAfter(month: string, months: number): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months
  return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`
}

export const firstDay = (month: string): string => `${month}-01`

export const daysOf = (month: string): number => dayNumber(firstDay(monthAfter(month, 1))) - dayNumber(firstDay(month))

/** A month's units by day; `null` where the history does not hold all of it. */
export function daysIn({ from, units }: DailyUnits, month: string): number[] | null {
  const start = dayNumber(firstDay(month)) - dayNumber(from)
  const end = start + daysOf(month)
  return start < 0 || end > units.length ? null : units.slice(start, end)
}

/** What is summed over the complete months of a daily history that begin before a day. */
export function monthsOf(history: DailyUnits, before: string): Map<string, number> {
  const months = new Map<string, number>()
  const last = addDays(history.from, history.units.length)
  for (let month = history.from.slice(0, 7); firstDay(month) < last; month = monthAfter(month, 1)) {
    const days = firstDay(monthAfter(month, 1)) <= before ? daysIn(history, month) : null
    if (days) months.set(month, sum(days))
  }
  return months
}

/** Days of the festival's standstill, 除夕 to 初六, from which a month counts as broken. */
const BROKEN_BY = 4

/**
 * Whether the Spring Festival breaks a month: at least four of the eight days from New Year's Eve to the sixth day lie
 * in it. Such a month has another course than any other.
 */
export function isBroken(month: string, festival: Festival): boolean {
  const eve = dayNumber(festival(Number(month.slice(0, 4)))) - 1
  const start = dayNumber(firstDay(month))
  return Math.min(eve + 8, start + daysOf(month)) - Math.max(eve, start) >= BROKEN_BY
}

export const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const value of values) total += value
  return total
}
