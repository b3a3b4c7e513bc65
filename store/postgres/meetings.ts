import type { Attendee, Meeting, MeetingNote } from '#domain/decision/meeting.ts'
import type { Writer } from './decisions.ts'
import type { Asks, Inside, Postgres } from './engine.ts'
import { pg, storable } from './sql.ts'

/** One writer of numbers at a time. */
const NUMBERS = 20261125

/** What changed in a meeting: `file` its agenda, notes, people or promises, `present` where the presenter stands. */
export type MeetingBell = { id: string; what: 'file' | 'present' }

/** Rings the bell `meeting`. */
export async function ringMeeting(asks: Asks, bell: MeetingBell): Promise<void> {
  await asks.query(pg`SELECT pg_notify('meeting', ${JSON.stringify(bell)})`)
}

interface Row {
  body: string
}
const parsed = (row: Row): Meeting => JSON.parse(row.body) as Meeting

/** Writes a new meeting. The same writer's `client_key` answers what was written under it before. */
export async function createMeeting(
  postgres: Postgres,
  draft: Omit<Meeting, 'no' | 'revision'>,
  { by, client_key = null }: { by: Writer; client_key?: string | null },
): Promise<{ meeting: Meeting; fresh: boolean }> {
  return postgres.transaction(async (inside) => {
    await inside.query(pg`SELECT pg_advisory_xact_lock(${NUMBERS})`)
    if (client_key !== null) {
      const [known] = await inside.query<Row>(pg`SELECT body FROM meeting
        WHERE written_by_id = ${by.id} AND client_key = ${client_key}`)
      if (known) return { meeting: parsed(known), fresh: false }
    }
    const [last] = await inside.query<{ no: number }>(pg`SELECT coalesce(max(no), 0) AS no FROM meeting`)
    const meeting: Meeting = { ...draft, no: Number(last!.no) + 1, revision: 1 }
    await inside.query(pg`INSERT INTO meeting (id, no, revision, state, body, written_by_id, client_key, begun_at)
      VALUES (${meeting.id}, ${meeting.no}, 1, ${meeting.state}, ${JSON.stringify(meeting)}, ${by.id}, ${client_key},
        ${meeting.begun_at}::timestamptz)`)
    await ringMeeting(inside, { id: meeting.id, what: 'file' })
    return { meeting, fresh: true }
  })
}

/** Changes a meeting with nobody else writing it meanwhile; `null` from `decide` changes nothing. Undefined: no such one. */
export async function reviseMeeting(
  postgres: Postgres,
  id: string,
  decide: (current: Meeting) => Partial<Meeting> | null,
): Promise<Meeting | undefined> {
  return postgres.transaction(async (inside) => {
    const [row] = await inside.query<Row>(pg`SELECT body FROM meeting WHERE id = ${id} FOR UPDATE`)
    if (!row) return undefined
    const current = parsed(row)
    const changes = decide(current)
    if (changes === null) return current
    const next: Meeting = { ...current, ...changes, revision: current.revision + 1 }
    await inside.query(pg`UPDATE meeting SET revision = ${next.revision}, state = ${next.state},
      body = ${JSON.stringify(next)} WHERE id = ${id}`)
    await ringMeeting(inside, { id, what: 'file' })
    return next
  })
}

export async function readMeeting(postgres: Asks, id: string): Promise<Meeting | undefined> {
  const [row] = await postgres.query<Row>(pg`SELECT body FROM meeting WHERE id = ${id}`)
  return row && parsed(row)
}

/** Newest first. */
export async function listMeetings(
  postgres: Asks,
  { state = null, before = null, limit = 50 }: { state?: string | null; before?: number | null; limit?: number } = {},
): Promise<Meeting[]> {
  const rows = await postgres.query<Row>(pg`SELECT body FROM meeting
    WHERE (${state}::text IS NULL OR state = ${state}::text) AND (${before}::bigint IS NULL OR no < ${before}::bigint)
    ORDER BY no DESC LIMIT ${limit}`)
  return rows.map(parsed)
}

/** Notes one line of what was said, once for each `client_key`. `at` in epoch ms. */
export async function addNote(
  postgres: Postgres,
  note: { id: string; item_id: string | null; text: string; by: Writer; at: number; client_key: string | null },
): Promise<void> {
  const { id, item_id, text, by, at, client_key } = note
  await postgres.transaction(async (inside) => {
    await inside.query(pg`INSERT INTO meeting_note (meeting_id, item_id, by_id, by_name, text, at, client_key)
      VALUES (${id}, ${item_id}, ${by.id}, ${storable(by.name)}, ${storable(text)}, ${iso(at)}::timestamptz, ${client_key})
      ON CONFLICT (meeting_id, by_id, client_key) DO NOTHING`)
    await ringMeeting(inside, { id, what: 'file' })
  })
}

const iso = (at: number): string => new Date(at).toISOString()

/** Notes in the order in which they were taken. */
export async function notesOf(postgres: Asks, id: string): Promise<MeetingNote[]> {
  const rows = await postgres.query<Omit<MeetingNote, 'at'> & { at: Date }>(pg`
    SELECT id, item_id, by_name AS by, text, at FROM meeting_note WHERE meeting_id = ${id} ORDER BY id`)
  return rows.map((row) => ({ ...row, id: Number(row.id), at: row.at.toISOString() }))
}

/** Somebody is in the meeting from now on, or (`left`) was until now. Rings only when that is new. `at` in epoch ms. */
export async function attend(postgres: Postgres, id: string, who: Writer, at: number, left = false): Promise<void> {
  await postgres.transaction(async (inside) => {
    const changed = left ? await leave(inside, id, who, at) : await join(inside, id, who, at)
    if (changed) await ringMeeting(inside, { id, what: 'file' })
  })
}

async function join(inside: Inside, id: string, who: Writer, at: number): Promise<boolean> {
  const rows = await inside.query(pg`INSERT INTO meeting_attendee (meeting_id, user_id, name, joined_at)
    VALUES (${id}, ${who.id}, ${storable(who.name)}, ${iso(at)}::timestamptz)
    ON CONFLICT (meeting_id, user_id) DO UPDATE SET left_at = NULL
      WHERE meeting_attendee.left_at IS NOT NULL RETURNING 1`)
  return rows.length > 0
}

async function leave(inside: Inside, id: string, who: Writer, at: number): Promise<boolean> {
  const rows = await inside.query(pg`UPDATE meeting_attendee SET left_at = ${iso(at)}::timestamptz
    WHERE meeting_id = ${id} AND user_id = ${who.id} AND left_at IS NULL RETURNING 1`)
  return rows.length > 0
}

/** Everybody who was there, in the order of coming. */
export async function attendeesOf(postgres: Asks, id: string): Promise<Attendee[]> {
  const rows = await postgres.query<{ user_id: string; name: string; joined_at: Date; left_at: Date | null }>(pg`
    SELECT user_id, name, joined_at, left_at FROM meeting_attendee WHERE meeting_id = ${id} ORDER BY joined_at, user_id`)
  return rows.map((row) => ({
    ...row,
    joined_at: row.joined_at.toISOString(),
    left_at: row.left_at?.toISOString() ?? null,
  }))
}
