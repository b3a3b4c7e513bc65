import type { Router } from 'express'
import type { Logger } from 'pino'
import type { Decision } from '#domain/decision/decision.ts'
import type { Fact } from '#domain/fact.ts'
import { countDecisions, listDecisions } from '#store/postgres/decisions.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import type { Decisions } from '../decisions/decisions.ts'
import type { Stop } from '../live/timer.ts'
import { holdOutcomes } from './held.ts'
import { createOutcome, type OutcomeRooms, type Outcomes } from './outcome.ts'
import { outcomeRouter } from './router.ts'
import { startSettling } from './settle.ts'

interface MeasuringRooms extends Omit<OutcomeRooms, 'decisions'> {
  postgres: Postgres
  /** Whether history is there to judge by. */
  ready: () => boolean
  log: Logger
}

/** The measuring of what decisions brought, for the room of decisions. */
export interface Measuring {
  /** For the moment at which a decision is made: a comparison group, or `null`. Never in the way of writing it down. */
  matchControls(decision: Parameters<Outcomes['controlsFor']>[0]): Promise<string[] | null>
  /** Takes note of facts as they are booked: late ones make kept outcomes be measured anew. */
  note(facts: readonly Fact[]): void
  router(decisions: Decisions): Router
  /** Writes verdicts back from now on. */
  start(decisions: Decisions): Stop
}

/** Opens the measuring over the question rooms. */
export function openMeasuring(rooms: MeasuringRooms): Measuring {
  const { postgres, log } = rooms
  const decisions = (): Promise<Decision[]> => listDecisions(postgres)
  const outcomes = createOutcome({ ...rooms, decisions })
  const others = async (): Promise<string> => Object.values(await countDecisions(postgres)).join()
  const held = holdOutcomes({ ...rooms, outcomes, others })
  return {
    async matchControls(decision) {
      if (!rooms.ready()) return null
      try {
        return await outcomes.controlsFor(decision)
      } catch (err) {
        log.warn({ err }, 'no comparison group could be chosen now; it is chosen when the effect is measured')
        return null
      }
    },
    note: (facts) => held.note(facts),
    router: (room) => outcomeRouter({ ...rooms, outcomes: held, decisions: room }),
    start: (room) => startSettling({ ...rooms, outcomes, decisions, record: (id, outcome) => room.recordOutcome(id, outcome) }), // prettier-ignore
  }
}
