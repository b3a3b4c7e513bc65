import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { Server } from 'socket.io'
import { io as connect } from 'socket.io-client'
import { afterAll, expect, it } from 'vitest'
import type { MeetingFile } from '#domain/decision/minutes.ts'
import type { LiveServer } from '#server/live/socket.ts'
import type { Meetings } from '#server/meetings/meetings.ts'
import { attachMeetings } from '#server/meetings/sockets.ts'
import { chair } from './people.ts'
import type { Screen } from './rig.ts'

const file = (revision: number) => ({ meeting: { id: 'm', revision } }) as MeetingFile

/** Meetings whose first reading is as slow as one wants. */
let reads = 0
let begun: () => void
let go: () => void
const slow = new Promise<void>((resolve) => (go = resolve))
const reading = new Promise<void>((resolve) => (begun = resolve))
const meetings = {
  attend: async () => undefined,
  presented: async () => null,
  file: async () => file(0),
  async told() {
    const revision = ++reads
    if (revision === 1) {
      begun()
      await slow
    }
    return () => file(revision)
  },
} as unknown as Meetings

const http = createServer()
const io: LiveServer = new Server(http, { transports: ['websocket'], serveClient: false })
io.use((socket, next) => {
  socket.data.user = chair
  next()
})
let ring: (payload: string) => void = () => undefined
const stop = await attachMeetings(io, {
  meetings,
  log: pino({ level: 'silent' }),
  timer: { after: (_ms, run) => (setImmediate(run), () => undefined), every: () => () => undefined },
  postgres: {
    listen: async (channel, hear) => {
      if (channel === 'meeting') ring = hear
      return async () => undefined
    },
  },
})
await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
const screen: Screen = connect(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, {
  transports: ['websocket'],
})
afterAll(async () => {
  screen.disconnect()
  await stop()
  await io.close()
})

it('a slow reading of a meeting never tells what was before a later one, and what comes meanwhile is told', async () => {
  const heard: number[] = []
  screen.on('meeting:changed', ({ meeting }) => heard.push(meeting.revision))
  await new Promise((resolve) => screen.emit('meeting:join', { meeting: 'm' }, resolve))
  const bell = JSON.stringify({ id: 'm', what: 'file' })
  ring(bell)
  await reading
  ring(bell)
  ring(bell)
  // Long enough for a second reading to be begun and told, were it not to wait.
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve))
  go()
  await expect.poll(() => heard, { timeout: 10_000 }).toEqual([1, 2])
})
