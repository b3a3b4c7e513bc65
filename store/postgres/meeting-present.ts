import type { Presented } from '#domain/decision/meeting.ts'
import type { Writer } from './decisions.ts'
import type { Asks, Postgres } from './engine.ts'
import { ringMeeting } from './meetings.ts'
import { pg, storable } from './sql.ts'

interface Row extends Omit<Presented, 'at' | 'state'> {
  at: Date
  state: string
}

const parsed = (row: Row): Presented => ({
  ...row,
  seq: Number(row.seq),
  state: JSON.parse(row.state) as Presented['state'],
  at: row.at.toISOString(),
})

/** The presenter stands here now: gives it the next number and rings the bell `meeting`. `at` in epoch ms. */
export async function present(
  postgres: Postgres,
  id: string,
  { route, state, by, at }: { route: string; state: Record<string, unknown>; by: Writer; at: number },
): Promise<Presented> {
  return postgres.transaction(async (inside) => {
    const [row] =
      await inside.query<Row>(pg`INSERT INTO meeting_present (meeting_id, seq, by_id, by_name, route, state, at)
      VALUES (${id}, 1, ${by.id}, ${storable(by.name)}, ${storable(route)}, ${JSON.stringify(state)},
        ${new Date(at).toISOString()}::timestamptz)
      ON CONFLICT (meeting_id) DO UPDATE SET seq = meeting_present.seq + 1, by_id = excluded.by_id,
        by_name = excluded.by_name, route = excluded.route, state = excluded.state, at = excluded.at
      RETURNING seq, by_name AS by, by_id, route, state, at`)
    await ringMeeting(inside, { id, what: 'present' })
    return parsed(row!)
  })
}

/** Where the presenter stands; undefined before the first step. */
export async function presentOf(postgres: Asks, id: string): Promise<Presented | undefined> {
  const [row] = await postgres.query<Row>(pg`SELECT seq, by_name AS by, by_id, route, state, at FROM meeting_present
    WHERE meeting_id = ${id}`)
  return row && parsed(row)
}
