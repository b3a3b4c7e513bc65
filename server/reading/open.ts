import type { Router } from 'express'
import { reminderText } from '#domain/decision/due.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import type { User } from '../access/user.ts'
import type { Decisions } from '../decisions/decisions.ts'
import type { ToldDue } from '../decisions/reads.ts'
import type { Rhythms } from '../health/rhythms.ts'
import { createMorning, type DueAction, type MorningRooms } from './morning.ts'
import { openOutside } from './outside.ts'
import { createReader, type Reader } from './reader.ts'
import { readingRouter } from './router.ts'

interface Rooms extends Omit<MorningRooms, 'reader' | 'outside' | 'silent'> {
  postgres: Postgres
  rhythms: Pick<Rhythms, 'sources'>
  due: Decisions['due']
}

/** Readings and the morning list, for routes and for the rooms beside. */
export interface Readings {
  reader: Reader
  router: Router
  /** Reference rows came: what was read of the market is read again. */
  changed(): void
}

/** Opens readings over the question rooms. */
export function openReadings({ postgres, rhythms, due, ...rooms }: Rooms): Readings {
  const outside = openOutside(postgres, rooms.zone)
  const reading = {
    ...rooms,
    outside,
    silent: async (scope: Parameters<Rhythms['sources']>[0]) =>
      (await rhythms.sources(scope)).filter(({ state }) => state === 'silent'),
  }
  const reader = createReader(reading)
  const router = readingRouter({
    reader,
    morning: createMorning({ ...reading, reader }),
    dueActions: async (user: User) => (await due(user)).map(actionOf),
  })
  return { reader, router, changed: outside.changed }
}

/** A due decision as a thing of the day: who is to be asked how far it is. */
function actionOf({ decision, ...due }: ToldDue): DueAction {
  const owner = decision.owner || '—'
  // Whoever may not see a decision whole is told of it by its title only.
  const words = decision.restricted ? { zh: decision.title, en: decision.title } : reminderText({ ...due, decision })
  return {
    ...words,
    units: decision.restricted ? 0 : (decision.expected?.units ?? 0),
    link: `/decisions/${decision.id}`,
    treated: decision.restricted ? null : decision.treated,
    call: { zh: `问${owner}：做到哪一步，还缺什么`, en: `Ask ${owner}: how far is it, and what is missing` },
  }
}
