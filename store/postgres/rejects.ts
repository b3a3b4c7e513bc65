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
  /** `events`, or the reference stream that it was sent to. */
  stream?: string
  /** What the row says of itself, as far as it could be read; `day` is a business day. */
  dealer_id?: string
  kind?: string
  day?: string
  units?: number
  /** JSON text of what its sender may do; empty where that was not kept. */
  sender?: string
  /** Whether the body is all that was sent, persons replaced by their hashes; only then it can be sent again. */
  whole?: boolean
}

export interface RejectRow extends Required<Reject> {
  id: number
  /** When it was last sent again in vain, epoch ms. */
  tried_at: number | null
}

interface Row extends Omit<RejectRow, 'at' | 'body' | 'tried_at'> {
  at: Date
  body: string
  tried_at: Date | null
}

export async function addRejects(postgres: Asks, rows: readonly Reject[]): Promise<void> {
  if (rows.length === 0) return
  const sent = records(
    rows.map(({ stream = 'events', dealer_id = '', kind = '', day = '', units = 1, sender = '', whole = false, ...row }) => ({
      ...row, stream, dealer_id, kind, day, units, sender, whole, at: new Date(row.at).toISOString(), body: JSON.stringify(row.body ?? null),
    })),
  ) // prettier-ignore
  await postgres.query(pg`INSERT INTO reject
      (at, source, line, event_id, code, message, body, stream, dealer_id, kind, day, units, sender, whole)
    SELECT at, source, line, event_id, code, message, body, stream, dealer_id, kind, day, units, sender, whole
    FROM jsonb_to_recordset(${sent}::jsonb) AS sent(
      at timestamptz, source text, line bigint, event_id text, code text, message text, body text, stream text,
      dealer_id text, kind text, day text, units bigint, sender text, whole boolean)`)
}

/** Which refused rows are meant; what is not named does not matter. */
export interface RejectFilter {
  ids?: readonly number[] | undefined
  code?: string | undefined
  source?: string | undefined
  /** Only rows that name one of these dealers. */
  dealers?: readonly string[] | undefined
}

const matching = ({ ids, code, source, dealers }: RejectFilter) => pg`
  (${ids === undefined} OR id = ANY(${ids ?? []}::bigint[]))
  AND (${code ?? null}::text IS NULL OR code = ${code ?? null}::text)
  AND (${source ?? null}::text IS NULL OR source = ${source ?? null}::text)
  AND (${dealers === undefined} OR dealer_id = ANY(${dealers ?? []}::text[]))`

const columns = pg`id, at, source, line, event_id, code, message, body, stream, dealer_id, kind, day, units, sender, whole, tried_at`

/** Newest first; `before` is the last id of the page before. */
export async function listRejects(
  postgres: Asks,
  { before = Number.MAX_SAFE_INTEGER, limit = 100, ...filter }: RejectFilter & { before?: number; limit?: number } = {},
): Promise<RejectRow[]> {
  const rows = await postgres.query<Row>(pg`SELECT ${columns} FROM reject
    WHERE id < ${before} AND ${matching(filter)} ORDER BY id DESC LIMIT ${limit}`)
  return rows.map(parsed)
}

/** Oldest first, after an id: the way through all of them. */
export async function nextRejects(
  postgres: Asks,
  { after, limit, ...filter }: RejectFilter & { after: number; limit: number },
): Promise<RejectRow[]> {
  const rows = await postgres.query<Row>(pg`SELECT ${columns} FROM reject
    WHERE id > ${after} AND ${matching(filter)} ORDER BY id LIMIT ${limit}`)
  return rows.map(parsed)
}

const parsed = (row: Row): RejectRow => ({
  ...row,
  id: Number(row.id),
  line: Number(row.line),
  units: Number(row.units),
  at: row.at.getTime(),
  tried_at: row.tried_at?.getTime() ?? null,
  body: JSON.parse(row.body) as unknown,
})

/** How many rows were refused for which reason from which source, most first. */
export async function countRejects(
  postgres: Asks,
  filter: RejectFilter = {},
): Promise<{ code: string; source: string; rows: number }[]> {
  const rows = await postgres.query<{ code: string; source: string; rows: number }>(pg`
    SELECT code, source, count(*) AS rows FROM reject WHERE ${matching(filter)}
    GROUP BY code, source ORDER BY count(*) DESC, code, source`)
  return rows.map((row) => ({ ...row, rows: Number(row.rows) }))
}

/** Units of refused events by what they say of themselves; an event that was refused several times comes once. */
export interface RefusedUnits {
  source: string
  kind: string
  day: string
  dealer_id: string
  event_id: string
  units: number
}

export async function rejectedUnits(
  postgres: Asks,
  { sources, kinds, days }: { sources: readonly string[]; kinds: readonly string[]; days: readonly string[] },
): Promise<RefusedUnits[]> {
  const rows = await postgres.query<RefusedUnits>(pg`
    SELECT DISTINCT ON (source, event_id) source, kind, day, dealer_id, event_id, units FROM reject
    WHERE stream = 'events' AND day = ANY(${days}::text[]) AND source = ANY(${sources}::text[])
      AND kind = ANY(${kinds}::text[])
    ORDER BY source, event_id, id DESC`)
  return rows.map((row) => ({ ...row, units: Number(row.units) }))
}

/** After a replay that was accepted. */
export async function removeRejects(postgres: Asks, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await postgres.query(pg`DELETE FROM reject WHERE id = ANY(${ids}::bigint[])`)
}

/** After a replay in vain: the reason of now. `at` in epoch ms. */
export async function renewRejects(
  postgres: Asks,
  rows: readonly { id: number; code: string; message: string }[],
  at: number,
): Promise<void> {
  if (rows.length === 0) return
  const sent = records(rows.map(({ id, code, message }) => ({ id, code, message })))
  await postgres.query(pg`UPDATE reject SET code = sent.code, message = sent.message,
      tried_at = ${new Date(at).toISOString()}::timestamptz
    FROM jsonb_to_recordset(${sent}::jsonb) AS sent(id bigint, code text, message text) WHERE reject.id = sent.id`)
}

/**
 * Keeps the newest `keep` rows, and of them only those since `since` (epoch ms), so that a broken sender cannot fill
 * the disk. Answers how many went.
 */
export async function pruneRejects(postgres: Asks, keep: number, since = 0): Promise<number> {
  const gone = await postgres.query(pg`DELETE FROM reject
    WHERE id <= (SELECT id FROM reject ORDER BY id DESC OFFSET ${keep} LIMIT 1)
      OR at < ${new Date(since).toISOString()}::timestamptz RETURNING 1`)
  return gone.length
}
