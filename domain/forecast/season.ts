import type { Course } from './course.ts'
import { isBroken, monthAfter, sum, type Festival, type MonthUnits } from './history.ts'

/** Months whose growth over the same months a year before is carried on. */
const GROWTH_MONTHS = 6
/** Months of doubt that growth has to overcome. */
const GROWTH_DOUBT = 1
/** Months whose mean stands in where no year before is known. */
const RECENT_MONTHS = 3

/** Lunar new year wanders between the two, so they are expected together and shared out by their course. */
export const wanders = (month: string): boolean => month.endsWith('-01') || month.endsWith('-02')

/**
 * Units expected in a month by the complete months before `known` (`YYYY-MM`): the same month a year before times the
 * growth since; without that year the mean of the months right before. `null` without any.
 */
export function expectMonth(months: MonthUnits, month: string, known: string, course: Course): number | null {
  const before = (name: string): number | undefined => (name < known ? months.get(name) : undefined)
  const year = seasonal(before, month, course)
  if (year !== null) return year * growth(before, known)
  const recent = [...months].filter(([name, units]) => name < known && units > 0).slice(-RECENT_MONTHS)
  return recent.length > 0 ? sum(recent.map(([, units]) => units)) / recent.length : null
}

function seasonal(before: (name: string) => number | undefined, month: string, course: Course): number | null {
  const positive = (units: number | undefined): number | null => (units !== undefined && units > 0 ? units : null)
  const own = positive(before(monthAfter(month, -12)))
  if (!wanders(month)) return own
  const pair = ['01', '02'].map((name) => `${month.slice(0, 4)}-${name}`)
  const there = pair.map((name) => before(monthAfter(name, -12)))
  if (there.some((units) => positive(units) === null)) return own
  const weights = pair.map((name) => sum(course.weights(name)))
  const earlier = pair.map((name) => sum(course.weights(monthAfter(name, -12))))
  const at = pair.indexOf(month)
  // What each of the two would have brought without the festival, and with it where it lies now; their sum stays.
  const plain = there.map((units, i) => (units! / earlier[i]!) * weights[i]!)
  return positive((sum(there as number[]) * plain[at]!) / sum(plain))
}

function growth(before: (name: string) => number | undefined, known: string): number {
  let [now, then, found] = [0, 0, 0]
  for (let back = 1; back <= 2 * GROWTH_MONTHS && found < GROWTH_MONTHS; back++) {
    const month = monthAfter(known, -back)
    const [own, year] = [before(month), before(monthAfter(month, -12))]
    if (wanders(month) || (own ?? 0) <= 0 || (year ?? 0) <= 0) continue
    now += own!
    then += year!
    found++
  }
  const doubt = found > 0 ? (GROWTH_DOUBT * then) / found : 1
  return (now + doubt) / (then + doubt)
}

/** How far the past was from what was expected of it. */
export interface Residual {
  month: string
  /** Logarithm of what came over what was expected a month ahead. */
  ahead: number
  units: number
}

/** Months of the past with what had been expected of them, newest first; months that the festival breaks are left out. */
export function residuals(months: MonthUnits, known: string, course: Course, festival: Festival): Residual[] {
  const found: Residual[] = []
  for (const [month, units] of months) {
    if (month >= known || units <= 0 || isBroken(month, festival)) continue
    const expected = expectMonth(months, month, month, course)
    if (expected) found.unshift({ month, ahead: Math.log(units / expected), units })
  }
  return found
}
