import type { Kind } from '#domain/kinds.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { empty, join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { entries } from './build.ts'
import { sliceColumns } from './slice.ts'
import { windowsOf } from './window.ts'

/** Signed sums of a kind, or a slice of it, on a business day: as known then and now, and how many entries lie between. */
export type RestatedLine = Record<'day' | 'u_then' | 'a_then' | 'u_now' | 'a_now' | 'n', string> & {
  kind: Kind
  [slice: `s${number}`]: string
}

/**
 * The sums of a plan's current range by business day, twice: of the entries received by that day's instant in `known`
 * (epoch ms), and of all that the plan counts. Days that `known` does not name are left out.
 */
export function buildRestated(
  plan: Plan,
  organisation: Organisation,
  known: ReadonlyMap<string, number>,
  seq: number,
): Sql | null {
  const [window] = windowsOf(plan)
  if (!window || known.size === 0) return null
  const days = value([...known.keys()], 'Array(Date)')
  const by = sql`transform(${ledger.day}, ${days}, ${value([...known.values()], 'Array(Int64)')}, toInt64(0))`
  const slices = sliceColumns(plan)
  const units = sql`${ledger.sign} * ${ledger.units}`
  const amount = sql`${ledger.sign} * ${ledger.amount}`
  const where = [...entries(plan, organisation, seq), window.exact, sql`${ledger.day} IN ${days}`, sql`${ledger.sign} != 0`]
  return sql`WITH toUnixTimestamp64Milli(${ledger.received_at}) <= ${by} AS early
SELECT ${ledger.kind}${join(slices.map(({ held, name }) => sql`, ${held} AS ${name}`), empty)}, ${ledger.day},
  sumIf(${units}, early) AS u_then, sumIf(${amount}, early) AS a_then, sum(${units}) AS u_now, sum(${amount}) AS a_now, countIf(NOT early) AS n
FROM ${tables['warroom.ledger']}
WHERE ${join(where, sql`
  AND `)}
GROUP BY ${ledger.kind}${join(slices.map(({ name }) => sql`, ${name}`), empty)}, ${ledger.day}`
} // prettier-ignore
