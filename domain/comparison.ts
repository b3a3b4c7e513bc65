import type { Calendar } from './calendar.ts'
import type { Alignment, Clock, Range, Unit } from './range.ts'
import { addMonths, xunEnd, xunStart } from './unit.ts'
import type { Occurrence } from './windows/window.ts'
import { addDays, DAY_MS, dayNumber, type Local, type Zone } from './zone.ts'

type Name = 'previous' | 'last_year'

/**
 * The comparison range of a current range: which instants `previous` or `last_year` means under an alignment. `null`
 * where there is nothing to compare with: a window that was not held before.
 */
export function compareRange(name: Name, align: Alignment, unit: Unit, current: Range, clock: Clock): Range | null {
  const { zone, calendar } = clock
  if (align === 'lunar' && name === 'last_year') {
    const year = Number(zone.day(current.from).slice(0, 4))
    const days = dayNumber(calendar.springFestival(year)) - dayNumber(calendar.springFestival(year - 1))
    return shift(current, -days, zone)
  }
  const there = unit.kind === 'custom' ? customCounterpart(name, unit, current, zone) : counterpart(name, unit, clock)
  if (!there) return null
  const { start, end } = there
  if (align === 'weekday') {
    const days = dayNumber(unit.start) - dayNumber(start.day)
    return shift(current, -7 * Math.max(1, Math.round(days / 7)), zone)
  }
  const from = zone.instant(start.day, start.time)
  const until =
    align === 'workday'
      ? workdayEnd(unit, current, start.day, end, zone, calendar)
      : elapsedEnd(unit, current, from, end, zone)
  return closed(from, Math.max(from, Math.min(until, end)))
}

const closed = (from: number, to: number): Range => ({ from, to, until: to, open: false })

/** Both ends moved by whole days at the same local time. */
function shift({ from, until }: Range, days: number, zone: Zone): Range {
  const move = (instant: number): number => {
    const { day, time } = zone.local(instant)
    return zone.instant(addDays(day, days), time)
  }
  return closed(move(from), move(until))
}

/** Same month and day a year earlier; 29 Feb → 28 Feb, as an end → 1 Mar. */
export function yearEarlier(day: string, edge: 'start' | 'end' = 'start'): string {
  const year = String(Number(day.slice(0, 4)) - 1).padStart(4, '0')
  if (!day.endsWith('-02-29')) return `${year}${day.slice(4)}`
  return edge === 'start' ? `${year}-02-28` : `${year}-03-01`
}

const unitDays = ({ start, end }: Unit): number => dayNumber(end) - dayNumber(start)

/** Where the range's counterpart begins, and where its unit ends, however much of the current one has run. */
interface Counterpart {
  start: Local
  end: number
}

const MONTHS: Partial<Record<Unit['kind'], number>> = { month: 1, fiscal: 1, quarter: 3, year: 12 }

function counterpart(name: Name, unit: Unit, { zone, calendar }: Clock): Counterpart | null {
  const found = (start: string, end: string) => ({ start: { day: start, time: 0 }, end: zone.instant(end) })
  if (unit.kind === 'window') {
    const occurrence = earlierOccurrence(name, unit, calendar)
    return occurrence ? found(occurrence.from, occurrence.to) : null
  }
  const start = name === 'last_year' ? yearEarlier(unit.start) : previousStart(unit)
  const months = MONTHS[unit.kind]
  if (months) return found(start, addMonths(start, months))
  return found(start, unit.kind === 'xun' ? xunEnd(start) : addDays(start, unitDays(unit)))
}

function previousStart(unit: Unit): string {
  const months = MONTHS[unit.kind]
  if (months) return addMonths(unit.start, -months)
  return unit.kind === 'xun' ? xunStart(addDays(unit.start, -1)) : addDays(unit.start, -unitDays(unit))
}

/** The window's occurrence before this one; for last year the one of the year before, if it was held. */
function earlierOccurrence(name: Name, unit: Unit, calendar: Calendar): Occurrence | undefined {
  const { occurrences } = calendar.windows.get(unit.window!)!
  const at = occurrences.findIndex(({ from }) => from === unit.start)
  const before = occurrences[at - 1]
  return name === 'previous' || before?.year === occurrences[at]!.year - 1 ? before : undefined
}

/** Both ends of a custom range at local midnight: it is made of whole business days. */
const wholeDays = ({ from, to }: Range, zone: Zone): boolean => zone.local(from).time === 0 && zone.local(to).time === 0

function customCounterpart(name: Name, unit: Unit, current: Range, zone: Zone): Counterpart {
  if (name === 'last_year') {
    const { day, time } = zone.local(current.from)
    const to = zone.local(current.to)
    const end = zone.instant(yearEarlier(to.day, 'end'), to.day.endsWith('-02-29') ? 0 : to.time)
    return { start: { day: yearEarlier(day), time }, end }
  }
  const start = wholeDays(current, zone)
    ? { day: addDays(unit.start, -unitDays(unit)), time: 0 }
    : zone.local(current.from - (current.to - current.from))
  return { start, end: current.from }
}

/**
 * Whole business days since the range's start plus the local time of day; a finished unit meets a whole one. Where the
 * two ranges begin at different times of day (a custom range of odd length), the same length of time.
 */
function elapsedEnd(unit: Unit, current: Range, from: number, end: number, zone: Zone): number {
  const finished = current.until >= (unit.kind === 'custom' ? current.to : zone.instant(unit.end))
  if (finished) return end
  const start = zone.local(from)
  const first = zone.local(current.from)
  if (first.time !== start.time) return from + (current.until - current.from)
  const { day, time } = zone.local(current.until)
  return zone.instant(addDays(start.day, dayNumber(day) - dayNumber(first.day)), time)
}

/**
 * The comparison ends on the day of its unit that has as many working days up to and with it and is of the same sort
 * (worked or not) as the last current day, at the same time of day; among several rest days the one of the same
 * ordinal since the last working day, else the last of them. No day of that sort: the end of the day with that number.
 */
function workdayEnd(unit: Unit, current: Range, first: string, end: number, zone: Zone, calendar: Calendar): number {
  if (current.until <= current.from) return zone.instant(first)
  const lastInstant = zone.local(current.until - 1)
  const time = lastInstant.time + 1
  const count = calendar.workdays(unit.start, lastInstant.day)
  const work = calendar.isWorkday(lastInstant.day)
  let ordinal = 0
  for (let day = lastInstant.day; day >= unit.start && calendar.isWorkday(day) === work; day = addDays(day, -1))
    ordinal++
  let running = 0
  let numbered: string | null = null
  const same: string[] = []
  for (let day = first; zone.instant(day) < end; day = addDays(day, 1)) {
    if (calendar.isWorkday(day)) running++
    if (running > count) break
    if (running < count) continue
    numbered = day
    if (calendar.isWorkday(day) === work) same.push(day)
  }
  const match = same[Math.min(work ? 0 : ordinal - 1, same.length - 1)]
  if (match) return zone.instant(match, Math.min(time, DAY_MS))
  if (running < count) return end
  return numbered ? zone.instant(addDays(numbered, 1)) : zone.instant(first)
}
