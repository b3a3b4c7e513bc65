import type { Calendar } from './calendar.ts'
import type { Alignment, Clock, Range, Unit } from './range.ts'
import { addDays, DAY_MS, dayNumber, type Zone } from './zone.ts'

type Name = 'previous' | 'last_year'

/** The comparison range of a current range: which instants `previous` or `last_year` means under an alignment. */
export function compareRange(name: Name, align: Alignment, unit: Unit, current: Range, clock: Clock): Range {
  const { zone, calendar } = clock
  if (align === 'weekday') {
    const days = dayNumber(unit.start) - dayNumber(comparisonStart(name, unit, current, zone).day)
    return shift(current, -7 * Math.max(1, Math.round(days / 7)), zone)
  }
  if (align === 'lunar' && name === 'last_year') {
    const year = Number(zone.day(current.from).slice(0, 4))
    const days = dayNumber(calendar.springFestival(year)) - dayNumber(calendar.springFestival(year - 1))
    return shift(current, -days, zone)
  }
  const start = comparisonStart(name, unit, current, zone)
  const from = zone.instant(start.day, start.time)
  const end = comparisonEnd(name, unit, current, from, zone)
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

/** The first day of the month `months` before the month of `day` (itself a month's first). */
function monthsEarlier(day: string, months: number): string {
  const [year, month] = day.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10)
}

const unitDays = ({ start, end }: Unit): number => dayNumber(end) - dayNumber(start)

function previousUnit(unit: Unit): string {
  switch (unit.kind) {
    case 'month':
      return monthsEarlier(unit.start, 1)
    case 'quarter':
      return monthsEarlier(unit.start, 3)
    case 'year':
      return monthsEarlier(unit.start, 12)
    default:
      return addDays(unit.start, -unitDays(unit))
  }
}

/** Both ends of a custom range at local midnight: it is made of whole business days. */
const wholeDays = ({ from, to }: Range, zone: Zone): boolean => zone.local(from).time === 0 && zone.local(to).time === 0

function comparisonStart(name: Name, unit: Unit, current: Range, zone: Zone): { day: string; time: number } {
  const { day, time } = zone.local(current.from)
  if (name === 'last_year') return { day: yearEarlier(day), time }
  if (unit.kind !== 'custom') return { day: previousUnit(unit), time: 0 }
  if (wholeDays(current, zone)) return { day: addDays(unit.start, -unitDays(unit)), time: 0 }
  return zone.local(current.from - (current.to - current.from))
}

/** Where the comparison unit ends, however much of the current one has run. */
function comparisonEnd(name: Name, unit: Unit, current: Range, from: number, zone: Zone): number {
  if (unit.kind === 'custom') {
    if (name === 'previous') return current.from
    const { day, time } = zone.local(current.to)
    return zone.instant(yearEarlier(day, 'end'), day.endsWith('-02-29') ? 0 : time)
  }
  const start = zone.day(from)
  const months = { month: 1, quarter: 3, year: 12 }[unit.kind as string]
  return zone.instant(months ? monthsEarlier(start, -months) : addDays(start, unitDays(unit)))
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
