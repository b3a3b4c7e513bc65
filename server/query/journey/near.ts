import type { Organisation } from '#domain/organisation.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { empty, join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { ask } from '../run.ts'
import { atDealers } from '../stock/survivors.ts'
import { readFallen } from './fallen.ts'
import { among, type Frame } from './frame.ts'

/** What is asked before journeys that only follow their entrants are put together: each part of the statement would ask it again. */
export interface Near {
  /** Events that can belong to an entrant: of the dealers asked for, and of their leads elsewhere. */
  theirs: Sql
  /** That an entry still stands, among those. */
  standing: Sql
}

/** More leads than this are not sent along: then everything is read. */
const MOST_STRAYS = 10_000
const table = tables['warroom.ledger']

export async function readNear(engine: Engine, frame: Frame, organisation: Organisation): Promise<Near> {
  const { counts, reached, looked, cancels } = frame
  const theirs = await readTheirs(engine, frame, organisation)
  const read = sql`${among(sql`${ledger.kind}`, [...looked, 'unique_lead'])} AND ${theirs}`
  // An order can be taken back anywhere.
  const back = cancels ? sql` OR ${ledger.kind} = 'order_cancel'` : empty
  const gone = await readFallen(engine, counts, sql`(${reached}) AND (${read}${back})`)
  return { theirs, standing: gone ?? sql`1` }
}

/** Where a question names no dealer, an entrant may have events anywhere. */
async function readTheirs(
  engine: Engine,
  { entering, counts, reached, linking }: Frame,
  organisation: Organisation,
): Promise<Sql> {
  const places = atDealers({ plan: entering, organisation })
  if (places.length === 0) return sql`1`
  const here = sql`(${join(places, sql` AND `)})`
  const own = sql`SELECT ${ledger.lead_id} FROM ${table} WHERE ${ledger.kind} = 'lead' AND ${counts} AND ${here} AND ${ledger.lead_id} != ''`
  const strays = await ask<{ lead_id: string }>(
    engine,
    sql`SELECT DISTINCT ${ledger.lead_id} FROM ${table}
WHERE ${among(sql`${ledger.kind}`, linking)} AND (${reached}) AND ${counts} AND NOT ${here} AND ${ledger.lead_id} IN (${own})
LIMIT ${value(MOST_STRAYS + 1, 'UInt64')}`,
    'journeys',
    MOST_STRAYS + 1,
  )
  if (strays.length > MOST_STRAYS) return sql`1`
  if (strays.length === 0) return here
  return sql`(${here} OR ${among(
    sql`${ledger.lead_id}`,
    strays.map(({ lead_id }) => lead_id),
  )})`
}
