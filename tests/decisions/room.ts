import { beforeAll } from 'vitest'
import type { Decision, ToldDecision } from '#domain/decision/decision.ts'
import type { User } from '#server/access/user.ts'
import { createDecisions, type Decisions } from '#server/decisions/decisions.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { onBothPostgres } from '../store/both-postgres.ts'
import { chair, NOW, organisation, suNan, zone } from './people.ts'

export const DAY = 86_400_000

/** A decision that was told whole. */
export const whole = (told: ToldDecision): Decision => {
  if (told.restricted) throw new Error('only the card was told')
  return told
}

/** The room of decisions over an open Postgres, at a clock that tests set. */
interface Room {
  postgres: Postgres
  decisions: Decisions
  /** Epoch ms. */
  clock: number
  create(more?: object, user?: User): Promise<Decision>
}

/** The same suite over both kinds of Postgres; the room is open when its tests run. */
export function onDecisions(title: string, suite: (room: Room) => void): void {
  onBothPostgres(title, (opened) => {
    const room = {
      clock: NOW,
      create: async (more: object = {}, user = chair) =>
        whole((await room.decisions.create(suNan(more), user)).decision),
    } as Room
    beforeAll(() => {
      room.postgres = opened()
      room.decisions = createDecisions({
        postgres: room.postgres,
        organisation: () => organisation,
        zone,
        now: () => room.clock,
      })
    })
    suite(room)
  })
}
