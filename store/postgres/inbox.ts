import type { Asks } from './engine.ts'
import { pg } from './sql.ts'

/** A batch handed over by another process. */
export interface Handed<Body> {
  id: number
  body: Body
}

/** Hands a batch to whoever books, and rings the bell `inbox`. Answers its number. */
export async function handIn(postgres: Asks, body: unknown): Promise<number> {
  const [row] = await postgres.query<{ id: number }>(pg`WITH handed AS (
      INSERT INTO inbox (body) VALUES (${JSON.stringify(body)}) RETURNING id)
    SELECT id, pg_notify('inbox', '') FROM handed`)
  return Number(row!.id)
}

/** The oldest batches that wait for an answer. */
export async function readInbox<Body>(postgres: Asks, limit: number): Promise<Handed<Body>[]> {
  const rows = await postgres.query<{ id: number; body: string }>(pg`SELECT id, body FROM inbox
    WHERE answer IS NULL ORDER BY id LIMIT ${limit}`)
  return rows.map(({ id, body }) => ({ id: Number(id), body: JSON.parse(body) as Body }))
}

/** Writes the answer; inside the transaction that makes the batch count. Rings the bell `inbox`. */
export async function answerInbox(inside: Asks, id: number, answer: unknown): Promise<void> {
  await inside.query(pg`UPDATE inbox SET answer = ${JSON.stringify(answer)}, body = '' WHERE id = ${id}`)
  await inside.query(pg`SELECT pg_notify('inbox', ${String(id)})`)
}

/** Takes the answer away, or answers undefined when there is none yet. */
export async function takeAnswer<Answer>(postgres: Asks, id: number): Promise<Answer | undefined> {
  const [row] = await postgres.query<{ answer: string }>(pg`DELETE FROM inbox
    WHERE id = ${id} AND answer IS NOT NULL RETURNING answer`)
  return row && (JSON.parse(row.answer) as Answer)
}

/** Throws away answers that nobody came for within an hour: whoever asked is gone. */
export async function clearInbox(postgres: Asks): Promise<void> {
  await postgres.query(pg`DELETE FROM inbox WHERE answer IS NOT NULL AND sent_at < now() - interval '1 hour'`)
}
