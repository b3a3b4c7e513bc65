import { dealersIn } from '#domain/dealers.ts'
import { dealerValue, isDealerDimension, type Organisation } from '#domain/organisation.ts'
import { rangesOf, type Plan } from '#domain/plan.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { join, pick, sql, value, type Sql } from '#store/clickhouse/sql.ts'

/**
 * The question as one would write it by hand for speed: one pass over the union of the ranges, a conditional sum per
 * range, nothing about sequence or time of knowledge, no key that the question does not need.
 */
export function byHand(plan: Plan, organisation: Organisation): Sql {
  const { zone } = plan.clock
  const today = zone.day(plan.as_of)
  const spans = rangesOf(plan).map((name) => {
    const { from, until } = plan.ranges[name]!
    const day = sql`${ledger.day} BETWEEN ${value(zone.day(from), 'Date')} AND ${value(zone.day(until - 1), 'Date')}`
    return sql`(${day} AND ${ledger.occurred_at} < ${value(until, "DateTime64(3,'UTC')")})`
  })
  const keys = plan.spec.by.map((dimension) => {
    if (dimension === 'hour') return sql`, toHour(${ledger.occurred_at}, 'Asia/Shanghai')`
    if (!isDealerDimension(dimension as never)) return sql`, ${pick(ledger, dimension)!}`
    const codes = organisation.dealerCodes()
    const places = codes.map((code) => dealerValue(organisation.dealer(code, today), dimension as 'region'))
    return sql`, transform(${ledger.dealer_id}, ${value(codes, 'Array(String)')}, ${value(places, 'Array(String)')}, '')`
  })
  const filtered = Object.keys(plan.spec.where).length > 0
  const dealers = filtered
    ? sql` AND ${ledger.dealer_id} IN ${value(dealersIn(plan.spec.where, organisation, today), 'Array(String)')}`
    : sql``
  const money = plan.measures.some(({ unit }) => unit === 'money')
  const sums = spans.map((span, i) => {
    const units = sql`, sumIf(${ledger.sign} * ${ledger.units}, ${span}) AS u${NUMBERS[i]!}`
    return money ? sql`${units}, sumIf(${ledger.sign} * ${ledger.amount}, ${span}) AS a${NUMBERS[i]!}` : units
  })
  return sql`SELECT ${ledger.kind}${join(keys, sql``)}${join(sums, sql``)}
    FROM ${tables['warroom.ledger']}
    WHERE ${ledger.kind} IN ${value(plan.kinds, 'Array(String)')} AND (${join(spans, sql` OR `)})${dealers}
    GROUP BY ${ledger.kind}${join(keys, sql``)}`
}

const NUMBERS = [sql`0`, sql`1`, sql`2`] as const
