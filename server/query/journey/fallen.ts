import type { Engine } from '#store/clickhouse/engine.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { ask } from '../run.ts'

/**
 * Sequences of entries that no longer stand, among those that `counts` and `read` let through. A reversal carries what
 * its entry carried, so both are read by the same conditions. What was derived may come back under the same name: the
 * last one stands.
 */
export const fallen = (
  counts: Sql,
  read: Sql,
): Sql => sql`SELECT arrayJoin(if(net_ > 0, arrayFilter(x -> x != arrayMax(booked_), booked_), booked_)) AS fallen_
      FROM (
        SELECT groupArrayIf(${ledger.seq}, ${ledger.sign} = 1) AS booked_, sum(${ledger.sign}) AS net_
        FROM ${tables['warroom.ledger']}
        WHERE ${counts} AND ${read} AND ${ledger.event_id} IN (SELECT ${ledger.event_id} FROM ${tables['warroom.ledger']} WHERE ${ledger.sign} = -1 AND ${counts} AND ${read})
        GROUP BY ${ledger.kind}, ${ledger.source}, ${ledger.event_id}, ${ledger.revision}
      )`

/** More sequences than this are not sent along: the statement looks them up itself. */
const MOST_FALLEN = 20_000

/**
 * That an entry is none of the `fallen`, asked beforehand: a statement of several parts would look them up in each.
 * `null` where all stand.
 */
export async function readFallen(engine: Engine, counts: Sql, read: Sql): Promise<Sql | null> {
  const none = fallen(counts, read)
  const rows = await ask<{ fallen_: string }>(engine, sql`${none} LIMIT ${value(MOST_FALLEN + 1, 'UInt64')}`, 'journeys', MOST_FALLEN + 2) // prettier-ignore
  if (rows.length === 0) return null
  const seqs = value(rows.map(({ fallen_ }) => BigInt(fallen_)), 'Array(UInt64)') // prettier-ignore
  return rows.length > MOST_FALLEN ? sql`${ledger.seq} NOT IN (${none})` : sql`${ledger.seq} NOT IN ${seqs}`
}
