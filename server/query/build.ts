import type { Kind } from '#domain/kinds.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import type { RangeName } from '#domain/range.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { empty, identifiers, join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { groupExpression } from './expression.ts'
import { conditions, modelConditions } from './filter.ts'
import { sliceColumns, taken } from './slice.ts'
import { overlap, windowsOf, type Window } from './window.ts'

const table = tables['warroom.ledger']
const KEYS = Object.values(identifiers('k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7'))
const UNITS = identifiers('u_current', 'u_previous', 'u_last_year')
const AMOUNTS = identifiers('a_current', 'a_previous', 'a_last_year')

/**
 * One line of a question's raw answer: signed units and amounts (fen) of a kind, or of a slice of it, by range, 64-bit
 * sums as text. Keys are `k0`, `k1` … in the order of `by`, slices `s0`, `s1` … in that of `sliceColumns`. A range
 * without an instant, and amounts that nobody asked for, are absent.
 */
export type RawLine = { kind: Kind } & Partial<Record<`${'u' | 'a'}_${RangeName}`, string>> & {
    [key: `k${number}`]: string | number | string[]
    [slice: `s${number}`]: string
  }

const and = sql`
  AND `

/** What was booked and known by the plan's moment. */
export function booked(plan: Plan, seq: number): Sql[] {
  const head = sql`${ledger.seq} <= ${value(seq, 'UInt64')}`
  const known =
    plan.known_at === null ? [] : [sql`${ledger.received_at} <= ${value(plan.known_at, "DateTime64(3,'UTC')")}`]
  return [head, ...known]
}

/** What decides which entries count in any range: counters, sequence, `known_at` and `where`. */
export const entries = (plan: Plan, organisation: Organisation, seq: number): Sql[] => [
  taken(plan),
  ...booked(plan, seq),
  ...conditions(plan, organisation),
]

const anyOf = (windows: readonly Window[]): Sql => sql`(${join(windows.map(({ exact }) => exact), sql` OR `)})` // prettier-ignore

/**
 * The sums of a plan at a sequence: one pass over the entries of all ranges, a conditional sum for each range, grouped
 * by kind, slices and keys. Ranges may overlap, so an entry can count in several. `null` when no range holds an instant.
 */
export function buildSums(plan: Plan, organisation: Organisation, seq: number): Sql | null {
  const windows = windowsOf(plan, (name) => modelConditions(plan, organisation, name))
  if (windows.length === 0) return null
  const keys = plan.spec.by.map(
    (dimension, i) => sql`, ${groupExpression(plan, organisation, dimension)} AS ${KEYS[i]!}`,
  )
  const slices = sliceColumns(plan)
  const groups = [...slices.map(({ name }) => sql`, ${name}`), ...keys.map((_, i) => sql`, ${KEYS[i]!}`)]
  const money = plan.measures.some(({ terms }) => terms.some((term) => term.of === 'amount'))
  const shared = overlap(windows)
  const sums = windows.flatMap(({ range, days, exact }) => {
    const counts = shared ? exact : days
    const units = sql`, sumIf(${ledger.sign} * ${ledger.units}, ${counts}) AS ${UNITS[`u_${range}`]}`
    return money
      ? [units, sql`, sumIf(${ledger.sign} * ${ledger.amount}, ${counts}) AS ${AMOUNTS[`a_${range}`]}`]
      : [units]
  })
  const some = windows.map(({ range }) => sql`${UNITS[`u_${range}`]} != 0`)
  const columns = [...slices.map(({ held, name }) => sql`, ${held} AS ${name}`), ...keys, ...sums]
  return sql`SELECT ${ledger.kind}${join(columns, empty)}
FROM ${table}
WHERE ${join([...entries(plan, organisation, seq), anyOf(windows)], and)}
GROUP BY ${ledger.kind}${join(groups, empty)}
HAVING ${join(some, sql` OR `)}`
}

/** Statements that list ledger entries: pages of them, newest first, below a sequence; and how many and how much. */
export interface Listed {
  page(before: number, limit: number): Sql
  sums: Sql
}

/** The ledger entries that one range of a plan counts. `null` when it holds no instant. */
export function buildEntries(plan: Plan, organisation: Organisation, range: RangeName, seq: number): Listed | null {
  const windows = windowsOf(plan, (name) => modelConditions(plan, organisation, name)).filter(
    (window) => window.range === range,
  )
  if (windows.length === 0) return null
  const slices = sliceColumns(plan)
  const columns = slices.map(({ held, name }) => sql`, ${held} AS ${name}`)
  const groups = slices.map(({ name }) => sql`, ${name}`)
  const where = join([...entries(plan, organisation, seq), anyOf(windows), sql`${ledger.sign} != 0`], and)
  return {
    page: (before: number, limit: number): Sql => sql`SELECT * FROM ${table}
WHERE ${where}${and}${ledger.seq} < ${value(before, 'UInt64')}
ORDER BY ${ledger.seq} DESC
LIMIT ${value(limit, 'UInt64')}`,
    sums: sql`SELECT ${ledger.kind}${join(columns, empty)}, count() AS n, sum(${ledger.sign} * ${ledger.units}) AS u, sum(${ledger.sign} * ${ledger.amount}) AS a
FROM ${table}
WHERE ${where}
GROUP BY ${ledger.kind}${join(groups, empty)}`,
  }
}

/** Ledger entries by their sequence, newest first. */
export const buildPicked = (entries: readonly number[]): Sql => sql`SELECT * FROM ${table}
WHERE ${ledger.seq} IN ${value(entries, 'Array(UInt64)')}
ORDER BY ${ledger.seq} DESC`
