import type { Plan } from './plan.ts'
import type { RangeName } from './range.ts'
import { dayNumber, dayText } from './zone.ts'

/** Dimensions that cut a range into stretches of business days. */
export const BUCKETS = ['day', 'week', 'month'] as const
export type Bucket = (typeof BUCKETS)[number]

export const isBucket = (dimension: string): dimension is Bucket => (BUCKETS as readonly string[]).includes(dimension)

/** Consecutive numbers of days, weeks (Monday first) and months. */
function ordinal(bucket: Bucket, day: string): number {
  if (bucket === 'month') return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
  return bucket === 'day' ? dayNumber(day) : Math.floor((dayNumber(day) + 3) / 7)
}

function text(bucket: Bucket, number: number): string {
  if (bucket === 'month')
    return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`
  return dayText(bucket === 'day' ? number : number * 7 - 3)
}

/** The key of the bucket that holds a day: `YYYY-MM-DD`, the Monday's date, or `YYYY-MM`. */
export const bucketKey = (bucket: Bucket, day: string): string => text(bucket, ordinal(bucket, day))

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

export function bucketMap({ ranges, clock: { zone } }: Pick<Plan, 'ranges' | 'clock'>, bucket: Bucket): BucketMap {
  const ends = (range: RangeName): readonly [first: number, last: number] => {
    const { from, to } = ranges[range]!
    const first = ordinal(bucket, zone.day(from))
    return [first, to > from ? ordinal(bucket, zone.day(to - 1)) : first - 1]
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
      const at = ordinal(bucket, day) - endsOf(range)[0] + start
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
    const number = ordinal(bucket, key.length === 7 ? `${key}-01` : key)
    if (!Number.isSafeInteger(number) || text(bucket, number) !== key) return []
    const at = number - start + first
    return number >= start && number <= last && at <= end ? [text(bucket, at)] : []
  }
  return { keyOf, keysAt, has: (range, key) => keysAt(range, key).length > 0 }
}
