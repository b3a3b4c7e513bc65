import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { Server } from 'socket.io'
import { io as connect, type Socket } from 'socket.io-client'
import type { Scope } from '#domain/scope.ts'
import type { ClientEvents, ServerEvents } from '#server/live/events.ts'
import { ADMINISTRATOR } from '#server/access/user.ts'
import { attachLive, type LiveServer } from '#server/live/socket.ts'
import type { Timer } from '#server/live/timer.ts'
import type { House } from './house.ts'

export type ScreenSocket = Socket<ServerEvents, ClientEvents>

const scopes: Record<string, Scope> = { all: { where: {} }, east: { where: { region: ['华东'] } } }

/** A timer that a test drives: `turn` runs whatever was asked to be repeated. */
export class Crank implements Timer {
  readonly #runs = new Set<() => void>()
  every(_milliseconds: number, run: () => void) {
    this.#runs.add(run)
    return () => this.#runs.delete(run)
  }
  after() {
    return () => undefined
  }
  turn(): void {
    for (const run of this.#runs) run()
  }
}

/** The live views of a house behind a real socket server on a free port; the tokens are `all` and `east`. */
export async function openDoor(house: House) {
  const http = createServer()
  const io: LiveServer = new Server(http, { transports: ['websocket'], serveClient: false, maxHttpBufferSize: 100_000 })
  const crank = new Crank()
  const detach = attachLive(io, {
    live: house.live,
    log: pino({ level: 'silent' }),
    timer: crank,
    authenticate: async ({ auth, headers }) => {
      const token =
        typeof auth['token'] === 'string' ? auth['token'] : (headers.cookie ?? '').replace('warroom_session=', '')
      if (token === 'broken') throw new Error('the session store is away')
      const scope = Object.hasOwn(scopes, token) ? scopes[token] : undefined
      return scope ? { ...ADMINISTRATOR, id: token, name: token, scope } : null
    },
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const sockets: ScreenSocket[] = []
  const dial = (options: Parameters<typeof connect>[1]): ScreenSocket => {
    const socket: ScreenSocket = connect(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      ...options,
    })
    sockets.push(socket)
    return socket
  }
  return {
    io,
    crank,
    dial,
    enter: (token: string) =>
      new Promise<ScreenSocket>((resolve, reject) => {
        const socket = dial({ auth: { token } })
        socket.once('connect', () => resolve(socket))
        socket.once('connect_error', reject)
      }),
    close: async () => {
      for (const socket of sockets) socket.disconnect()
      detach()
      await io.close()
      await house.live.stop()
    },
  }
}

export type Door = Awaited<ReturnType<typeof openDoor>>
