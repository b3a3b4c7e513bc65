import { Refusal } from '#domain/errors.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { removeAbove } from '#store/clickhouse/facts.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { claimHead, type Head } from '#store/postgres/head.ts'
import { releaseLease, renewLease, takeLease, type Lease } from '#store/postgres/lease.ts'

export const LEASE = 'booker'
const TTL_MS = 15_000
const RENEW_MS = 5_000

/** The time during which this process, and no other, books. Ends when the lease is lost or given back. */
export interface Reign {
  readonly epoch: number
  readonly head: Head
  /** Whether the lease was found to be another's meanwhile. The head's epoch is the real guard. */
  lost(): boolean
  end(): Promise<void>
}

/**
 * Begins to reign: takes the lease, claims the head for a new epoch and removes what an earlier booker wrote above it
 * without finishing. Throws `store_unavailable` while another process books.
 */
export async function beginReign(engine: Engine, postgres: Postgres, holder: string): Promise<Reign> {
  const lease = await takeLease(postgres, { name: LEASE, holder, ttl: TTL_MS })
  const head = lease && (await claimHead(postgres, lease.epoch))
  if (!lease || !head) throw otherBooks()
  await removeAbove(engine, head.seq)
  return { epoch: lease.epoch, head, ...hold(postgres, lease) }
}

export const otherBooks = (): Refusal =>
  new Refusal('store_unavailable', 'another ingest process has taken over the booking; send again shortly')

function hold(postgres: Postgres, lease: Lease): Pick<Reign, 'lost' | 'end'> {
  let lost = false
  const timer = setInterval(() => {
    // A store that is away for a moment does not end the reign; the head's epoch guards against a successor.
    renewLease(postgres, lease, TTL_MS).then(
      (held) => (lost ||= !held),
      () => undefined,
    )
  }, RENEW_MS)
  timer.unref()
  return {
    lost: () => lost,
    end: async () => {
      clearInterval(timer)
      if (!lost) await releaseLease(postgres, lease)
    },
  }
}
