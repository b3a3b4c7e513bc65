import type { Server as HttpServer } from 'node:http'
import type { Logger } from 'pino'
import { Server } from 'socket.io'
import type { Freshness } from '#domain/view.ts'
import type { Accounts } from '../access/accounts.ts'
import type { Sessions } from '../access/session.ts'
import type { Live } from './room.ts'
import { attachLive, type LiveServer } from './socket.ts'

interface ScreenRooms {
  http: HttpServer
  live: Live
  sessions: Sessions
  accounts: Pick<Accounts, 'onRevoked'>
  freshness: () => Freshness
  log: Logger
}

/** How often screens are told of sources that were heard of. */
const HEALTH_MS = 5_000

/** The screens that are connected to this process: who they are, their live views, and how fresh sources are. */
export function openScreens({ http, live, sessions, accounts, freshness, log }: ScreenRooms): {
  io: LiveServer
  /** Tells screens nothing more; their lines stay open. */
  fallSilent(): void
} {
  const io: LiveServer = new Server(http, {
    transports: ['websocket'],
    perMessageDeflate: false,
    serveClient: false,
    maxHttpBufferSize: 1e6,
  })
  const detach = attachLive(io, {
    live,
    log,
    authenticate: async ({ auth, headers }) => {
      const token = (auth as Record<string, unknown>)['token']
      return typeof token === 'string' ? sessions.byToken(token) : sessions.authenticate(headers)
    },
  })
  accounts.onRevoked((ids) => {
    for (const socket of io.sockets.sockets.values()) if (ids.has(socket.data.user.id)) socket.disconnect(true)
  })
  let told = freshness()
  const health = setInterval(() => {
    if (freshness() === told) return
    told = freshness()
    io.emit('source:health', told)
  }, HEALTH_MS)
  return {
    io,
    fallSilent() {
      clearInterval(health)
      detach()
    },
  }
}
