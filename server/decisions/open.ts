import type { Router } from 'express'
import type { Logger } from 'pino'
import type { LiveServer } from '../live/socket.ts'
import { createClaims } from './claims.ts'
import { createDecisions, type Decisions } from './decisions.ts'
import type { DecisionRooms } from './rooms.ts'
import { createPeople } from './people.ts'
import { pushDecisions } from './push.ts'
import { startReminders, type Notice } from './reminders.ts'
import { decisionsRouter } from './router.ts'

export interface DecidingRooms extends DecisionRooms {
  log: Logger
  /** Sends reminders through the channels of alerts. */
  notify?: (notice: Notice) => Promise<void> | void
}

/** Decisions over HTTP, to the screens, and with their reminders. */
export interface Deciding {
  decisions: Decisions
  router: Router
  /** Tells screens from now on. */
  attach(io: LiveServer): Promise<void>
  stop(): Promise<void>
}

/** Opens the room of decisions. */
export function openDecisions({ notify, log, ...rooms }: DecidingRooms): Deciding {
  const decisions = createDecisions(rooms)
  const deaf: (() => Promise<void> | void)[] = []
  return {
    decisions,
    router: decisionsRouter(decisions, createClaims({ ...rooms, decisions }), createPeople({ ...rooms, decisions })),
    async attach(io) {
      deaf.push(await pushDecisions({ postgres: rooms.postgres, decisions, io, log }))
      deaf.push(
        startReminders({ ...rooms, log, notify: notify ?? (({ en }) => log.info({ reminder: en }, 'a reminder')) }),
      )
    },
    async stop() {
      for (const end of deaf.splice(0)) await end()
    },
  }
}
