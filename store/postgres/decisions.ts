import type { Decision } from '#domain/decision/decision.ts'
import { findableBy } from '#domain/decision/words.ts'
import type { Asks, Inside, Postgres } from './engine.ts'
import { pg, storable } from './sql.ts'

/** Who wrote, as the history tells it. */
export interface Writer {
  id: string
  name: string
}

/** One writer of numbers at a time, so that decisions are counted without gaps. */
const NUMBERS = 20261124

interface Row {
  no: number
  revision: number
  body: string
}

/** Texts that Postgres cannot hold whole are mended in the body's own text. */
const bodyOf = (decision: Decision): string => JSON.stringify(decision)
/** What was written before it had a window or later starts of dealers has none. */
const parsed = (row: Row): Decision => {
  const kept = JSON.parse(row.body) as Omit<Decision, 'window' | 'starts'> & Partial<Decision>
  return { ...kept, window: kept.window ?? null, starts: kept.starts ?? {} }
}

async function ring(inside: Asks, id: string, revision: number): Promise<void> {
  await inside.query(pg`SELECT pg_notify('decision', ${JSON.stringify({ id, revision })})`)
}

/**
 * Writes a new decision with its picture and rings the bell `decision`. The same writer's `client_key` answers what
 * was written under it before.
 */
export async function createDecision(
  postgres: Postgres,
  draft: Omit<Decision, 'no' | 'revision'>,
  { by, client_key = null, picture = null }: { by: Writer; client_key?: string | null; picture?: string | null },
): Promise<{ decision: Decision; fresh: boolean }> {
  return postgres.transaction(async (inside) => {
    await inside.query(pg`SELECT pg_advisory_xact_lock(${NUMBERS})`)
    if (client_key !== null) {
      const [known] = await inside.query<Row>(pg`SELECT no, revision, body FROM decision
        WHERE written_by_id = ${by.id} AND client_key = ${client_key}`)
      if (known) return { decision: parsed(known), fresh: false }
    }
    const [last] = await inside.query<{ no: number }>(pg`SELECT coalesce(max(no), 0) AS no FROM decision`)
    const decision: Decision = { ...draft, no: Number(last!.no) + 1, revision: 1 }
    await inside.query(pg`INSERT INTO decision (id, no, revision, state, body, measure, stage, due_on, review_on,
        meeting_id, parent_id, written_by_id, client_key, created_at, grams)
      VALUES (${decision.id}, ${decision.no}, 1, ${decision.state}, ${bodyOf(decision)}, ${decision.measure},
        ${decision.stage}, ${decision.due_on}, ${decision.review_on}, ${decision.meeting_id}, ${decision.parent_id},
        ${by.id}, ${client_key}, ${decision.created_at}::timestamptz, ${findableBy(decision).map(storable)}::text[])`)
    await keep(inside, decision, by, ['created'], '')
    if (picture !== null)
      await inside.query(pg`INSERT INTO decision_picture (decision_id, png) VALUES (${decision.id}, ${picture})`)
    await ring(inside, decision.id, 1)
    return { decision, fresh: true }
  })
}

async function keep(
  inside: Inside,
  decision: Decision,
  by: Writer,
  fields: readonly string[],
  note: string,
): Promise<void> {
  await inside.query(pg`INSERT INTO decision_revision (decision_id, revision, body, fields, by_id, by_name, note, at)
    VALUES (${decision.id}, ${decision.revision}, ${bodyOf(decision)}, ${fields}::text[], ${by.id}, ${storable(by.name)},
      ${storable(note)}, ${decision.updated_at}::timestamptz)`)
}

/** A change to write, or `null` when nothing is to change. */
export interface Revision {
  changes: Partial<Omit<Decision, 'id' | 'no' | 'revision'>>
  note?: string
  /** A comment that is written in the same moment. */
  comment?: string
}

/** What a change is decided on: the decision as it stands, locked, and as it stood at an earlier revision. */
export interface Standing {
  current: Decision
  at(revision: number): Promise<Decision | undefined>
}

/**
 * Changes a decision: `decide` sees it as it stands, and nobody else writes it meanwhile. Writes the next revision, its
 * history and what it can be found by, and rings the bell `decision`. Undefined when there is no such decision; what
 * `decide` throws is thrown on with nothing written. `at` in epoch ms.
 */
