import type { Asks } from './engine.ts'
import { pg } from './sql.ts'

export interface Lease {
  name: string
  holder: string
  /** Grows with every time the lease is taken. */
  epoch: number
}

/**
 * Takes the lease for `ttl` milliseconds of the database's clock if it is free, run out, or already this
 * holder's. Undefined when another has it.
 */
export async function takeLease(
  postgres: Asks,
  asked: { name: string; holder: string; ttl: number },
): Promise<Lease | undefined> {
  const { name, holder, ttl } = asked
  const [row] = await postgres.query<{ epoch: number }>(pg`
    INSERT INTO lease (name, holder, epoch, expires_at)
    VALUES (${name}, ${holder}, 1, clock_timestamp() + ${ttl}::float8 * interval '1 millisecond')
    ON CONFLICT (name) DO UPDATE
      SET holder = excluded.holder, epoch = lease.epoch + 1, expires_at = excluded.expires_at
      WHERE lease.expires_at <= clock_timestamp() OR lease.holder = excluded.holder
    RETURNING epoch`)
  return row && { name, holder, epoch: Number(row.epoch) }
}

/** Holds on for another `ttl` milliseconds. False when it was lost: stop at once. */
export async function renewLease(postgres: Asks, lease: Lease, ttl: number): Promise<boolean> {
  const rows = await postgres.query(pg`UPDATE lease
    SET expires_at = clock_timestamp() + ${ttl}::float8 * interval '1 millisecond'
    WHERE name = ${lease.name} AND holder = ${lease.holder} AND epoch = ${lease.epoch} RETURNING 1`)
  return rows.length === 1
}

/** Lets go, so that the next need not wait. Nothing happens when it was lost meanwhile. */
export async function releaseLease(postgres: Asks, lease: Lease): Promise<void> {
  await postgres.query(pg`UPDATE lease SET expires_at = clock_timestamp()
    WHERE name = ${lease.name} AND holder = ${lease.holder} AND epoch = ${lease.epoch}`)
}
