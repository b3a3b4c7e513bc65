import type { Asks } from './engine.ts'
import { pg } from './sql.ts'

/** One step of a decision's history. `at` is ISO text. */
export interface HistoryEntry {
  revision: number
  fields: string[]
  by: string
  note: string
  at: string
  body: unknown
}

/** All revisions, the first one first. */
export async function historyOf(postgres: Asks, id: string): Promise<HistoryEntry[]> {
  const rows = await postgres.query<Omit<HistoryEntry, 'at' | 'body'> & { at: Date; body: string }>(pg`
    SELECT revision, fields, by_name AS by, note, at, body FROM decision_revision
    WHERE decision_id = ${id} ORDER BY revision`)
  return rows.map((row) => ({
    ...row,
    revision: Number(row.revision),
    at: row.at.toISOString(),
    body: JSON.parse(row.body) as unknown,
  }))
}

export interface DecisionComment {
  id: number
  by: string
  text: string
  /** ISO text. */
  at: string
}

/** Comments in the order in which they were written. */
export async function commentsOf(postgres: Asks, id: string): Promise<DecisionComment[]> {
  const rows = await postgres.query<Omit<DecisionComment, 'at'> & { at: Date }>(pg`
    SELECT id, by_name AS by, text, at FROM decision_comment WHERE decision_id = ${id} ORDER BY id`)
  return rows.map((row) => ({ ...row, id: Number(row.id), at: row.at.toISOString() }))
}

/** The evidence's picture, PNG in base64. */
export async function pictureOf(postgres: Asks, id: string): Promise<string | undefined> {
  const [row] = await postgres.query<{ png: string }>(pg`SELECT png FROM decision_picture WHERE decision_id = ${id}`)
  return row?.png
}

/** Takes the reminders that nobody has told yet: of several servers one gets each. Answers their places in the list. */
export async function claimReminders(
  postgres: Asks,
  reminders: readonly { decision_id: string; kind: string; day: string }[],
): Promise<Set<string>> {
  if (reminders.length === 0) return new Set()
  const rows = await postgres.query<{ decision_id: string; kind: string; day: string }>(pg`
    INSERT INTO decision_reminder (decision_id, kind, day)
    SELECT decision_id, kind, day FROM jsonb_to_recordset(${JSON.stringify(reminders)}::jsonb)
      AS sent(decision_id text, kind text, day text)
    ON CONFLICT DO NOTHING RETURNING decision_id, kind, day`)
  return new Set(rows.map(({ decision_id, kind, day }) => `${decision_id} ${kind} ${day}`))
}
