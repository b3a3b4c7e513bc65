import type { Router } from 'express'
import type { Rhythms } from '../health/rhythms.ts'
import { createDiagnoser, type Diagnoser, type DiagnoserRooms } from './diagnoser.ts'
import { diagnosisRouter } from './router.ts'
import { silentDealers } from './silent.ts'
import { openThinker } from './thinker.ts'

interface Rooms extends Omit<DiagnoserRooms, 'silent' | 'think'> {
  rhythms: Pick<Rhythms, 'dealers'>
}

/** Ms that an answer waits for what says why: with it, it is to be there within a second. */
export const PATIENCE = 600

/** Opens diagnosis over the question rooms, with a thread of its own to think in. */
export function openDiagnosis(rooms: Rooms): { diagnoser: Diagnoser; router: Router; stop(): Promise<void> } {
  const thinker = openThinker()
  const diagnoser = createDiagnoser({ ...rooms, silent: () => silentDealers(rooms.rhythms), think: thinker.think, patience: PATIENCE }) // prettier-ignore
  return { diagnoser, router: diagnosisRouter(diagnoser), stop: thinker.close }
}