export async function reviseDecision(
  postgres: Postgres,
  id: string,
  { by, at }: { by: Writer; at: number },
  decide: (standing: Standing) => Promise<Revision | null> | Revision | null,
): Promise<Decision | undefined> {
  return postgres.transaction(async (inside) => {
    const [row] = await inside.query<Row>(pg`SELECT no, revision, body FROM decision WHERE id = ${id} FOR UPDATE`)
    if (!row) return undefined
    const current = parsed(row)
    const revision = await decide({ current, at: (wanted) => readRevision(inside, id, wanted) })
    if (revision === null) return current
    const fields = Object.keys(revision.changes)
    const updated_at = new Date(at).toISOString()
    if (revision.comment) await addComment(inside, { id, by, text: revision.comment, at })
    if (fields.length === 0) {
      await reindex(inside, current)
      await ring(inside, id, current.revision)
      return current
    }
    const next: Decision = { ...current, ...revision.changes, updated_at, revision: current.revision + 1 }
    await inside.query(pg`UPDATE decision SET revision = ${next.revision}, state = ${next.state}, body = ${bodyOf(next)},
      due_on = ${next.due_on}, review_on = ${next.review_on}, meeting_id = ${next.meeting_id} WHERE id = ${id}`)
    await reindex(inside, next)
    await keep(inside, next, by, fields, revision.note ?? '')
    await ring(inside, id, next.revision)
    return next
  })
}

async function reindex(inside: Inside, decision: Decision): Promise<void> {
  const comments = await inside.query<{ text: string }>(pg`SELECT text FROM decision_comment
    WHERE decision_id = ${decision.id}`)
  const grams = findableBy(
    decision,
    comments.map(({ text }) => text),
  )
  await inside.query(pg`UPDATE decision SET grams = ${grams.map(storable)}::text[] WHERE id = ${decision.id}`)
}

async function addComment(
  inside: Inside,
  { id, by, text, at, client_key = null }: NewComment,
): Promise<number | undefined> {
  const [row] = await inside.query<{ id: number }>(pg`INSERT INTO decision_comment
      (decision_id, by_id, by_name, text, at, client_key)
    VALUES (${id}, ${by.id}, ${storable(by.name)}, ${storable(text)}, ${new Date(at).toISOString()}::timestamptz, ${client_key})
    ON CONFLICT (decision_id, by_id, client_key) DO NOTHING RETURNING id`)
  return row && Number(row.id)
}

export interface NewComment {
  id: string
  by: Writer
  text: string
  /** Epoch ms. */
  at: number
  client_key?: string | null
}

/** Adds a comment, once for each `client_key`, and rings the bell `decision`. */
export async function commentDecision(postgres: Postgres, comment: NewComment): Promise<void> {
  await postgres.transaction(async (inside) => {
    const [row] = await inside.query<Row>(
      pg`SELECT no, revision, body FROM decision WHERE id = ${comment.id} FOR UPDATE`,
    )
    if (!row || (await addComment(inside, comment)) === undefined) return
    await reindex(inside, parsed(row))
    await ring(inside, comment.id, Number(row.revision))
  })
}

export async function readDecision(postgres: Asks, id: string): Promise<Decision | undefined> {
  const [row] = await postgres.query<Row>(pg`SELECT no, revision, body FROM decision WHERE id = ${id}`)
  return row && parsed(row)
}

async function readRevision(asks: Asks, id: string, revision: number): Promise<Decision | undefined> {
  const [row] = await asks.query<Row>(pg`SELECT 0 AS no, revision, body FROM decision_revision
    WHERE decision_id = ${id} AND revision = ${revision}`)
  return row && parsed(row)
}

/** Which decisions are meant; what is not named does not matter. */
export interface DecisionFilter {
  states?: readonly string[] | undefined
  meeting_id?: string | undefined
  parent_id?: string | undefined
  measure?: string | undefined
  /** What a decision must be findable by (`findableBy`): of each entry one. */
  sought?: readonly (readonly string[])[] | undefined
  /** The last number of the page before. */
  before?: number | undefined
  limit?: number | undefined
}

export const MOST_DECISIONS = 5_000

/** Newest first. */
export async function listDecisions(postgres: Asks, filter: DecisionFilter = {}): Promise<Decision[]> {
  const { states, meeting_id = null, parent_id = null, measure = null, before = null, limit = MOST_DECISIONS } = filter
  const found = (filter.sought ?? []).reduce((all, any) => pg`${all} AND grams && ${any}::text[]`, pg`true`)
  const rows = await postgres.query<Row>(pg`SELECT no, revision, body FROM decision
    WHERE (${states === undefined} OR state = ANY(${states ?? []}::text[]))
      AND (${meeting_id}::text IS NULL OR meeting_id = ${meeting_id}::text)
      AND (${parent_id}::text IS NULL OR parent_id = ${parent_id}::text)
      AND (${measure}::text IS NULL OR measure = ${measure}::text)
      AND (${before}::bigint IS NULL OR no < ${before}::bigint)
      AND (${found})
    ORDER BY no DESC LIMIT ${limit}`)
  return rows.map(parsed)
}

/** How many decisions there are, and how many of them are withdrawn: what tells whether others act on the same cells. */
export async function countDecisions(postgres: Asks): Promise<{ all: number; withdrawn: number }> {
  const [row] = await postgres.query<{ all: number; withdrawn: number }>(pg`SELECT count(*) AS all,
      count(*) FILTER (WHERE state = 'withdrawn') AS withdrawn FROM decision`)
  return { all: Number(row!.all), withdrawn: Number(row!.withdrawn) }
}
