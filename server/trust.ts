import type { Router } from 'express'
import { fullScope } from '#domain/scope.ts'
import { createDoubts, type Doubts, type DoubtsOptions } from './doubts/doubts.ts'
import { doubtsRouter } from './doubts/router.ts'
import { createRhythms, type Rhythms } from './health/rhythms.ts'
import { healthRouter, type HealthRooms } from './health/router.ts'
import { createLoad } from './proof/load.ts'
import { createProof, type ProofOptions } from './proof/proof.ts'
import { seeded } from './proof/random.ts'
import { proofRouter } from './proof/router.ts'

/** What keeps figures trusted: doubts about them, the health of what they are made of, and their proof. */
export interface Trust {
  routers: Router[]
  /** How sources and dealers stand against their own rhythm. */
  rhythms: Rhythms
  /** What should be checked before it is praised or blamed. */
  doubts: Doubts
  stop(): Promise<void>
}

const HOUR_MS = 3_600_000

type TrustRooms = Omit<DoubtsOptions, 'silent'> & Omit<HealthRooms, 'rhythms'> & Omit<ProofOptions, 'random' | 'busy'>

/** Opens the rooms of trust over the question rooms. */
export function openTrust(rooms: TrustRooms): Trust {
  const rhythms = createRhythms(rooms)
  const silent = async () =>
    (await rhythms.dealers(fullScope))
      .filter(({ state }) => state === 'silent')
      .map(({ name, last, due, rhythm }) => ({
        dealer_id: name,
        hours: round((rooms.now() - last) / HOUR_MS),
        usual: round((due! - last) / HOUR_MS),
        arrivals: rhythm.arrivals.reduce((all, n) => all + n, 0),
      }))
  const proof = createProof({ ...rooms, random: seeded(rooms.now()), busy: createLoad() })
  const doubts = createDoubts({ ...rooms, silent })
  return {
    routers: [doubtsRouter(doubts), healthRouter({ ...rooms, rhythms }), proofRouter(proof)],
    rhythms,
    doubts,
    stop: proof.stop,
  }
}

/** Hours to a tenth. */
const round = (hours: number): number => Math.round(hours * 10) / 10
