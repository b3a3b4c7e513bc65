import type { Decision } from '#domain/decision/decision.ts'
import type { Fact } from '#domain/fact.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Zone } from '#domain/zone.ts'
import type { Outcome, Outcomes } from './outcome.ts'

export interface HeldRooms {
  outcomes: Pick<Outcomes, 'outcomeOf'>
  organisation: () => Organisation
  /** Changes when a decision is made or withdrawn: others on the same cells are told. */
  others: () => Promise<string>
  zone: Zone
  /** Epoch ms. */
  now: () => number
}

/** Outcomes kept until something that they rest on changes. */
export interface HeldOutcomes {
  outcomeOf(decision: Decision): Promise<Outcome>
  /** Takes note of facts as they are booked: those of days that an outcome has looked at make it be measured anew. */
  note(facts: readonly Pick<Fact, 'seq' | 'day'>[]): void
}

interface Held {
  /** What it rests on, as one text, and the organisation. */
  basis: string
  organisation: Organisation
  since: number
  outcome: Promise<Outcome>
  /** Once it is measured. */
  done: { seq: number; before: string; until: string } | null
}

/** However many late entries come, an outcome is measured once a minute at most. */
const LEAST_MS = 60_000
const MOST = 500

/**
 * Keeps outcomes: the weeks that they look at are over, so a day, a late entry, another decision or another
 * organisation can change them, and nothing else.
 */
export function holdOutcomes({ outcomes, organisation, others, zone, now }: HeldRooms): HeldOutcomes {
  const held = new Map<string, Held>()
  /** Business day → the highest sequence booked for it since the start. */
  const touched = new Map<string, number>()
  const isStale = ({ since, done }: Held): boolean => {
    if (now() - since < LEAST_MS || !done) return false
    const { seq, before, until } = done
    return [...touched].some(([day, last]) => last > seq && day >= before && day < until)
  }
  return {
    note(facts) {
      for (const { day, seq } of facts) touched.set(day, Math.max(seq, touched.get(day) ?? 0))
    },
    async outcomeOf(decision) {
      const basis = `${decision.revision} ${zone.day(now())} ${await others()}`
      const places = organisation()
      const known = held.get(decision.id)
      if (known && known.basis === basis && known.organisation === places && !isStale(known)) return known.outcome
      const fresh: Held = {
        basis,
        organisation: places,
        since: now(),
        outcome: outcomes.outcomeOf(decision),
        done: null,
      }
      held.delete(decision.id)
      held.set(decision.id, fresh)
      if (held.size > MOST) held.delete(held.keys().next().value!)
      try {
        const outcome = await fresh.outcome
        const { seq, schedule, later } = outcome
        fresh.done = { seq, before: schedule.before, until: later?.to ?? schedule.to }
        return outcome
      } catch (thrown) {
        if (held.get(decision.id) === fresh) held.delete(decision.id)
        throw thrown
      }
    },
  }
}
