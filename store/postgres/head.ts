import type { Asks } from './engine.ts'
import { pg } from './sql.ts'

/** The last entry that counts. `received_at` in epoch milliseconds. */
export interface Head {
  seq: number
  epoch: number
  received_at: number
}

interface Row {
  seq: number
  epoch: number
  received_at: Date
}

export async function readHead(postgres: Asks): Promise<Head> {
  const [row] = await postgres.query<Row>(pg`SELECT seq, epoch, received_at FROM head`)
  return head(row!)
}

/**
 * Makes the head this epoch's: from now on a booker of an earlier epoch cannot move it. Answers where it stands,
 * or undefined when a later epoch has it.
 */
export async function claimHead(postgres: Asks, epoch: number): Promise<Head | undefined> {
  const [row] = await postgres.query<Row>(pg`UPDATE head SET epoch = ${epoch} WHERE epoch <= ${epoch}
    RETURNING seq, epoch, received_at`)
  return row && head(row)
}

/**
 * Moves the head from one number to another and rings the bell `head` in the same statement; the payload is
 * `{"seq":…,"received_at":…}`. False when another booker has moved or claimed it: stop at once.
 */
export async function moveHead(
  postgres: Asks,
  move: { epoch: number; from: number; to: number; received_at: number },
): Promise<boolean> {
  const payload = JSON.stringify({ seq: move.to, received_at: move.received_at })
  const rows = await postgres.query(pg`WITH moved AS (
      UPDATE head SET seq = ${move.to}, received_at = ${new Date(move.received_at).toISOString()}::timestamptz
      WHERE epoch = ${move.epoch} AND seq = ${move.from} RETURNING 1)
    SELECT pg_notify('head', ${payload}) FROM moved`)
  return rows.length === 1
}

/** What a bell said, or undefined when it only says that some may have been missed. */
export function readBell(payload: string): Pick<Head, 'seq' | 'received_at'> | undefined {
  return payload === '' ? undefined : (JSON.parse(payload) as Pick<Head, 'seq' | 'received_at'>)
}

function head(row: Row): Head {
  return { seq: Number(row.seq), epoch: Number(row.epoch), received_at: row.received_at.getTime() }
}
