import type { Router } from 'express'
import type { Logger } from 'pino'
import type { LiveServer } from '../live/socket.ts'
import { createMeetings, type MeetingRooms, type Meetings } from './meetings.ts'
import { meetingsRouter } from './router.ts'
import { attachMeetings } from './sockets.ts'

/** Meetings over HTTP and on the screens. */
export interface MeetingRoom {
  meetings: Meetings
  router: Router
  attach(io: LiveServer): Promise<void>
  stop(): Promise<void>
}

/** Opens the meeting room. */
export function openMeetings({ log, ...rooms }: MeetingRooms & { log: Logger }): MeetingRoom {
  const meetings = createMeetings(rooms)
  let detach: (() => Promise<void>) | undefined
  return {
    meetings,
    router: meetingsRouter({ ...rooms, meetings }),
    async attach(io) {
      detach = await attachMeetings(io, { postgres: rooms.postgres, meetings, log })
    },
    async stop() {
      await detach?.()
    },
  }
}
