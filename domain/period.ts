import { compareRange } from './comparison.ts'
import { Refusal, quote } from './errors.ts'
import { readDate, readInstant } from './value.ts'
import type {
  Alignment,
  Clock,
  Comparison,
  CustomPeriod,
  NamedPeriod,
  Range,
  RangeName,
  StatedRange,
  Unit,
} from './range.ts'
import { addDays, dayNumber, type Zone } from './zone.ts'

export interface Resolved {
  unit: Unit
  ranges: { current: Range } & Partial<Record<RangeName, Range>>
}

const LONGEST_DAYS = 3_660

/** Years that the store's days and every comparison of the longest period fit into. */
const YEARS = [1981, 2099] as const

/** Whether an instant lies in the years that can be asked for. */
export const isAskable = (instant: number): boolean => {
  const year = new Date(instant).getUTCFullYear()
  return year >= YEARS[0] && year <= YEARS[1]
}

/** Resolves a period and its comparisons at `as_of`. Throws `bad_period` or `bad_alignment`. */
export function resolvePeriod(
  period: NamedPeriod | CustomPeriod,
  compare: readonly Comparison[],
  align: Alignment,
  clock: Clock,
): Resolved {
  if (align === 'lunar' && compare.includes('previous') && !compare.includes('last_year')) {
    throw new Refusal('bad_alignment', 'align “lunar” exists for last_year only', { path: 'align' })
  }
  const { unit, current } = typeof period === 'string' ? named(period, clock) : custom(period, clock)
  const ranges: Resolved['ranges'] = { current }
  for (const name of ['previous', 'last_year'] as const) {
    if (compare.includes(name)) ranges[name] = compareRange(name, align, unit, current, clock)
  }
  return { unit, ranges }
}

/** First day of the month that lies `months` after the month of `day`. */
export function monthStart(day: string, months = 0): string {
  const [year, month] = day.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10)
}

/** Monday of the week of `day`. */
export const weekStart = (day: string): string => addDays(day, -((((dayNumber(day) + 3) % 7) + 7) % 7))

/** The unit of a named period at a business day. */
function unitOf(period: NamedPeriod, today: string): Unit {
  switch (period) {
    case 'today':
      return { kind: 'day', start: today, end: addDays(today, 1) }
    case 'yesterday':
      return { kind: 'day', start: addDays(today, -1), end: today }
    case 'week_to_date':
      return { kind: 'week', start: weekStart(today), end: addDays(weekStart(today), 7) }
    case 'month_to_date':
      return { kind: 'month', start: monthStart(today), end: monthStart(today, 1) }
    case 'previous_month':
      return { kind: 'month', start: monthStart(today, -1), end: monthStart(today) }
    case 'quarter_to_date': {
      const start = monthStart(today, -((Number(today.slice(5, 7)) - 1) % 3))
      return { kind: 'quarter', start, end: monthStart(start, 3) }
    }
    case 'year_to_date':
      return { kind: 'year', start: `${today.slice(0, 4)}-01-01`, end: monthStart(`${today.slice(0, 4)}-01-01`, 12) }
    case 'last_7_days':
      return { kind: 'days', start: addDays(today, -6), end: addDays(today, 1) }
    case 'last_30_days':
      return { kind: 'days', start: addDays(today, -29), end: addDays(today, 1) }
  }
}

function named(period: NamedPeriod, { as_of, zone }: Clock): { unit: Unit; current: Range } {
  const unit = unitOf(period, zone.day(as_of))
  const end = zone.instant(unit.end)
  const to = Math.min(end, as_of)
  return { unit, current: { from: zone.instant(unit.start), to, until: to, open: end > as_of } }
}

function custom(period: CustomPeriod, { as_of, zone }: Clock): { unit: Unit; current: Range } {
  const from = edge(period.from, 'period.from', zone)
  const to = edge(period.to, 'period.to', zone)
  if (to <= from)
    throw new Refusal('bad_period', `the period ends at ${quote(period.to)}, not after its start`, { path: 'period' })
  const start = zone.day(from)
  const last = zone.day(to - 1)
  if (dayNumber(last) - dayNumber(start) >= LONGEST_DAYS) {
    throw new Refusal('bad_period', `the period is longer than ${LONGEST_DAYS} days`, { path: 'period' })
  }
  const until = Math.max(from, Math.min(to, as_of))
  return { unit: { kind: 'custom', start, end: addDays(last, 1) }, current: { from, to, until, open: to > as_of } }
}

function edge(raw: string, path: string, zone: Zone): number {
  let instant: number
  try {
    instant = raw.length <= 10 ? Date.parse(readDate(raw, path)) : readInstant(raw, path)
  } catch (cause) {
    throw new Refusal('bad_period', `${path} ${quote(raw)} is neither a date nor an instant with an offset`, {
      path,
      cause,
    })
  }
  if (!isAskable(instant)) {
    throw new Refusal('bad_period', `${path} ${quote(raw)} lies outside the years ${YEARS.join(' to ')}`, { path })
  }
  return raw.length <= 10 ? zone.instant(raw) : instant
}

/** A range as the answer states it. */
export function stateRange({ from, to, open }: Range, { zone, calendar }: Clock): StatedRange {
  if (to <= from) return { from: zone.iso(from), to: zone.iso(to), days: 0, workdays: 0, open }
  const first = zone.day(from)
  const last = zone.day(to - 1)
  return {
    from: zone.iso(from),
    to: zone.iso(to),
    days: dayNumber(last) - dayNumber(first) + 1,
    workdays: calendar.workdays(first, last),
    open,
  }
}
