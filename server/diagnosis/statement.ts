import type { Organisation } from '#domain/organisation.ts'
import { rangesOf, type Plan } from '#domain/plan.ts'
import type { RangeName } from '#domain/range.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { identifiers, join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { entries } from '../query/build.ts'
import { modelConditions } from '../query/filter.ts'
import { overlap, windowsOf } from '../query/window.ts'

const KEYS = Object.values(identifiers('k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8', 'k9', 'k10'))
const ALL_KEYS = Object.values(identifiers('keys0', 'keys1', 'keys2', 'keys3', 'keys4', 'keys5', 'keys6', 'keys7', 'keys8', 'keys9', 'keys10')) // prettier-ignore
const SUMS = Object.values(identifiers('u0', 'u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'u7', 'u8', 'u9', 'u10', 'u11', 'u12', 'u13', 'u14', 'u15', 'u16', 'u17', 'u18', 'u19')) // prettier-ignore
const ALL_SUMS = Object.values(identifiers('units0', 'units1', 'units2', 'units3', 'units4', 'units5', 'units6', 'units7', 'units8', 'units9', 'units10', 'units11', 'units12', 'units13', 'units14', 'units15', 'units16', 'units17', 'units18', 'units19')) // prettier-ignore

/** The whole answer as one line of columns: leaves are many, and columns are read several times faster than lines. */
export type LeafColumns = Record<`keys${number}`, string[]> & Record<`units${number}`, number[]>

/** A statement about leaves, and where its counts stand: `units[range][stage]` is the number of a column. */
export interface LeafStatement {
  sql: Sql
  units: Partial<Record<RangeName, readonly number[]>>
}

/**
 * The leaves of a plan at a sequence: the units of all its stages (whole kinds) in all its ranges, one pass over the
 * ledger, under exactly what a question of the same plan counts. At most `most` leaves. `null` when no range holds an
 * instant.
 */
export function leafStatement(
  plan: Plan,
  organisation: Organisation,
  seq: number,
  keys: readonly Sql[],
  stages: readonly string[],
  most: number,
): LeafStatement | null {
  const windows = windowsOf(plan, (name) => modelConditions(plan, organisation, name))
  if (windows.length === 0) return null
  const shared = overlap(windows)
  const units: LeafStatement['units'] = Object.fromEntries(rangesOf(plan).map((name) => [name, []]))
  const sums: Sql[] = []
  for (const { range, days, exact } of windows) {
    units[range] = stages.map((stage) => {
      const counts = sql`${ledger.kind} = ${value(stage, 'String')} AND ${shared ? exact : days}`
      // A float holds every sum of units exactly and, unlike a 64-bit integer, is sent as a number.
      return sums.push(sql`toFloat64(sumIf(${ledger.sign} * ${ledger.units}, ${counts})) AS ${SUMS[sums.length]!}`) - 1
    })
  }
  const named = keys.map((key, i) => sql`${key} AS ${KEYS[i]!}`)
  const columns = [
    ...keys.map((_, i) => sql`groupArray(${KEYS[i]!}) AS ${ALL_KEYS[i]!}`),
    ...sums.map((_, i) => sql`groupArray(${SUMS[i]!}) AS ${ALL_SUMS[i]!}`),
  ]
  const any = join(windows.map(({ exact }) => exact), sql` OR `) // prettier-ignore
  const inner = sql`SELECT ${join([...named, ...sums], sql`, `)}
  FROM ${tables['warroom.ledger']}
  WHERE ${join([...entries(plan, organisation, seq), sql`(${any})`], sql`
    AND `)}
  GROUP BY ${join(keys.map((_, i) => sql`${KEYS[i]!}`), sql`, `)}
  HAVING ${join(sums.map((_, i) => sql`${SUMS[i]!} != 0`), sql` OR `)}
  ORDER BY ${join(keys.map((_, i) => sql`${KEYS[i]!}`), sql`, `)}
  LIMIT ${value(most, 'UInt64')}` // prettier-ignore
  return { sql: sql`SELECT ${join(columns, sql`, `)}\nFROM (${inner})`, units }
}
