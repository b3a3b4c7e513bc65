import type { Resolved } from './period.ts'
import type { Clock, RangeName } from './range.ts'
import { addMonths, fiscalName, monthStart, xunStart } from './unit.ts'
import { dayNumber, dayText } from './zone.ts'

/** Dimensions that cut a range into stretches of business days. */
export const BUCKETS = ['day', 'week', 'xun', 'month', 'fiscal_month'] as const
export type Bucket = (typeof BUCKETS)[number]

export const isBucket = (dimension: string): dimension is Bucket => (BUCKETS as readonly string[]).includes(dimension)

const XUN_STARTS = ['01', '11', '21'] as const

/** Number of a month since year 0: `2026-11` → 24322. */
const monthNumber = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1
const monthText = (number: number): string =>
  `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`

/** Consecutive numbers of days, weeks (Monday first), 旬, months and fiscal months, by a day that lies in them. */
function ordinal(bucket: Bucket, day: string, cutoff: number): number {
  switch (bucket) {
    case 'day':
      return dayNumber(day)
    case 'week':
      return Math.floor((dayNumber(day) + 3) / 7)
    case 'xun':
      return monthNumber(day) * 3 + XUN_STARTS.indexOf(xunStart(day).slice(8) as '01')
    case 'month':
      return monthNumber(day)
    case 'fiscal_month':
      return monthNumber(fiscalName(day, cutoff))
  }
}

function text(bucket: Bucket, number: number): string {
  switch (bucket) {
    case 'day':
      return dayText(number)
    case 'week':
      return dayText(number * 7 - 3)
    case 'xun':
      return `${monthText(Math.floor(number / 3))}-${XUN_STARTS[number % 3]!}`
    default:
      return monthText(number)
  }
}

/** The number of the bucket that a key names; `null` for what is no key of it. */
function numberOf(bucket: Bucket, key: string): number | null {
  const form = bucket === 'month' || bucket === 'fiscal_month' ? /^\d{4}-\d{2}$/ : /^\d{4}-\d{2}-\d{2}$/
  if (!form.test(key)) return null
  const number = key.length === 7 ? monthNumber(key) : Number.isNaN(dayNumber(key)) ? null : ordinal(bucket, key, 1)
  return number !== null && text(bucket, number) === key ? number : null
}

/** The key of the bucket that holds a day: its first day, or `YYYY-MM` of a month or fiscal month. */
export const bucketKey = (bucket: Bucket, day: string, cutoff: number): string =>
  text(bucket, ordinal(bucket, day, cutoff))

/** The first day of the bucket that a key names. */
export function bucketStartDay(bucket: Bucket, key: string, cutoff: number): string {
  if (bucket === 'month') return `${key}-01`
  if (bucket !== 'fiscal_month') return key
  const cut = `${key}-${String(cutoff).padStart(2, '0')}`
  return cutoff === 1 ? monthStart(cut) : addMonths(cut, -1)
}

/**
 * How the buckets of a plan's ranges meet: a comparison's bucket sits at the current range's bucket of the same
 * ordinal from its range's start.
 */
export interface BucketMap {
  /** The current range's key for a day of a range; `null` where the current range has no such bucket. */
  keyOf(range: RangeName, day: string): string | null
  /** Keys of the range's buckets that sit at a current key (`null`: all those without counterpart). */
  keysAt(range: RangeName, key: string | null): string[]
  /** Whether the range has a bucket at a current key. */
  has(range: RangeName, key: string | null): boolean
}

export function bucketMap({ ranges, clock }: { ranges: Resolved['ranges']; clock: Clock }, bucket: Bucket): BucketMap {
  const { zone, calendar } = clock
  const ordinalOf = (day: string): number => ordinal(bucket, day, calendar.fiscalCutoff)
  const ends = (range: RangeName): readonly [first: number, last: number] => {
    const { from, to } = ranges[range]!
    const first = ordinalOf(zone.day(from))
    return [first, to > from ? ordinalOf(zone.day(to - 1)) : first - 1]
  }
  const known = new Map<RangeName, readonly [number, number]>()
  const endsOf = (range: RangeName) => {
    const found = known.get(range) ?? ends(range)
    known.set(range, found)
    return found
  }
  const [start, last] = endsOf('current')
  const keys = new Map<string, string | null>()
  const keyOf = (range: RangeName, day: string): string | null => {
    const memo = `${range}${day}`
    let key = keys.get(memo)
    if (key === undefined) {
      const at = ordinalOf(day) - endsOf(range)[0] + start
      key = at <= last ? text(bucket, at) : null
      keys.set(memo, key)
    }
    return key
  }
  const keysAt = (range: RangeName, key: string | null): string[] => {
    const [first, end] = endsOf(range)
    const span = (from: number, upto: number): string[] => {
      return Array.from({ length: Math.max(0, upto - from + 1) }, (_, i) => text(bucket, from + i))
    }
    if (key === null) return span(Math.max(first, first + last - start + 1), end)
    const number = numberOf(bucket, key)
    if (number === null) return []
    const at = number - start + first
    return number >= start && number <= last && at <= end ? [text(bucket, at)] : []
  }
  return { keyOf, keysAt, has: (range, key) => keysAt(range, key).length > 0 }
}
