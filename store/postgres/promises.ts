import type { PromiseSaid } from '#domain/decision/meeting.ts'
import type { Writer } from './decisions.ts'
import type { Asks, Postgres } from './engine.ts'
import { ringMeeting } from './meetings.ts'
import { writeReference } from './reference.ts'
import { pg, storable } from './sql.ts'

interface Row extends Omit<PromiseSaid, 'at'> {
  at: Date
}

/**
 * Keeps what a place said; what it said before stays beside it. `targets` are the rows of the stream `targets` that it
 * makes, written in the same moment. `at` in epoch ms.
 */
export async function addPromise(
  postgres: Postgres,
  promise: Omit<PromiseSaid, 'id' | 'by' | 'at'> & { by: Writer; at: number },
  targets: readonly { key: string; body: unknown }[] = [],
): Promise<void> {
  const { meeting_id, level, place, measure, from, to, least, commitment, challenge, by, at } = promise
  await postgres.transaction(async (inside) => {
    await inside.query(pg`INSERT INTO promise (meeting_id, level, place, measure, from_day, to_day, least, commitment,
        challenge, by_id, by_name, at)
      VALUES (${meeting_id}, ${level}, ${storable(place)}, ${measure}, ${from}, ${to}, ${least}, ${commitment},
        ${challenge}, ${by.id}, ${storable(by.name)}, ${new Date(at).toISOString()}::timestamptz)`)
    if (targets.length > 0) await writeReference(inside, 'targets', targets)
    if (meeting_id !== null) await ringMeeting(inside, { id: meeting_id, what: 'file' })
  })
}

/** All that was said for a period, oldest first: the newest of a place stands. */
export async function promisesOf(postgres: Asks, period: { measure: string; from: string }): Promise<PromiseSaid[]> {
  const rows = await postgres.query<Row>(pg`SELECT id, meeting_id, level, place, measure, from_day AS "from",
      to_day AS "to", least, commitment, challenge, by_name AS by, at
    FROM promise WHERE measure = ${period.measure} AND from_day = ${period.from} ORDER BY id`)
  return rows.map((row) => ({ ...row, id: Number(row.id), at: row.at.toISOString() }))
}
