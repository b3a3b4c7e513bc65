import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import pino from 'pino'
import { Server } from 'socket.io'
import { io as connect, type Socket } from 'socket.io-client'
import type { User } from '#server/access/user.ts'
import { openDecisions, type DecidingRooms } from '#server/decisions/open.ts'
import { answerFailures } from '#server/http/failure.ts'
import type { ClientEvents, ServerEvents } from '#server/live/events.ts'
import type { GapRooms } from '#server/meetings/gaps.ts'
import { openMeetings } from '#server/meetings/open.ts'
import type { LiveServer } from '#server/live/socket.ts'
import type { PaceAnswer, PaceRow } from '#server/pace/pace.ts'
import type { Target } from '#domain/streams.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { readReference } from '#store/postgres/reference.ts'
import { chair, east, NOW, organisation, second, south, watcher, zone } from './people.ts'

export type Screen = Socket<ServerEvents, ClientEvents>

export const row = (actual: number, target: number, units: number): PaceRow => ({
  actual, target, commitment: target - 5, challenge: null, completion: actual / target, lamp: units < 0 ? 'behind' : 'on_plan',
  gap: { calendar: null, pace: { share: units / target, units }, workday: null }, need_per_day: 3, usual_per_day: 2, forecast: { value: target - 9, low: target - 20, high: target }, backwards: null,
}) // prettier-ignore

/** How the regions of the small maker stand: 华东 38 behind, 华南 6 ahead. */
export const standing: PaceAnswer = {
  seq: 81, as_of: zone.iso(NOW), measure: 'delivery', period: 'month_to_date', against: 'target',
  unit: { start: '2026-11-01', end: '2026-12-01', elapsed_days: 21.4, days: 30, workdays: 21 },
  bases: { calendar: 0.703, pace: 0.589, workday: 0.67 }, pace_from: 'history', pace_months: ['2026-10'],
  lamp: { basis: 'pace', warning_from: -0.03, least_target: 10 },
  total: row(450, 830, -32),
  rows: [{ key: { region: '华东' }, ...row(253, 494, -38) }, { key: { region: '华南' }, ...row(197, 336, 6) }],
  added: {},
} // prettier-ignore

const people = new Map([chair, second, east, south, watcher].map((user) => [user.id, user]))
/** Somebody with the whole maker in scope, made up by number. */
const crowd = (token: string): User | undefined =>
  /^p\d+$/.test(token) ? { ...chair, id: token, name: token } : undefined

/** One server process of decisions and meetings over a Postgres, with real HTTP and sockets; the token is the user's id. */
export async function openRig(postgres: Postgres, more: Partial<DecidingRooms & Pick<GapRooms, 'pace'>> = {}) {
  const log = pino({ level: 'silent' })
  let targets: Target[] = []
  const rooms = {
    postgres,
    organisation: () => organisation,
    zone,
    now: () => NOW,
    log,
    pace: async () => standing,
    ...more,
  }
  const deciding = openDecisions(rooms)
  const { decisions } = deciding
  const meeting = openMeetings({
    ...rooms,
    decisions,
    retail: 'delivery',
    targets: () => targets,
  })
  const app = express()
  const userOf = (token: unknown): User | undefined => people.get(String(token)) ?? crowd(String(token))
  app.use('/api', express.json({ limit: '1mb' }), (request, response, next) => {
    response.locals.user = userOf(request.headers.authorization)
    response.locals.scope = response.locals.user?.scope
    next()
  }, deciding.router, meeting.router) // prettier-ignore
  app.use(answerFailures(log))
  const http = createServer(app)
  // On a starved machine a line is idle for longer than a server usually keeps it.
  http.keepAliveTimeout = 120_000
  const io: LiveServer = new Server(http, { transports: ['websocket'], serveClient: false })
  io.use((socket, next) => {
    const user = userOf(socket.handshake.auth['token'])
    if (user) socket.data.user = user
    next(user ? undefined : new Error('unauthorised'))
  })
  await deciding.attach(io)
  await meeting.attach(io)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const sockets: Screen[] = []
  return {
    decisions,
    meetings: meeting.meetings,
    enter: (token: string) =>
      new Promise<Screen>((resolve, reject) => {
        const socket: Screen = connect(url, { transports: ['websocket'], forceNew: true, auth: { token } })
        sockets.push(socket)
        socket.once('connect', () => resolve(socket))
        socket.once('connect_error', reject)
      }),
    /** Asks over HTTP; answers the status and the body, parsed where it is JSON. */
    ask: async (user: User, method: string, path: string, body?: unknown) => {
      const answer = await fetch(`${url}/api${path}`, {
        method,
        headers: { authorization: user.id, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const bytes = Buffer.from(await answer.arrayBuffer())
      const type = answer.headers.get('content-type') ?? ''
      // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what came over the wire has no type yet
      return { status: answer.status, type, bytes, body: (type.includes('json') ? JSON.parse(bytes.toString()) : bytes.toString()) as any } // prettier-ignore
    },
    /** Reads the targets that stand, as a house does when the bell `reference` rings. */
    readTargets: async () => (targets = (await readReference<Target>(postgres, 'targets')).map(({ body }) => body)),
    close: async () => {
      for (const socket of sockets) socket.disconnect()
      await meeting.stop()
      await deciding.stop()
      await io.close()
      http.closeAllConnections()
    },
  }
}

export type Rig = Awaited<ReturnType<typeof openRig>>
