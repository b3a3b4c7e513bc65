import type { Asks } from './engine.ts'
import { pg, records } from './sql.ts'

/** An event of a dealer that is not known yet. `received_at` in epoch milliseconds. */
export interface Held<Body = unknown> {
  dealer_id: string
  source: string
  event_id: string
  revision: number
  body: Body
  received_at: number
}

export interface HeldRow<Body = unknown> extends Held<Body> {
  id: number
}

interface Row extends Omit<HeldRow, 'body' | 'received_at'> {
  body: string
  received_at: Date
}

/** Keeps events; a revision that is held already stays as it is. Answers how many were new. */
export async function addHeld(postgres: Asks, rows: readonly Held[]): Promise<number> {
  if (rows.length === 0) return 0
  const sent = records(
    rows.map((row) => ({
      ...row,
      body: JSON.stringify(row.body),
      received_at: new Date(row.received_at).toISOString(),
    })),
  )
  const added = await postgres.query(pg`INSERT INTO held (dealer_id, source, event_id, revision, body, received_at)
    SELECT dealer_id, source, event_id, revision, body, received_at
    FROM jsonb_to_recordset(${sent}::jsonb) AS sent(
      dealer_id text, source text, event_id text, revision bigint, body text, received_at timestamptz)
    ON CONFLICT (source, event_id, revision) DO NOTHING RETURNING 1`)
  return added.length
}

/** The events held for these dealers in order of arrival, at most `limit`. */
export async function listHeld<Body>(
  postgres: Asks,
  dealers: readonly string[],
  limit = 10_000,
): Promise<HeldRow<Body>[]> {
  const rows = await postgres.query<Row>(pg`SELECT id, dealer_id, source, event_id, revision, body, received_at
    FROM held WHERE dealer_id = ANY(${dealers}::text[]) ORDER BY id LIMIT ${limit}`)
  return rows.map(parsed<Body>)
}

/** The held revisions of these events, whatever their dealer: what a re-sent or corrected one is compared with. */
export async function heldOf<Body>(
  postgres: Asks,
  keys: readonly { source: string; event_id: string }[],
): Promise<HeldRow<Body>[]> {
  if (keys.length === 0) return []
  const asked = records(keys.map(({ source, event_id }) => ({ source, event_id })))
  const rows =
    await postgres.query<Row>(pg`SELECT id, dealer_id, held.source, held.event_id, revision, body, received_at
    FROM held JOIN (SELECT DISTINCT source, event_id
      FROM jsonb_to_recordset(${asked}::jsonb) AS sent(source text, event_id text)) AS asked
      ON held.source = asked.source AND held.event_id = asked.event_id
    ORDER BY id`)
  return rows.map(parsed<Body>)
}

export async function removeHeld(postgres: Asks, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await postgres.query(pg`DELETE FROM held WHERE id = ANY(${ids}::bigint[])`)
}

/** What waits for a dealer; instants in epoch milliseconds. */
export interface HeldCount {
  dealer_id: string
  events: number
  sources: string[]
  oldest: number
  newest: number
}

/** How many events wait for which dealer, most first. */
export async function countHeld(postgres: Asks): Promise<HeldCount[]> {
  const rows = await postgres.query<Omit<HeldCount, 'oldest' | 'newest'> & { oldest: Date; newest: Date }>(pg`
    SELECT dealer_id, count(*) AS events, array_agg(DISTINCT source ORDER BY source) AS sources,
      min(received_at) AS oldest, max(received_at) AS newest
    FROM held GROUP BY dealer_id ORDER BY count(*) DESC, dealer_id`)
  return rows.map((row) => ({
    ...row,
    events: Number(row.events),
    oldest: row.oldest.getTime(),
    newest: row.newest.getTime(),
  }))
}

/** Units of held events by what they are about. */
export async function heldUnits(
  postgres: Asks,
  { sources, kinds, days }: { sources: readonly string[]; kinds: readonly string[]; days: readonly string[] },
): Promise<{ source: string; kind: string; day: string; dealer_id: string; units: number }[]> {
  const rows = await postgres.query<{ source: string; kind: string; day: string; dealer_id: string; units: number }>(pg`
    SELECT source, dealer_id, entry ->> 'kind' AS kind, entry ->> 'day' AS day, sum((entry ->> 'units')::bigint) AS units
    FROM (SELECT source, dealer_id, body::jsonb -> 'entry' AS entry FROM held WHERE source = ANY(${sources}::text[])) AS waiting
    WHERE entry ->> 'kind' = ANY(${kinds}::text[]) AND entry ->> 'day' = ANY(${days}::text[])
    GROUP BY source, dealer_id, kind, day`)
  return rows.map((row) => ({ ...row, units: Number(row.units) }))
}

function parsed<Body>(row: Row): HeldRow<Body> {
  return {
    ...row,
    id: Number(row.id),
    revision: Number(row.revision),
    body: JSON.parse(row.body) as Body,
    received_at: row.received_at.getTime(),
  }
}
