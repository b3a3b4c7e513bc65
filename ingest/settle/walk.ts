import type { Fact } from '#domain/fact.ts'
import type { Kind } from '#domain/kinds.ts'
import type { Surviving } from '#store/clickhouse/facts.ts'
import type { Held } from '#store/postgres/held.ts'
import type { Conflict } from '#store/postgres/conflicts.ts'
import { VOID_HASH, type Booking, type Incoming } from '../steps/seal.ts'
import type { Join } from './joins.ts'

/** What became of one row. `released`: a held event whose dealer has arrived; it was answered long ago. */
export type Outcome = 'accepted' | 'duplicate' | 'corrected' | 'held' | 'released'

/** A row for the booker; `release` is the held row's id when it is booked again from there. */
export interface Arrived {
  incoming: Incoming
  release?: number
}

/** Where one event stands: its revision, its standing entry if it has one, its place among the held if it waits. */
export interface State {
  revision: number
  body_hash: number
  fact?: Fact
  held?: number
}

/** A change of the set of events over which uniqueness of a subject is settled. */
export interface Move {
  subject: string
  at: number
  add?: Surviving
  remove?: Surviving
}

/** What a batch means for the ledger before anything is derived from it. */
export interface Walked {
  facts: Fact[]
  outcomes: Outcome[]
  moves: Move[]
  joins: Join[]
  /** Events to be held, by key; and held rows that are no longer needed. */
  hold: Map<string, Held<Booking>>
  unhold: number[]
  conflicts: Conflict[]
  /** Where the events stand that changed. */
  states: Map<string, State>
  /** Entries of earlier batches that no longer stand, by number. */
  reversed: Map<number, Fact>
}

export interface WalkRules {
  /** Number of the batch's first entry. */
  firstSeq: number
  /** When the batch is received, epoch ms. */
  stamp: number
  /** The dealer's own code, or undefined for one that is not known yet. */
  dealerCode(code: string): string | undefined
}

/** Both halves may hold any character but this one. */
export const keyOf = (event: { source: string; event_id: string }): string => `${event.source}\n${event.event_id}`

/** The subject of a visit that has none: shared with no other event. */
const aloneSubject = (fact: Fact): string => `${ALONE}${keyOf(fact)}`
const ALONE = 'alone '
export const isAlone = (subject: string): boolean => subject.startsWith(ALONE)

/** A held row that is not written yet has no id. */
const UNWRITTEN = -1

/**
 * Goes through a batch in order: duplicates, reversals with new entries, withdrawals, events to be held. `states` says
 * where every event of the batch stands and is brought up to date. Takes the entries over as facts.
 */
export function walk(batch: readonly Arrived[], states: Map<string, State>, rules: WalkRules): Walked {
  const { stamp, firstSeq } = rules
  const walked: Walked = {
    facts: [], outcomes: [], moves: [], joins: [], hold: new Map(), unhold: [], conflicts: [], states: new Map(), reversed: new Map(),
  } // prettier-ignore

  const append = (fact: Fact): void => {
    fact.seq = firstSeq + walked.facts.length
    walked.facts.push(fact)
  }
  const note = (fact: Fact, at: number, change: Pick<Move, 'add' | 'remove'>): void => {
    const { kind, person, same_as, subject } = fact
    if (kind === 'identify') walked.joins.push({ at, a: person, b: same_as, delta: change.add ? 1 : -1 })
    else if (subject !== '') walked.moves.push({ subject, at, ...change })
    // A visit that names neither lead nor customer stands for itself, and so is a subject of its own.
    else if (kind === 'visit') walked.moves.push({ subject: aloneSubject(fact), at, ...change })
  }
  const book = (entry: Fact, at: number): void => {
    entry.received_at = at
    append(entry)
    note(entry, at, { add: survivor(entry) })
  }
  const reverse = (old: Fact, cause: number): void => {
    if (old.seq < firstSeq) walked.reversed.set(old.seq, old)
    const at = Math.max(old.received_at, cause)
    append({ ...old, sign: -1, received_at: at })
    note(old, at, { remove: survivor(old) })
  }
  const stand = (key: string, state: State): void => {
    states.set(key, state)
    walked.states.set(key, state)
  }
  const unhold = (key: string, state: State | undefined): void => {
    if (state?.held === undefined) return
    if (state.held === UNWRITTEN) walked.hold.delete(key)
    else walked.unhold.push(state.held)
  }

  const step = ({ incoming, release }: Arrived): Outcome => {
    const key = keyOf(incoming)
    const state = states.get(key)
    const { revision, body_hash, source, event_id } = incoming
    if (release !== undefined) {
      if (state?.held !== release) {
        walked.unhold.push(release)
        return 'duplicate'
      }
    } else if (state && revision <= state.revision) {
      const conflicting = revision === state.revision && body_hash !== state.body_hash && state.body_hash !== VOID_HASH
      if (conflicting) walked.conflicts.push({ at: stamp, source, event_id, revision, body_hash, body: incoming })
      return 'duplicate'
    }
    const at = Math.min(incoming.known_since ?? stamp, stamp)
    unhold(key, state)
    if (state?.fact) reverse(state.fact, at)
    if (incoming.void) {
      append(withdrawal(incoming, at))
      stand(key, { revision, body_hash })
      return state ? 'corrected' : 'accepted'
    }
    const { entry } = incoming
    const dealer = entry.dealer_id === '' ? '' : rules.dealerCode(entry.dealer_id)
    if (dealer === undefined) {
      // The ledger must remember that the entry no longer stands, or it would come back with the next restart.
      if (state?.fact) append(withdrawal(incoming, at))
      walked.hold.set(key, {
        dealer_id: entry.dealer_id,
        source,
        event_id,
        revision,
        body: incoming,
        received_at: stamp,
      })
      stand(key, { revision, body_hash, held: UNWRITTEN })
      return 'held'
    }
    entry.dealer_id = dealer
    book(entry, at)
    stand(key, { revision, body_hash, fact: entry })
    return release !== undefined ? 'released' : state ? 'corrected' : 'accepted'
  }
  for (const arrived of batch) walked.outcomes.push(step(arrived))
  return walked
}

const survivor = (fact: Fact): Surviving => ({
  subject: fact.subject, kind: fact.kind, dealer_id: fact.dealer_id, day: fact.day, occurred_at: fact.occurred_at,
  source: fact.source, event_id: fact.event_id, lead_id: fact.lead_id, person: fact.person, revision: fact.revision, seq: fact.seq,
}) // prettier-ignore

/** A remembered withdrawal. It has no kind, since it may come before its event: no question ever meets it. */
function withdrawal({ source, event_id, revision, body_hash }: Incoming, received_at: number): Fact {
  return {
    seq: 0, received_at, sign: 0, derived: 0, kind: '' as Kind, occurred_at: 0, day: '1970-01-01', business_date: '1970-01-01',
    source, event_id, revision, body_hash, subject: '', person: '', same_as: '', dealer_id: '', advisor_id: '', lead_id: '', order_id: '',
    model: '', channel: '', campaign: '', intent_level: '', sale_type: '', visit_kind: '', purpose: '', due_at: null, next_due_at: null,
    via: '', connected: '', duration_s: null, follow_level: '', reason: '', competitor_brand: '', competitor_model: '', audit: '', pay: '',
    trade_in: '', list_price: null, discount: null, deposit: null, vin: '', customer_type: '', units: 1, amount: null, attrs: {},
  } // prettier-ignore
}
