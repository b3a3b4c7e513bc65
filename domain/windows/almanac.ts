import type { Calendar } from '../calendar.ts'
import type { Basis, DaySort } from './day.ts'
import { Refusal, quote } from '../errors.ts'
import { fiscalName, xunStart } from '../unit.ts'
import { readDate } from '../value.ts'
import { addDays, dayNumber } from '../zone.ts'
import { festivalsOf } from './lawful.ts'
import type { NamedWindow } from './window.ts'

/** One day of the business calendar. */
export interface AlmanacDay {
  day: string
  sort: 'work' | 'rest'
  /** The holiday that the day off, or the make-up workday, belongs to. */
  name: string | null
  basis: DaySort['basis']
  festivals: string[]
  /** First day of its 旬. */
  xun: string
  /** Its fiscal month, named after the calendar month in which that ends. */
  fiscal: string
  /** Named windows that hold it. */
  windows: string[]
}

/** What `GET /api/calendar` answers; `to` is not in it. */
export interface Almanac {
  from: string
  to: string
  /** The business day that runs. */
  today: string
  days: AlmanacDay[]
  /** Of each year of these days, whether its statutory notice is known. */
  years: Record<string, Basis>
  /** All windows that can be asked for, whether they lie in these days or not. */
  windows: NamedWindow[]
  fiscal_cutoff: number
}

const LONGEST_DAYS = 1_100

/**
 * The business calendar from a day up to another; without them that of the running year. Throws `bad_period` for what
 * is no date, an end that is not after its start, or more than 1,100 days.
 */
export function almanac(calendar: Calendar, today: string, asked: { from?: unknown; to?: unknown }): Almanac {
  const from = edge(asked.from ?? `${today.slice(0, 4)}-01-01`, 'from')
  const to = edge(asked.to ?? `${Number(from.slice(0, 4)) + 1}-01-01`, 'to')
  const length = dayNumber(to) - dayNumber(from)
  if (length < 1 || length > LONGEST_DAYS) {
    throw new Refusal('bad_period', `from ${from} to ${to} are not 1 to ${LONGEST_DAYS} days`, { path: 'to' })
  }
  const windows = [...calendar.windows.values()]
  const days = Array.from({ length }, (_, i) => dayOf(calendar, windows, addDays(from, i)))
  const years = new Set(days.map(({ day }) => day.slice(0, 4)))
  return {
    from,
    to,
    today,
    days,
    years: Object.fromEntries([...years].map((year) => [year, calendar.basis(Number(year))])),
    windows,
    fiscal_cutoff: calendar.fiscalCutoff,
  }
}

function dayOf(calendar: Calendar, windows: readonly NamedWindow[], day: string): AlmanacDay {
  const { work, name, basis } = calendar.sort(day)
  const held = windows.filter(({ occurrences }) => occurrences.some(({ from, to }) => from <= day && day < to))
  return {
    day,
    sort: work ? 'work' : 'rest',
    name,
    basis,
    festivals: festivalsOf(day),
    xun: xunStart(day),
    fiscal: fiscalName(day, calendar.fiscalCutoff),
    windows: held.map(({ window }) => window),
  }
}

function edge(raw: unknown, path: string): string {
  try {
    const day = readDate(raw, path)
    const year = Number(day.slice(0, 4))
    if (year >= 1981 && year <= 2100) return day
  } catch (cause) {
    throw new Refusal('bad_period', `${path} ${quote(raw)} is not a date`, { path, cause })
  }
  throw new Refusal('bad_period', `${path} ${quote(raw)} lies outside the years that can be asked for`, { path })
}
