import { Refusal } from '#domain/errors.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { removeAbove } from '#store/clickhouse/facts.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { claimHead, type Head } from '#store/postgres/head.ts'
import { releaseLease, renewLease, takeLease, type Lease } from '#store/postgres/lease.ts'

export const LEASE = 'booker'
/**
 * Longer than an insert waits for a remote store (65 s): a successor of a booker that vanished begins only when nothing
 * of it can still arrive above the head. A booker that stops gives the lease back at once.
 */
const TTL_MS = 75_000
const RENEW_MS = 5_000

/** The time during which this process, and no other, books. Ends when the lease is lost or given back. */
export interface Reign {
  readonly epoch: number
  readonly head: Head
  /** Whether the lease was found to be another's meanwhile. The head's epoch is the real guard. */
  lost(): boolean
  /** To be asked before every insert where others book too: holds on for another term. Throws `OtherBooks` when it is over. */
  confirm(): Promise<void>
  end(): Promise<void>
}

/**
 * Begins to reign: takes the lease, claims the head for a new epoch and removes what an earlier booker wrote above it
 * without finishing. Throws `OtherBooks` while another process does.
 */
export async function beginReign(engine: Engine, postgres: Postgres, holder: string): Promise<Reign> {
  const lease = await takeLease(postgres, { name: LEASE, holder, ttl: TTL_MS })
  const head = lease && (await claimHead(postgres, lease.epoch))
  if (!lease || !head) throw new OtherBooks()
  await removeAbove(engine, head.seq)
  return { epoch: lease.epoch, head, ...hold(postgres, lease) }
}

/** Another process books: hand it the batch. */
export class OtherBooks extends Refusal {
  constructor() {
    super('store_unavailable', 'another ingest process has taken over the booking; send again shortly')
  }
}

function hold(postgres: Postgres, lease: Lease): Pick<Reign, 'lost' | 'confirm' | 'end'> {
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
    confirm: async () => {
      lost ||= !(await renewLease(postgres, lease, TTL_MS))
      if (lost) throw new OtherBooks()
    },
    end: async () => {
      clearInterval(timer)
      if (!lost) await releaseLease(postgres, lease)
    },
  }
}
