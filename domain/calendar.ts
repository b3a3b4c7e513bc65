import { LegalHoliday, LunarDay } from 'tyme4ts'
import type { Basis, DaySort } from './windows/day.ts'
import { lawfulHoliday } from './windows/lawful.ts'
import { statutoryWindows } from './windows/statutory.ts'
import { joinWindows, type NamedWindow } from './windows/window.ts'
import { addDays, dayNumber } from './zone.ts'

/** A day that differs from what is known otherwise; `name` says which holiday it belongs to. */
export type OverrideDay = 'work' | 'rest' | { sort: 'work' | 'rest'; name?: string | undefined }

/**
 * Days that differ from what the calendar library says, for the State Council publishes late and brands deviate.
 * `"2027": "statutory"` says that the file holds the whole of that year's notice: its other days follow their weekday.
 */
export type CalendarOverride = Readonly<Record<string, OverrideDay | 'statutory'>>

/** The business calendar: which days are worked, where festivals lie, and how months and windows are cut. */
export interface Calendar {
  sort(day: string): DaySort
  isWorkday(day: string): boolean
  /** Working days from `from` up to and with `to`, make-up workdays (调休) counted. */
  workdays(from: string, to: string): number
  /** Whether the notice of a year is known, from the library or the override file. */
  basis(year: number): Basis
  /** Spring Festival (春节, first day of the first lunar month) of a Gregorian year. */
  springFestival(year: number): string
  windows: ReadonlyMap<string, NamedWindow>
  /** Day of the month on which a fiscal month begins, 1–28; 1 is the calendar month. */
  fiscalCutoff: number
}

export interface CalendarOptions {
  /** Windows of the house, on top of the statutory holidays; the same name replaces. */
  windows?: readonly NamedWindow[]
  fiscalCutoff?: number
}

/** The first year whose notice the library holds whole; the last one it tells itself. */
const FIRST_NOTICE = 2002

/** Opens the mainland statutory calendar, corrected by an override file's days. */
export function openCalendar(override: CalendarOverride = {}, options: CalendarOptions = {}): Calendar {
  const known = new Map<string, DaySort>()
  const basis = (year: number): Basis =>
    override[String(year)] === 'statutory' || (year >= FIRST_NOTICE && year <= lastNotice()) ? 'statutory' : 'assumed'
  const sort = (day: string): DaySort => {
    let found = known.get(day)
    if (!found) {
      found = sortOf(day, override[day] as OverrideDay | undefined, basis(Number(day.slice(0, 4))))
      known.set(day, found)
    }
    return found
  }
  const isWorkday = (day: string): boolean => sort(day).work
  const workdays = (from: string, to: string): number => {
    let count = 0
    for (let day = from; day <= to; day = addDays(day, 1)) if (isWorkday(day)) count++
    return count
  }
  const years = [...new Set([...noticeYears(), ...Object.keys(override).map((day) => Number(day.slice(0, 4)))])].sort()
  const holidays = statutoryWindows(
    years.filter((year) => basis(year) === 'statutory'),
    sort,
    springFestival,
  )
  const windows = joinWindows(holidays, options.windows ?? [])
  return { sort, isWorkday, workdays, basis, springFestival, windows, fiscalCutoff: options.fiscalCutoff ?? 1 }
}

function sortOf(day: string, own: OverrideDay | undefined, basis: Basis): DaySort {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const legal = LegalHoliday.fromYmd(year, month, date)
  if (own) {
    const { sort, name } = typeof own === 'string' ? { sort: own } : own
    return { work: sort === 'work', name: name ?? legal?.getName() ?? null, basis: 'override' }
  }
  if (legal) return { work: legal.isWork(), name: legal.getName(), basis }
  const weekday = (((dayNumber(day) + 4) % 7) + 7) % 7
  const name = basis === 'assumed' ? lawfulHoliday(day) : null
  return { work: name === null && weekday > 0 && weekday < 6, name, basis }
}

let latest: number | null = null

/** The last year that the library knows: the next notice comes with a newer library or the override file. */
function lastNotice(): number {
  if (latest === null) {
    latest = FIRST_NOTICE
    while (LegalHoliday.fromYmd(latest + 1, 10, 1)) latest++
  }
  return latest
}

const noticeYears = (): number[] =>
  Array.from({ length: lastNotice() - FIRST_NOTICE + 1 }, (_, i) => FIRST_NOTICE + i) // prettier-ignore

function springFestival(year: number): string {
  const solar = LunarDay.fromYmd(year, 1, 1).getSolarDay()
  const pad = (n: number) => String(n).padStart(2, '0')
  return `${solar.getYear()}-${pad(solar.getMonth())}-${pad(solar.getDay())}`
}
