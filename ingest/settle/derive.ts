import type { Fact } from '#domain/fact.ts'
import { derivedEntries } from '#store/clickhouse/derived.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { wholeRows, type Surviving } from '#store/clickhouse/facts.ts'
import type { Change } from './holders.ts'
import { keyOf } from './walk.ts'

/**
 * Appends the derived facts that a batch's changes mean. A new one carries the attributes of the event that holds it, a
 * reversal exactly those with which the derived fact was booked.
 */
export async function derive(
  engine: Engine,
  facts: Fact[],
  firstSeq: number,
  changes: readonly Change[],
): Promise<void> {
  const isNew = ({ seq }: Surviving): boolean => seq >= firstSeq
  const older = changes.filter(({ holder }) => !isNew(holder))
  const bases = await wholeRows(
    engine,
    older.filter(({ sign }) => sign === 1).map(({ holder }) => holder),
  )
  const standing = await derivedEntries(
    engine,
    older.filter(({ sign }) => sign === -1).map(({ kind, holder }) => ({ ...holder, kind })),
  )

  const baseBySeq = new Map(bases.map((fact) => [fact.seq, fact]))
  const bookedAs = new Map(standing.map((fact) => [derivedKey(fact.kind, fact), fact]))
  for (const { at, sign, kind, holder } of changes) {
    const key = derivedKey(kind, holder)
    const base =
      sign === -1 ? bookedAs.get(key) : isNew(holder) ? facts[holder.seq - firstSeq] : baseBySeq.get(holder.seq)
    if (!base) throw new Error(`the ledger lacks ${sign === -1 ? kind : holder.kind} of entry ${holder.seq}`)
    const fact: Fact = {
      ...base,
      kind,
      derived: 1,
      sign,
      seq: firstSeq + facts.length,
      received_at: Math.max(base.received_at, at),
    }
    facts.push(fact)
    if (sign === 1) bookedAs.set(key, fact)
  }
}

/** One event in one revision holds a derived kind at most once at a time; the newest booking is the one that stands. */
const derivedKey = (kind: string, event: { source: string; event_id: string; revision: number }): string =>
  `${kind} ${event.revision} ${keyOf(event)}`
