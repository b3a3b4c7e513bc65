import { dealerValue, type Organisation } from '#domain/organisation.ts'
import { rangesOf, type Plan } from '#domain/plan.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { identifiers, join, sql, value, type Sql } from '#store/clickhouse/sql.ts'

const flow = (of: string) => ['carried_in', 'new', 'converted', 'lost', 'carried_out'].map((part) => `${of}_${part}`)

/** What is in stock, and 进销存: month to date against the month before and the year before. */
export const STOCK: readonly { name: string; measures: string[]; by: string[]; compare?: string[] }[] = [
  { name: 'cards in hand', measures: ['active_card'], by: ['region'], compare: [] },
  { name: 'cards carried over', measures: flow('card'), by: ['region'] },
  { name: 'orders carried over', measures: flow('order'), by: ['region'] },
]

const at = sql`toUnixTimestamp64Milli(${ledger.occurred_at})`
const names = identifiers('s0', 's1', 's2', 's3', 's4', 's5')
const column = (i: number) => Object.values(names)[i]!
const NUMBERS = [sql`0`, sql`1`, sql`2`, sql`3`, sql`4`, sql`5`] as const

/**
 * The question as one would write it by hand for this very ledger: nobody has two cards at a dealer, nothing was
 * corrected, an order is its person's. One grouping, and per instant the last step.
 */
export function stockByHand(plan: Plan, organisation: Organisation): Sql {
  const today = plan.clock.zone.day(plan.as_of)
  const ends = rangesOf(plan).flatMap((name) => {
    const { from, until } = plan.ranges[name]!
    return plan.measures.length > 1 ? [from, until] : [until]
  })
  const codes = organisation.dealerCodes()
  const places = codes.map((code) => dealerValue(organisation.dealer(code, today), 'region'))
  const region = sql`transform(dealer_id, ${value(codes, 'Array(String)')}, ${value(places, 'Array(String)')}, '')`
  const isCards = plan.measures[0]!.terms[0]!.counter.startsWith('card')
  const kinds = isCards
    ? ['card', 'revive', 'order', 'order_cancel', 'dormant', 'lost', 'delivery']
    : ['order', 'order_cancel', 'delivery']
  const step = sql`indexOf(${value(kinds, 'Array(String)')}, toString(${ledger.kind}))`
  const last = ends.map((end, i) => sql`, maxIf(${at} * 8 + ${step}, ${at} < ${value(end, 'Int64')}) % 8 AS ${column(i)}`) // prettier-ignore
  const [key, first] = isCards ? [sql`${ledger.person}`, 'card'] : [sql`${ledger.order_id}`, 'order']
  const counts = ends.flatMap((_, i) =>
    kinds.map((__, k) => sql`, countIf(${column(i)} = ${value(k + 1, 'Int64')}) AS n${NUMBERS[i]!}_${NUMBERS[k] ?? sql`6`}`),
  ) // prettier-ignore
  return sql`SELECT ${region} AS region${join(counts, sql``)}
    FROM (SELECT ${ledger.dealer_id}, ${key}${join(last, sql``)}
      FROM ${tables['warroom.ledger']} WHERE ${ledger.kind} IN ${value(kinds, 'Array(String)')}
      GROUP BY ${ledger.dealer_id}, ${key} HAVING countIf(${ledger.kind} = ${value(first, 'String')}) > 0)
    GROUP BY region`
}
