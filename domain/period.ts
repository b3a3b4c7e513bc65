import { compareRange } from './comparison.ts'
import { Refusal, quote } from './errors.ts'
import { readDate, readInstant } from './value.ts'
import {
  NAMED_PERIODS,
  type Alignment,
  type Clock,
  type Comparison,
  type CustomPeriod,
  type NamedPeriod,
  type Period,
  type Range,
  type RangeName,
  type StatedRange,
  type Unit,
  type WindowPeriod,
} from './range.ts'
import { addMonths, fiscalStart, monthStart, weekStart, xunEnd, xunStart } from './unit.ts'
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

/** Reads the period of a question, month_to_date when absent. Throws `bad_period`. */
export function readPeriod(raw: unknown): Period {
  if (raw === undefined || raw === null) return 'month_to_date'
  if (typeof raw === 'string') {
    if (NAMED_PERIODS.includes(raw as NamedPeriod)) return raw as NamedPeriod
    throw new Refusal('bad_period', `no period is called ${quote(raw)}`, { path: 'period' })
  }
  const { from, to, window, year, ...rest } = (typeof raw === 'object' ? raw : {}) as Record<string, unknown>
  const more = Object.keys(rest).length > 0
  if (!more && typeof from === 'string' && typeof to === 'string' && window === undefined && year === undefined)
    return { from, to }
  if (more || from !== undefined || to !== undefined || typeof window !== 'string') {
    throw new Refusal('bad_period', 'period is neither a known name nor {"from","to"} nor {"window","year"}', {
      path: 'period',
    })
  }
  if (year === undefined || year === null) return { window }
  if (!Number.isInteger(year)) throw new Refusal('bad_period', `${quote(year)} is not a year`, { path: 'period.year' })
  return { window, year: year as number }
}

/**
 * Resolves a period and its comparisons at `as_of`. A comparison that does not exist (a window's first occurrence has
 * none before it) is left out. Throws `bad_period` or `bad_alignment`.
 */
export function resolvePeriod(
  period: Period,
  compare: readonly Comparison[],
  align: Alignment,
  clock: Clock,
): Resolved {
  if (align === 'lunar' && compare.includes('previous') && !compare.includes('last_year')) {
    throw new Refusal('bad_alignment', 'align “lunar” exists for last_year only', { path: 'align' })
  }
  const { unit, current } = begin(period, clock)
  const ranges: Resolved['ranges'] = { current }
  for (const name of ['previous', 'last_year'] as const) {
    const range = compare.includes(name) ? compareRange(name, align, unit, current, clock) : null
    if (range) ranges[name] = range
  }
  return { unit, ranges }
}

function begin(period: Period, clock: Clock): { unit: Unit; current: Range } {
  if (typeof period === 'string') return running(unitOf(period, clock), clock)
  return 'window' in period ? running(windowUnit(period, clock), clock) : custom(period, clock)
}

/** The unit of a named period at a business day. */
function unitOf(period: NamedPeriod, { as_of, zone, calendar: { fiscalCutoff } }: Clock): Unit {
  const today = zone.day(as_of)
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
    case 'xun_to_date':
      return { kind: 'xun', start: xunStart(today), end: xunEnd(today) }
    case 'previous_xun': {
      const last = addDays(xunStart(today), -1)
      return { kind: 'xun', start: xunStart(last), end: xunEnd(last) }
    }
    case 'fiscal_month_to_date': {
      const start = fiscalStart(today, fiscalCutoff)
      return { kind: 'fiscal', start, end: addMonths(start, 1) }
    }
    case 'previous_fiscal_month': {
      const end = fiscalStart(today, fiscalCutoff)
      return { kind: 'fiscal', start: addMonths(end, -1), end }
    }
  }
}

function windowUnit({ window, year }: WindowPeriod, { as_of, zone, calendar }: Clock): Unit {
  const declared = calendar.windows.get(window)
  if (!declared) {
    const names = [...calendar.windows.keys()].join(', ')
    throw new Refusal('bad_period', `no window is called ${quote(window)}; there are ${names}`, {
      path: 'period.window',
    })
  }
  const { occurrences } = declared
  const today = zone.day(as_of)
  const occurrence =
    year === undefined
      ? (occurrences.findLast(({ from }) => from <= today) ?? occurrences[0])
      : occurrences.find((one) => one.year === year)
  if (!occurrence) {
    throw new Refusal('bad_period', `${window} is not known for ${year ?? 'any year'}`, { path: 'period.year' })
  }
  return { kind: 'window', start: occurrence.from, end: occurrence.to, window }
}

/** A unit up to `as_of`; one that has not begun is empty. */
function running(unit: Unit, { as_of, zone }: Clock): { unit: Unit; current: Range } {
  const from = zone.instant(unit.start)
  const end = zone.instant(unit.end)
  const to = Math.max(from, Math.min(end, as_of))
  return { unit, current: { from, to, until: to, open: end > as_of } }
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
  const stated: StatedRange = {
    from: zone.iso(from),
    to: zone.iso(to),
    days: dayNumber(last) - dayNumber(first) + 1,
    workdays: calendar.workdays(first, last),
    open,
  }
  for (let year = Number(first.slice(0, 4)); year <= Number(last.slice(0, 4)); year++) {
    if (calendar.basis(year) === 'assumed') stated.calendar = 'assumed'
  }
  return stated
}
