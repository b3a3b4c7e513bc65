import type { Asks } from './engine.ts'
import { pg, records } from './sql.ts'

/** A revision that came a second time with another body: the first stands. `at` in epoch milliseconds. */
export interface Conflict {
  at: number
  source: string
  event_id: string
  revision: number
  body_hash: number
  body: unknown
}

export interface ConflictRow extends Conflict {
  id: number
}

/** Keeps each other body once, however often it is sent. Answers how many were new. */
export async function addConflicts(postgres: Asks, rows: readonly Conflict[]): Promise<number> {
  if (rows.length === 0) return 0
  const sent = records(
    rows.map((row) => ({ ...row, at: new Date(row.at).toISOString(), body: JSON.stringify(row.body ?? null) })),
  )
  const added = await postgres.query(pg`INSERT INTO conflict (at, source, event_id, revision, body_hash, body)
    SELECT at, source, event_id, revision, body_hash, body FROM jsonb_to_recordset(${sent}::jsonb) AS sent(
      at timestamptz, source text, event_id text, revision bigint, body_hash bigint, body text)
    ON CONFLICT (source, event_id, revision, body_hash) DO NOTHING RETURNING 1`)
  return added.length
}

/** Newest first; `before` is the last id of the page before. */
export async function listConflicts(
  postgres: Asks,
  page: { before?: number; limit?: number } = {},
): Promise<ConflictRow[]> {
  const { before = Number.MAX_SAFE_INTEGER, limit = 100 } = page
  const rows = await postgres.query<Omit<ConflictRow, 'at' | 'body'> & { at: Date; body: string }>(pg`
    SELECT id, at, source, event_id, revision, body_hash, body FROM conflict
    WHERE id < ${before} ORDER BY id DESC LIMIT ${limit}`)
  return rows.map((row) => ({
    ...row,
    id: Number(row.id),
    revision: Number(row.revision),
    body_hash: Number(row.body_hash),
    at: row.at.getTime(),
    body: JSON.parse(row.body) as unknown,
  }))
}

/** How many revisions came with a second body. */
export async function countConflicts(postgres: Asks): Promise<number> {
  const [row] = await postgres.query<{ rows: number }>(pg`SELECT count(*) AS rows FROM conflict`)
  return Number(row!.rows)
}

/** Whose event a conflicting body is about, and when that body says it happened (epoch ms). Withdrawals have no body. */
export interface ConflictMark {
  dealer_id: string
  advisor_id: string
  occurred_at: number
}

/** The bodies of `from ≤ occurred_at < until`; with `known_at` only those that had come by then. */
export async function conflictsBetween(
  postgres: Asks,
  { from, until, known_at }: { from: number; until: number; known_at: number | null },
): Promise<ConflictMark[]> {
  const known = known_at === null ? null : new Date(known_at).toISOString()
  const rows = await postgres.query<ConflictMark>(pg`
    SELECT entry ->> 'dealer_id' AS dealer_id, entry ->> 'advisor_id' AS advisor_id,
      (entry ->> 'occurred_at')::bigint AS occurred_at
    FROM (SELECT at, body::jsonb -> 'entry' AS entry FROM conflict) AS told
    WHERE jsonb_typeof(entry) = 'object' AND (${known}::timestamptz IS NULL OR at <= ${known}::timestamptz)
      AND (entry ->> 'occurred_at')::bigint >= ${from} AND (entry ->> 'occurred_at')::bigint < ${until}`)
  return rows.map((row) => ({ ...row, occurred_at: Number(row.occurred_at) }))
}
