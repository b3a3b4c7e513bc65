import type { Decision } from '#domain/decision/decision.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Zone } from '#domain/zone.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import type { User } from '../access/user.ts'

/** What deciding stands on. */
export interface DecisionRooms {
  postgres: Postgres
  organisation: () => Organisation
  zone: Zone
  /** Epoch ms. */
  now: () => number
  /** Who was let in, to be named as owners. */
  accounts?: () => readonly Pick<User, 'id' | 'name' | 'scope'>[]
  /** Dealers whose data is not complete now. */
  silent?: () => Promise<readonly string[]>
  /** Chooses untreated dealers to compare with, at the moment of the decision; `null` where it cannot. */
  matchControls?: (decision: Pick<Decision, 'measure' | 'stage' | 'where' | 'treated'>) => Promise<string[] | null>
}
