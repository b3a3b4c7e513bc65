import type { Fact } from '#domain/fact.ts'
import { derivedEntries } from '#store/clickhouse/derived.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { wholeRows, type Surviving } from '#store/clickhouse/facts.ts'
import type { Change } from './holders.ts'
import { keyOf, type Walked, type WalkRules } from './walk.ts'

/**
 * Appends the derived facts that a batch's changes mean. A new one carries the attributes of the event that holds it, a
 * reversal exactly those with which the derived fact was booked. `recall` may know an entry without a look-up.
 */
export async function derive(
  engine: Engine,
  walked: Pick<Walked, 'facts' | 'reversed'>,
  changes: readonly Change[],
  rules: WalkRules,
  recall: (holder: Surviving) => Fact | undefined,
): Promise<void> {
  const { facts, reversed } = walked
  const { firstSeq, stamp } = rules
  const older = changes.filter(({ holder }) => holder.seq < firstSeq)
  // What ends now ends after all that was ever received, so its event alone tells the reversal; in history it is the
  // derived entry itself that tells since when it had been known.
  const endedEarlier = older.filter(({ sign, at }) => sign === -1 && at < stamp)
  const bases = new Map(reversed)
  const missing: Surviving[] = []
  for (const { sign, at, holder } of older) {
    if ((sign === -1 && at < stamp) || bases.has(holder.seq)) continue
    const fact = recall(holder)
    if (fact) bases.set(holder.seq, fact)
    else missing.push(holder)
  }
  for (const fact of await wholeRows(engine, missing)) bases.set(fact.seq, fact)
  const booked = new Map<string, Fact>()
  for (const fact of await derivedEntries(
    engine,
    endedEarlier.map(({ kind, holder }) => ({ ...holder, kind })),
  )) {
    booked.set(derivedKey(fact.kind, fact), fact)
  }
  for (const { at, sign, kind, holder } of changes) {
    const key = derivedKey(kind, holder)
    const own = holder.seq >= firstSeq ? facts[holder.seq - firstSeq] : bases.get(holder.seq)
    const base = sign === 1 || at >= stamp ? own : booked.get(key)
    if (!base) throw new Error(`the ledger lacks what was booked for entry ${holder.seq} as ${kind}`)
    const received_at = Math.max(base.received_at, at)
    const fact: Fact = { ...base, kind, derived: 1, sign, seq: firstSeq + facts.length, received_at }
    facts.push(fact)
    if (sign === 1) booked.set(key, fact)
  }
}

/** One event in one revision holds a derived kind at most once at a time; the newest booking is the one that stands. */
const derivedKey = (kind: string, event: { source: string; event_id: string; revision: number }): string =>
  `${kind} ${event.revision} ${keyOf(event)}`
