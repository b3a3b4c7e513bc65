import type { Fact } from '#domain/fact.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts, maxSeq } from '#store/clickhouse/facts.ts'
import { addConflicts } from '#store/postgres/conflicts.ts'
import type { Asks, Postgres } from '#store/postgres/engine.ts'
import { moveHead, readHead } from '#store/postgres/head.ts'
import { addHeld, removeHeld } from '#store/postgres/held.ts'
import { addRejects, type Reject } from '#store/postgres/rejects.ts'
import { StoreError } from '#store/error.ts'
import type { Settled } from '../settle/settle.ts'
import { OtherBooks } from './reign.ts'

const MOST_FACTS_A_PART = 200_000

/** Writes the facts above the head, where no reader looks. What a failing store left unsaid is asked for, then tried once more. */
export async function insert(engine: Engine, facts: readonly Fact[], epoch: number): Promise<void> {
  for (let i = 0; i < facts.length; i += MOST_FACTS_A_PART) {
    const part = facts.slice(i, i + MOST_FACTS_A_PART)
    const last = part.at(-1)!.seq
    const token = `${epoch}:${part[0]!.seq}`
    try {
      await insertFacts(engine, part, token)
    } catch (thrown) {
      if ((await maxSeq(engine, last - part.length).catch(() => undefined)) === last) continue
      // The same token again is the same batch, so a first attempt that still arrives changes nothing.
      const unclear = thrown instanceof StoreError && (thrown.kind === 'unavailable' || thrown.kind === 'timeout')
      if (!unclear) throw thrown
      await insertFacts(engine, part, token)
    }
  }
}

export interface Commit {
  settled: Pick<Settled, 'hold' | 'unhold' | 'conflicts'>
  rejects: readonly Reject[]
  epoch: number
  from: number
  to: number
  received_at: number
  /** Whatever else must become true in the same moment. */
  also?: ((inside: Asks) => Promise<void>) | undefined
}

/** The moment from which the batch counts: one transaction moves the head and keeps what was held, refused or doubtful. */
export async function commit(
  postgres: Postgres,
  { settled, rejects, epoch, from, to, received_at, also }: Commit,
): Promise<void> {
  const { hold, unhold, conflicts } = settled
  if (from === to && !also && hold.size + unhold.length + conflicts.length + rejects.length === 0) return
  try {
    await postgres.transaction(async (inside) => {
      await removeHeld(inside, unhold)
      await addHeld(inside, [...hold.values()])
      await addRejects(inside, rejects)
      await addConflicts(inside, conflicts)
      await also?.(inside)
      if (from !== to && !(await moveHead(inside, { epoch, from, to, received_at }))) throw new OtherBooks()
    })
  } catch (thrown) {
    if (from === to || !(await isAt(postgres, epoch, to))) throw thrown
  }
}

/** A transaction whose answer was lost may have happened all the same: the head tells. */
async function isAt(postgres: Postgres, epoch: number, seq: number): Promise<boolean> {
  const head = await readHead(postgres).catch(() => undefined)
  return head?.epoch === epoch && head.seq === seq
}
