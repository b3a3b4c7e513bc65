import type { Asks } from './engine.ts'
import { pg, records } from './sql.ts'

/** A row that was refused, kept as it came. `at` in epoch milliseconds; `body` the parsed row or its raw text. */
export interface Reject {
  at: number
  source: string
  line: number
  event_id: string
  code: string
  message: string
  body: unknown
}

export interface RejectRow extends Reject {
  id: number
}

interface Row extends Omit<RejectRow, 'at' | 'body'> {
  at: Date
  body: string
}

export async function addRejects(postgres: Asks, rows: readonly Reject[]): Promise<void> {
  if (rows.length === 0) return
  const sent = records(
    rows.map((row) => ({ ...row, at: new Date(row.at).toISOString(), body: JSON.stringify(row.body ?? null) })),
  )
  await postgres.query(pg`INSERT INTO reject (at, source, line, event_id, code, message, body)
    SELECT at, source, line, event_id, code, message, body FROM jsonb_to_recordset(${sent}::jsonb) AS sent(
      at timestamptz, source text, line bigint, event_id text, code text, message text, body text)`)
}

/** Newest first; `before` is the last id of the page before, `code` keeps to one reason. */
export async function listRejects(
  postgres: Asks,
  page: { before?: number; code?: string; limit?: number } = {},
): Promise<RejectRow[]> {
  const { before = Number.MAX_SAFE_INTEGER, code = null, limit = 100 } = page
  const rows = await postgres.query<Row>(pg`SELECT id, at, source, line, event_id, code, message, body FROM reject
    WHERE id < ${before} AND (${code}::text IS NULL OR code = ${code}::text) ORDER BY id DESC LIMIT ${limit}`)
  return rows.map((row) => ({
    ...row,
    id: Number(row.id),
    line: Number(row.line),
    at: row.at.getTime(),
    body: JSON.parse(row.body) as unknown,
  }))
}

/** How many rows were refused for which reason, most first. */
export async function countRejects(postgres: Asks): Promise<{ code: string; rows: number }[]> {
  const rows = await postgres.query<{ code: string; rows: number }>(pg`SELECT code, count(*) AS rows
    FROM reject GROUP BY code ORDER BY count(*) DESC, code`)
  return rows.map((row) => ({ ...row, rows: Number(row.rows) }))
}

/** After a replay that was accepted. */
export async function removeRejects(postgres: Asks, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await postgres.query(pg`DELETE FROM reject WHERE id = ANY(${ids}::bigint[])`)
}

/** Keeps the newest `keep` rows, so that a broken sender cannot fill the disk. Answers how many went. */
export async function pruneRejects(postgres: Asks, keep: number): Promise<number> {
  const gone = await postgres.query(pg`DELETE FROM reject
    WHERE id <= (SELECT id FROM reject ORDER BY id DESC OFFSET ${keep} LIMIT 1) RETURNING 1`)
  return gone.length
}
