import { bucketMap, isBucket, type Bucket } from '../bucket.ts'
import { rangesOf, type Plan } from '../plan.ts'
import type { RangeName } from '../range.ts'
import type { Key } from '../view.ts'
import { addDays } from '../zone.ts'
import type { Reading } from './counters.ts'

/** A stretch of a range that makes rows of its own: the whole range, or one bucket of it. */
export interface Span {
  range: RangeName
  /** The row's keys of the buckets that were asked by. */
  buckets: Partial<Record<Bucket, string | null>>
  /** Instants, epoch ms; what is in stock is read at both. */
  from: number
  until: number
}

/** The whole ranges of a plan. Nothing is read after the plan's clock. */
export const wholeSpans = (plan: Plan): Span[] =>
  rangesOf(plan).map((range) => {
    const { from, until } = plan.ranges[range]!
    return { range, buckets: {}, from: Math.min(from, plan.as_of), until: Math.min(until, plan.as_of) }
  })

/** The stretches whose rows an answer has: the ranges, cut where a bucket asked by begins. */
export function spansOf(plan: Plan): Span[] {
  const cuts = plan.spec.by.filter(isBucket)
  if (cuts.length === 0) return wholeSpans(plan)
  const { zone } = plan.clock
  const maps = cuts.map((bucket) => [bucket, bucketMap(plan, bucket)] as const)
  return wholeSpans(plan).flatMap((whole) => {
    const { range, from, until } = whole
    const found: Span[] = []
    for (let at = from; at < until;) {
      const day = zone.day(at)
      const next = Math.min(zone.instant(addDays(day, 1)), until)
      const buckets = Object.fromEntries(maps.map(([bucket, map]) => [bucket, map.keyOf(range, day)]))
      const last = found.at(-1)
      if (last && cuts.every((bucket) => last.buckets[bucket] === buckets[bucket])) last.until = next
      else found.push({ range, buckets, from: at, until: next })
      at = next
    }
    return found
  })
}

/** The stretch whose figure a cell of an answer shows; `undefined` where its range has none. */
export function spanOfCell(plan: Plan, key: Key, range: RangeName): Span | undefined {
  const buckets = plan.spec.by.filter(isBucket).filter((name) => Object.hasOwn(key, name))
  return spansOf({ ...plan, spec: { ...plan.spec, by: buckets } }).find(
    (one) => one.range === range && buckets.every((name) => one.buckets[name] === key[name]),
  )
}

const WINDOW_DAYS = 30

/** The instants of a reading: the level at the second, less the level at the first where there are two. */
export function instantsOf(plan: Plan, { from, until }: Span, at: Reading): readonly number[] {
  const { zone } = plan.clock
  if (at === 'from') return [from]
  if (at === 'until') return [until]
  if (at === 'within') return [from, until]
  if (at === 'last_30_days') return [daysBefore(plan, until, WINDOW_DAYS), until]
  const day = zone.day(until)
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
  const start = (month: number) =>
    zone.instant(`${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`)
  return [start(months - 3), start(months)]
}

/** The same local time so many business days before. */
export function daysBefore({ clock: { zone } }: Plan, instant: number, days: number): number {
  const { day, time } = zone.local(instant)
  return zone.instant(addDays(day, -days), time)
}
