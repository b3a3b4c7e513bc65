import type { Asks } from '#store/postgres/engine.ts'
import { countHeld, listHeld } from '#store/postgres/held.ts'
import { pg } from '#store/postgres/sql.ts'
import type { Dealers } from '../dealers.ts'
import type { Arrived } from '../settle/walk.ts'
import type { Booking } from '../steps/seal.ts'

/** The held events whose dealer is known now, at most `most`, in order of arrival. */
export async function waitingFor(postgres: Asks, dealers: Dealers, most: number): Promise<Arrived[]> {
  const arrived = (await countHeld(postgres))
    .map(({ dealer_id }) => dealer_id)
    .filter((code) => dealers.code(code) !== undefined)
  if (arrived.length === 0) return []
  const rows = await listHeld<Booking>(postgres, arrived, most)
  return rows.map(({ id, body }) => ({ incoming: body, release: id }))
}

/** The names of all held events. */
export async function heldNames(postgres: Asks): Promise<{ source: string; event_id: string }[]> {
  return postgres.query(pg`SELECT source, event_id FROM held`)
}
