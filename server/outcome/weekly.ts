import type { Kind } from '#domain/kinds.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { empty, join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { entries } from '../query/build.ts'
import { modelConditions } from '../query/filter.ts'
import { sliceColumns } from '../query/slice.ts'
import { windowsOf } from '../query/window.ts'

/** Signed units of a kind, or a slice of it, of one dealer in one stretch of seven days; sums as text. */
export type WeeklyLine = { kind: Kind; dealer_id: string; week: number; u: string } & {
  [slice: `s${number}`]: string
}

/**
 * The sums of a plan's current range by dealer and by stretches of seven days from `first` (a business day) on, `week` 0
 * being the first: one pass over the entries. `null` when the range holds no instant.
 */
export function buildWeekly(plan: Plan, organisation: Organisation, first: string, seq: number): Sql | null {
  const [window] = windowsOf(plan, (name) => modelConditions(plan, organisation, name))
  if (!window) return null
  const slices = sliceColumns(plan)
  const where = [...entries(plan, organisation, seq), window.exact]
  return sql`SELECT ${ledger.kind}${join(slices.map(({ held, name }) => sql`, ${held} AS ${name}`), empty)}, ${ledger.dealer_id},
  toUInt32(intDiv(dateDiff('day', ${value(first, 'Date')}, ${ledger.day}), 7)) AS week, sum(${ledger.sign} * ${ledger.units}) AS u
FROM ${tables['warroom.ledger']}
WHERE ${join(where, sql`
  AND `)}
GROUP BY ${ledger.kind}${join(slices.map(({ name }) => sql`, ${name}`), empty)}, ${ledger.dealer_id}, week
HAVING u != 0`
} // prettier-ignore
