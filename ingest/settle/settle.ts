import type { Fact } from '#domain/fact.ts'
import type { UniqueLeadRule } from '#domain/uniqueness.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { knownEvents, wholeRows, type Surviving } from '#store/clickhouse/facts.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { heldOf } from '#store/postgres/held.ts'
import type { Booking } from '../steps/seal.ts'
import { derive } from './derive.ts'
import { changes, clusters } from './holders.ts'
import type { Joins } from './joins.ts'
import type { Known } from './known.ts'
import { Subjects } from './subjects.ts'
import { isAlone, keyOf, walk, type Arrived, type State, type Walked, type WalkRules } from './walk.ts'

/** A batch as it will be booked. Nothing is remembered before `remember`, which is called when all of it is durable. */
export interface Settled extends Omit<Walked, 'moves' | 'joins' | 'states' | 'reversed'> {
  facts: Fact[]
  remember(): void
}

export type Settle = (batch: readonly Arrived[], rules: WalkRules) => Promise<Settled>

export interface SettlerParts {
  engine: Engine
  postgres: Postgres
  rule: UniqueLeadRule
  known: Known
  joins: Joins
}

/**
 * Makes the settler: what a batch of events means for the ledger, as a pure function of it and of all that was booked
 * before. Strictly one batch at a time.
 */
export function createSettler({ engine, postgres, rule, known, joins }: SettlerParts): Settle {
  const subjects = new Subjects(engine, (subject) => !isAlone(subject) && known.maySubject(subject))

  const recent = new Map<string, State>()

  const settle: Settle = async (batch, rules) => {
    const states = await statesOf(batch, { engine, postgres, known }, recent)
    const walked = walk(batch, states, rules)
    const touched = clusters(walked.moves, walked.joins, joins)
    const sets = await subjects.load(touchedSubjects(touched))
    for (const { subject, remove } of walked.moves) {
      if (remove && remove.seq < rules.firstSeq && isAlone(subject)) sets.set(subject, [remove])
    }
    const changed = touched.flatMap((cluster) => changes(cluster, sets, joins, rule))
    const recall = (holder: Surviving): Fact | undefined => {
      const fact = recent.get(keyOf(holder))?.fact
      return fact?.seq === holder.seq ? fact : undefined
    }
    await derive(engine, walked, changed, rules, recall)
    const rememberAll = (): void => {
      for (const fact of walked.facts) known.add(fact)
      for (const { source, event_id } of walked.hold.values()) known.add({ source, event_id, subject: '' })
      for (const join of walked.joins) joins.apply(join)
      for (const subject of sets.keys()) if (isAlone(subject)) sets.delete(subject)
      subjects.remember(sets)
      remember(recent, walked.states)
    }
    const { facts, outcomes, hold, unhold, conflicts } = walked
    return { facts, outcomes, hold, unhold, conflicts, remember: rememberAll }
  }
  return settle
}

function* touchedSubjects(touched: readonly { members: string[] }[]): Generator<string> {
  for (const { members } of touched) yield* members
}

/** What is sent again or corrected is mostly what was sent lately: it need not be looked up. */
const MOST_RECENT = 50_000

function remember(recent: Map<string, State>, states: ReadonlyMap<string, State>): void {
  for (const [key, state] of states) {
    recent.delete(key)
    // What is held is the other store's to tell.
    if (state.held === undefined) recent.set(key, state)
  }
  for (const oldest of recent.keys()) {
    if (recent.size <= MOST_RECENT) break
    recent.delete(oldest)
  }
}

/** Where the batch's events stand. Only those that the filter knows are looked up, whole entries only to be reversed. */
async function statesOf(
  batch: readonly Arrived[],
  { engine, postgres, known }: Pick<SettlerParts, 'engine' | 'postgres' | 'known'>,
  recent: ReadonlyMap<string, State>,
): Promise<Map<string, State>> {
  const states = new Map<string, State>()
  const asked = new Map<string, { source: string; event_id: string; revision: number }>()
  for (const { incoming } of batch) {
    const key = keyOf(incoming)
    const lately = recent.get(key)
    const earlier = asked.get(key)
    if (lately) states.set(key, lately)
    else if (earlier) earlier.revision = Math.max(earlier.revision, incoming.revision)
    else if (known.mayEvent(incoming))
      asked.set(key, { source: incoming.source, event_id: incoming.event_id, revision: incoming.revision })
  }
  if (asked.size === 0) return states
  const keys = [...asked.values()]
  const places = []
  const keyBySeq = new Map<number, string>()
  for (const found of await knownEvents(engine, keys)) {
    const key = keyOf(found)
    states.set(key, { revision: found.revision, body_hash: found.body_hash })
    if (found.sign !== 1 || asked.get(key)!.revision <= found.revision) continue
    places.push(found)
    keyBySeq.set(found.seq, key)
  }
  for (const fact of await wholeRows(engine, places)) {
    states.get(keyBySeq.get(fact.seq)!)!.fact = fact
    keyBySeq.delete(fact.seq)
  }
  if (keyBySeq.size > 0) throw new Error(`the ledger lacks entry ${[...keyBySeq.keys()][0]} that its index names`)
  // A held revision is always newer than what the ledger has.
  for (const row of await heldOf<Booking>(postgres, keys)) {
    states.set(keyOf(row), { revision: row.revision, body_hash: row.body.body_hash, held: row.id })
  }
  return states
}
