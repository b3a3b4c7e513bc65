import type { Asks, Inside, Postgres } from './engine.ts'
import { pg, records, storable } from './sql.ts'

/** One row of a reference stream: its key within the stream (`D0301`, `D0301|2026-01-01`) and what was sent. */
export interface ReferenceRow<Body = unknown> {
  stream: string
  key: string
  body: Body
  /** Grows with every change over all streams: read on from the highest you know. */
  version: number
}

interface Row {
  stream: string
  key: string
  body: string
  version: number
}

/**
 * Writes rows of a stream, the last of equal keys winning, and rings the bell `reference` (payload: the highest
 * version) when any was new or other than before. Answers how many were.
 */
export async function upsertReference(
  postgres: Postgres,
  stream: string,
  rows: readonly { key: string; body: unknown }[],
): Promise<number> {
  return rows.length === 0 ? 0 : postgres.transaction((inside) => writeReference(inside, stream, rows))
}

/** `upsertReference` within a transaction that writes more. */
export async function writeReference(
  inside: Inside,
  stream: string,
  rows: readonly { key: string; body: unknown }[],
): Promise<number> {
  const last = new Map(rows.map(({ key, body }) => [storable(key), JSON.stringify(body)]))
  const sent = records([...last].map(([key, body]) => ({ key, body })))
  // One writer at a time: versions appear in their order, so a reader that goes on from the highest misses none.
  await inside.query(pg`SELECT pg_advisory_xact_lock(20261123)`)
  const [done] = await inside.query<{ n: number }>(pg`WITH written AS (
        INSERT INTO reference (stream, key, body, version)
        SELECT ${stream}::text, key, body, nextval('reference_version')
        FROM jsonb_to_recordset(${sent}::jsonb) AS sent(key text, body text)
        ON CONFLICT (stream, key) DO UPDATE
          SET body = excluded.body, version = excluded.version, updated_at = now()
          WHERE reference.body <> excluded.body
        RETURNING version),
      told AS (SELECT pg_notify('reference', max(version)::text) FROM written HAVING count(*) > 0)
      SELECT (SELECT count(*) FROM written) AS n, (SELECT count(*) FROM told) AS told`)
  return Number(done!.n)
}

/** The highest version of each stream that has rows. */
export async function referenceVersions(postgres: Asks): Promise<Map<string, number>> {
  const rows = await postgres.query<{ stream: string; version: number }>(
    pg`SELECT stream, max(version) AS version FROM reference GROUP BY stream`,
  )
  return new Map(rows.map(({ stream, version }) => [stream, Number(version)]))
}

/** The rows of a stream that were written after a version, all without one, in order of key. */
export async function readReference<Body>(postgres: Asks, stream: string, since = 0): Promise<ReferenceRow<Body>[]> {
  const rows = await postgres.query<Row>(pg`SELECT stream, key, body, version FROM reference
    WHERE stream = ${stream} AND version > ${since} ORDER BY key COLLATE "C"`)
  return rows.map(parsed<Body>)
}

/** All rows of all streams that were written after that version, in order of version. */
export async function readReferenceSince(postgres: Asks, version: number): Promise<ReferenceRow[]> {
  const rows = await postgres.query<Row>(pg`SELECT stream, key, body, version FROM reference
    WHERE version > ${version} ORDER BY version`)
  return rows.map(parsed<unknown>)
}

function parsed<Body>(row: Row): ReferenceRow<Body> {
  return { ...row, version: Number(row.version), body: JSON.parse(row.body) as Body }
}
