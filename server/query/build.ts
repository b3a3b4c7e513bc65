import type { Organisation } from '#domain/organisation.ts'
import { rangesOf, type Plan } from '#domain/plan.ts'
import { RANGE_NAMES, type RangeName } from '#domain/range.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { identifiers, join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { expression } from './expression.ts'
import { conditions } from './filter.ts'
import { stretchesOf, type Stretch } from './stretch.ts'

const table = tables['warroom.ledger']
const KEYS = Object.values(identifiers('k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7'))

/** One line of a question's raw answer: 64-bit sums arrive as text. Keys are `k0`, `k1` … in the order of `by`. */
export interface RawLine {
  r: number
  kind: string
  u: string
  a: string
  [key: `k${number}`]: string | number
}

/** What decides which entries a range counts, apart from its days: kinds, sequence, `known_at` and `where`. */
function entries(plan: Plan, organisation: Organisation, range: RangeName, seq: number): Sql[] {
  const kinds = sql`${ledger.kind} IN ${value(plan.kinds, 'Array(String)')}`
  const head = sql`${ledger.seq} <= ${value(seq, 'UInt64')}`
  const known = plan.known_at === null ? [] : [sql`${ledger.received_at} <= ${instant(plan.known_at)}`]
  return [kinds, head, ...known, ...conditions(plan, organisation, range)]
}

const instant = (at: number) => value(at, "DateTime64(3,'UTC')")

/** A stretch's business days, and the instants that cut them. */
function within({ first, last, from, until }: Stretch): Sql[] {
  const found = [sql`${ledger.day} BETWEEN ${value(first, 'Date')} AND ${value(last, 'Date')}`]
  if (from !== undefined) found.push(sql`${ledger.occurred_at} >= ${instant(from)}`)
  if (until !== undefined) found.push(sql`${ledger.occurred_at} < ${instant(until)}`)
  return found
}

const and = sql`
    AND `

/**
 * The sums of a plan at a sequence: one scan per range and stretch, grouped by kind and keys. `null` when no range
 * holds an instant. Ranges may overlap, so an entry can count in several.
 */
export function buildSums(plan: Plan, organisation: Organisation, seq: number): Sql | null {
  const keys = plan.spec.by.map((dimension) => expression(plan, organisation, dimension))
  const named = keys.map((key, i) => sql`, ${key} AS ${KEYS[i]!}`)
  const groups = keys.map((_, i) => sql`, ${KEYS[i]!}`)
  const money = plan.measures.some(({ terms }) => terms.some((term) => term.of === 'amount'))
  const amount = money ? sql`sum(${ledger.sign} * ${ledger.amount})` : sql`toInt64(0)`
  const scans = rangesOf(plan).flatMap((range) => {
    const counted = entries(plan, organisation, range, seq)
    return stretchesOf(plan.ranges[range]!, plan.clock.zone).map((stretch) => {
      return sql`SELECT ${value(RANGE_NAMES.indexOf(range), 'UInt8')} AS r, ${ledger.kind}${join(named, sql``)}, sum(${ledger.sign} * ${ledger.units}) AS u, ${amount} AS a
  FROM ${table}
  WHERE ${join([...within(stretch), ...counted], and)}
  GROUP BY ${ledger.kind}${join(groups, sql``)}
  HAVING u != 0 OR a != 0`
    })
  })
  if (scans.length === 0) return null
  return sql`SELECT * FROM (
  ${join(
    scans,
    sql`
  UNION ALL
  `,
  )}
)`
}

/** The ledger entries that one range of a plan counts, newest first, after a sequence; with how many and how much. */
export function buildEntries(plan: Plan, organisation: Organisation, range: RangeName, seq: number) {
  const stretches = stretchesOf(plan.ranges[range]!, plan.clock.zone)
  if (stretches.length === 0) return null
  const days = stretches.map((stretch) => sql`(${join(within(stretch), and)})`)
  const where = sql`(${join(days, sql` OR `)})${and}${join(entries(plan, organisation, range, seq), and)}${and}${ledger.sign} != 0`
  return {
    page: (before: number, limit: number): Sql => sql`SELECT * FROM ${table}
  WHERE ${where}${and}${ledger.seq} < ${value(before, 'UInt64')}
  ORDER BY ${ledger.seq} DESC
  LIMIT ${value(limit, 'UInt64')}`,
    sums: sql`SELECT ${ledger.kind}, count() AS n, sum(${ledger.sign} * ${ledger.units}) AS u, sum(${ledger.sign} * ${ledger.amount}) AS a
  FROM ${table}
  WHERE ${where}
  GROUP BY ${ledger.kind}`,
  }
}
