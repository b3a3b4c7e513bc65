import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import type { RangeName } from '#domain/range.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { identifiers, join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { entries } from '../query/build.ts'
import { modelConditions } from '../query/filter.ts'
import { overlap, windowsOf } from '../query/window.ts'
import type { Counted } from './signs.ts'

export const KEYS = Object.values(identifiers('k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8', 'k9', 'k10'))
const LISTS = Object.values(identifiers('keys0', 'keys1', 'keys2', 'keys3', 'keys4', 'keys5', 'keys6', 'keys7', 'keys8', 'keys9', 'keys10')) // prettier-ignore
const { counts, flat } = identifiers('counts', 'flat')

const and = sql`
    AND `

/**
 * The whole answer as one line: leaves are many, and columns are read several times faster than lines. `flat` holds the
 * counts of the first leaf, then those of the second …
 */
export type LeafColumns = Record<`keys${number}`, string[]> & { flat: number[] }

/** A statement about leaves, and which of a leaf's counts is which: by range, in the order of what is counted. */
export interface LeafStatement {
  sql: Sql
  width: number
  places: Partial<Record<RangeName, readonly number[]>>
}

/**
 * The leaves of a plan at a sequence: what is counted in all its ranges, one pass over the ledger, under exactly what a
 * question of the same plan counts. At most `most` leaves, in the order of their keys. `null` when no range holds an
 * instant.
 */
export function leafStatement(
  plan: Plan,
  organisation: Organisation,
  seq: number,
  keys: readonly Sql[],
  counted: readonly Counted[],
  most: number,
): LeafStatement | null {
  const windows = windowsOf(plan, (name) => modelConditions(plan, organisation, name))
  if (windows.length === 0) return null
  const shared = overlap(windows)
  const places: LeafStatement['places'] = {}
  const sums: Sql[] = []
  for (const { range, days, exact } of windows) {
    places[range] = counted.map(({ kind, held }) => {
      const test = sql`${ledger.kind} = ${value(kind, 'String')} AND ${shared ? exact : days}`
      const own = held ? sql`${test} AND ${held}` : test
      return sums.push(sql`sumIf(${ledger.sign} * ${ledger.units}, ${own})`) - 1
    })
  }
  const any = join(windows.map(({ exact }) => exact), sql` OR `) // prettier-ignore
  return {
    sql: inColumns(
      keys.map((key, i) => sql`${key} AS ${KEYS[i]!}`),
      sums,
      sql`FROM ${tables['warroom.ledger']} WHERE ${join([...entries(plan, organisation, seq), sql`(${any})`], and)}`,
      most,
    ),
    width: sums.length,
    places,
  }
}

/** Sums by the named `keys` from some rows, as one line; keys whose sums are all nothing are left out. */
export function inColumns(keys: readonly Sql[], sums: readonly Sql[], from: Sql, most: number): Sql {
  const by = join(keys.map((_, i) => sql`${KEYS[i]!}`), sql`, `) // prettier-ignore
  const lists = keys.map((_, i) => sql`groupArray(${KEYS[i]!}) AS ${LISTS[i]!}`)
  // A float holds every sum of units exactly and, unlike a 64-bit integer, is sent as a number.
  return sql`SELECT ${join([...lists, sql`arrayFlatten(groupArray(${counts})) AS ${flat}`], sql`, `)}
FROM (
  SELECT ${join(keys, sql`, `)}, CAST([${join(sums, sql`, `)}], 'Array(Float64)') AS ${counts}
  ${from}
  GROUP BY ${by}
  HAVING arrayExists(n -> n != 0, ${counts})
  ORDER BY ${by}
  LIMIT ${value(most, 'UInt64')}
)`
}
