import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { sql, type Sql } from '#store/clickhouse/sql.ts'

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
