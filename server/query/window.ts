import { bucketMap, bucketStartDay, isBucket, type Bucket } from '#domain/bucket.ts'
import type { Dimension } from '#domain/dimensions.ts'
import { rangesOf, type Plan } from '#domain/plan.ts'
import type { RangeName } from '#domain/range.ts'
import { addDays } from '#domain/zone.ts'
import { ledger } from '#store/clickhouse/ledger.ts'
import { join, sql, value, type Sql } from '#store/clickhouse/sql.ts'

/** The events of one range: its business days, and the instants that cut the first and the last of them. */
export interface Window {
  range: RangeName
  first: string
  last: string
  /** Days alone: enough for rows that lie in one of several windows without common days. */
  days: Sql
  /** Days, cutting instants, and what `where` says of days, weeks, months and models, which each range reads its own way. */
  exact: Sql
}

const instant = (at: number) => value(at, "DateTime64(3,'UTC')")
const and = sql` AND `

/** The windows of a plan's ranges, with what else a range asks of its events; one without an instant has none. */
export function windowsOf(plan: Plan, more: (range: RangeName) => Sql[] = () => []): Window[] {
  const { zone } = plan.clock
  return rangesOf(plan).flatMap((range) => {
    const { from, until } = plan.ranges[range]!
    if (until <= from) return []
    const first = zone.day(from)
    const last = zone.day(until - 1)
    const [low, high] = [value(first, 'Date'), value(last, 'Date')]
    const days = sql`${ledger.day} BETWEEN ${low} AND ${high}`
    const exact = [days]
    // Only the rows of a cut day depend on their instant; saying so spares the others the comparison's branch.
    if (zone.instant(first) < from)
      exact.push(sql`(${ledger.day} > ${low} OR ${ledger.occurred_at} >= ${instant(from)})`)
    if (zone.instant(addDays(last, 1)) > until)
      exact.push(sql`(${ledger.day} < ${high} OR ${ledger.occurred_at} < ${instant(until)})`)
    exact.push(...buckets(plan, range), ...more(range))
    return [{ range, first, last, days, exact: sql`(${join(exact, and)})` }]
  })
}

/** Whether some day lies in two of the windows. */
export const overlap = (windows: readonly Window[]): boolean =>
  windows.some((a, i) => windows.slice(i + 1).some((b) => a.first <= b.last && b.first <= a.last))

/** A bucket as SQL: its first day. */
export function bucketStart(bucket: Bucket, { clock: { calendar } }: Plan): Sql {
  switch (bucket) {
    case 'day':
      return sql`${ledger.day}`
    case 'week':
      return sql`toMonday(${ledger.day})`
    case 'xun':
      return sql`toStartOfMonth(${ledger.day}) + multiIf(toDayOfMonth(${ledger.day}) > 20, 20, toDayOfMonth(${ledger.day}) > 10, 10, 0)`
    case 'month':
      return sql`toStartOfMonth(${ledger.day})`
    case 'fiscal_month': {
      const days = value(calendar.fiscalCutoff - 1, 'UInt8')
      return sql`toStartOfMonth(${ledger.day} - ${days}) + ${days}`
    }
  }
}

/** `where` by bucket: the range's own days that sit at the asked buckets of the current range. */
function buckets(plan: Plan, range: RangeName): Sql[] {
  return (Object.keys(plan.spec.where) as Dimension[]).filter(isBucket).map((bucket) => {
    const map = bucketMap(plan, bucket)
    const starts = plan.spec.where[bucket]!.flatMap((key) => map.keysAt(range, key)).map((key) =>
      bucketStartDay(bucket, key, plan.clock.calendar.fiscalCutoff),
    )
    return starts.length === 0 ? sql`0` : sql`${bucketStart(bucket, plan)} IN ${value(starts, 'Array(Date)')}`
  })
}
