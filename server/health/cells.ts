import type { Kind } from '#domain/kinds.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { sql, value, type Sql } from '#store/clickhouse/sql.ts'

/** The sources, kinds and business days that are compared; `known_at` in epoch ms. */
export interface Cells {
  sources: readonly string[]
  kinds: readonly Kind[]
  days: readonly string[]
  seq: number
  known_at: number | null
}

export interface CellLine {
  source: string
  kind: Kind
  day: string
  dealer_id: string
}

const table = tables['warroom.ledger']
const units = sql`${ledger.sign} * ${ledger.units}`
const place = sql`${ledger.source}, ${ledger.kind}, ${ledger.day}, ${ledger.dealer_id}`
const asked = ({ sources, kinds, days, seq }: Cells): Sql =>
  sql`${ledger.kind} IN ${value(kinds, 'Array(String)')} AND ${ledger.day} IN ${value(days, 'Array(Date)')}
  AND ${ledger.source} IN ${value(sources, 'Array(String)')} AND ${ledger.seq} <= ${value(seq, 'UInt64')} AND ${ledger.derived} = 0`

export interface OursLine extends CellLine {
  known: string
  present: string
}

/** Our units of each cell, as known then and as known now. */
export const oursStatement = (cells: Cells): Sql => sql`SELECT ${place},
  ${
    cells.known_at === null
      ? sql`sum(${units})`
      : sql`sumIf(${units}, ${ledger.received_at} <= ${value(cells.known_at, "DateTime64(3,'UTC')")})`
  } AS known, sum(${units}) AS present
FROM ${table} WHERE ${asked(cells)} GROUP BY ${place}`

export interface EventLine extends CellLine {
  event_id: string
  n: string
}

/** Events that once stood in a cell and do not any more. */
export const goneStatement = (
  cells: Cells,
): Sql => sql`SELECT ${place}, ${ledger.event_id}, argMax(${ledger.units}, ${ledger.seq}) AS n
FROM ${table} WHERE ${asked(cells)} AND ${ledger.sign} != 0 GROUP BY ${place}, ${ledger.event_id} HAVING sum(${ledger.sign}) = 0`

/** Events that stand in a cell in a later revision: they may have come from elsewhere. */
export const revisedStatement = (
  cells: Cells,
): Sql => sql`SELECT ${place}, ${ledger.event_id}, argMax(${ledger.units}, ${ledger.seq}) AS n
FROM ${table} WHERE ${asked(cells)} AND ${ledger.sign} != 0
GROUP BY ${place}, ${ledger.event_id} HAVING sum(${ledger.sign}) > 0 AND max(${ledger.revision}) > 0`

export interface FirstPlace {
  source: string
  event_id: string
  first_kind: Kind
  first_day: string
  first_dealer: string
}

/** Where events stood first of all. */
export const firstPlacesStatement = (
  ids: readonly string[],
  seq: number,
): Sql => sql`SELECT ${ledger.source}, ${ledger.event_id},
  argMin(${ledger.kind}, ${ledger.seq}) AS first_kind, argMin(${ledger.day}, ${ledger.seq}) AS first_day,
  argMin(${ledger.dealer_id}, ${ledger.seq}) AS first_dealer
FROM ${table} WHERE ${ledger.event_id} IN ${value(ids, 'Array(String)')} AND ${ledger.sign} = 1 AND ${ledger.derived} = 0
  AND ${ledger.seq} <= ${value(seq, 'UInt64')}
GROUP BY ${ledger.source}, ${ledger.event_id}`

/** One car, one order; and one lead is one lead. */
const BY_ORDER: readonly Kind[] = ['order', 'order_cancel', 'lock', 'invoice', 'deal', 'delivery']

export interface RepeatedLine extends CellLine {
  n: string
}

/** How many more events of a cell there are than orders or leads that they are about. */
export const repeatedStatement = (
  cells: Cells,
): Sql => sql`SELECT source, kind, day, dealer_id, sum(events - 1) AS n FROM (
  SELECT ${place}, uniqExact(${ledger.event_id}) AS events FROM (
    SELECT ${place}, ${ledger.event_id}, if(${ledger.kind} IN ${value(BY_ORDER, 'Array(String)')}, ${ledger.order_id}, ${ledger.lead_id}) AS about
    FROM ${table} WHERE ${asked(cells)} AND (${ledger.kind} = 'lead' OR ${ledger.kind} IN ${value(BY_ORDER, 'Array(String)')})
    GROUP BY ${place}, ${ledger.event_id}, about HAVING sum(${ledger.sign}) > 0 AND about != ''
  ) GROUP BY ${place}, about HAVING events > 1
) GROUP BY source, kind, day, dealer_id`
