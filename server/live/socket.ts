import type { Server, Socket } from 'socket.io'
import type { Logger } from 'pino'
import { Refusal } from '#domain/errors.ts'
import type { User } from '../access/user.ts'
import { asRefusal } from '../http/failure.ts'
import type { ClientEvents, LiveError, ServerEvents } from './events.ts'
import { isSlow, type Backlog } from './slow.ts'
import type { Live } from './room.ts'
import { systemTimer, type Stop, type Timer } from './timer.ts'

interface SocketData {
  /** Who sits behind it, with the scope of what may be seen there. */
  user: User
  /** Open views and how often this socket has opened each. */
  views: Map<string, number>
  /** Views that are being opened. */
  opening: number
  /** Its buffer is full: it gets nothing until that has drained. */
  slow: boolean
}

export type LiveServer = Server<ClientEvents, ServerEvents, Record<string, never>, SocketData>
type LiveSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketData>
export type Handshake = LiveSocket['handshake']

export interface AttachOptions {
  live: Live
  /** Who a handshake is, by session cookie or `auth: { token }`; `null` for nobody. */
  authenticate: (handshake: Handshake) => Promise<User | null>
  log: Logger
  timer?: Timer
}

/** Views that one socket may hold open. */
const MOST_VIEWS = 64
const RETRY_SECONDS = 2
const LOOK_MS = 1_000

const room = (view: string): string => `view:${view}`

/** Serves live views to sockets: one encoding and one emit per message, however many watch. Answers how to detach. */
export function attachLive(io: LiveServer, { live, authenticate, log, timer = systemTimer }: AttachOptions): Stop {
  io.use((socket, next) => {
    authenticate(socket.handshake).then(
      (user) => {
        if (!user) return next(asConnectError(new Refusal('unauthorised', 'sign in first')))
        Object.assign(socket.data, { user, views: new Map(), opening: 0, slow: false })
        next()
      },
      (thrown: unknown) => {
        log.error({ err: thrown }, 'a socket could not be signed in')
        next(asConnectError(asRefusal(thrown)))
      },
    )
  })
  io.on('connection', (socket) => serve(socket, live, log))
  const silence = live.listen({
    patch: (patch) => io.to(room(patch.view)).emit('view:patch', patch),
    ended: (view, refusal) => {
      io.to(room(view)).emit('view:ended', { view, ...errorOf(refusal) })
      for (const socket of io.sockets.sockets.values()) socket.data.views.delete(view)
      io.socketsLeave(room(view))
    },
  })
  const looking = timer.every(LOOK_MS, () => {
    for (const socket of io.sockets.sockets.values()) holdBack(socket, log)
  })
  return () => {
    silence()
    looking()
  }
}

function serve(socket: LiveSocket, live: Live, log: Logger): void {
  const { data } = socket
  socket.on('view:open', (spec, answer) => {
    if (typeof answer !== 'function') return
    if (data.views.size + data.opening >= MOST_VIEWS) {
      answer(errorOf(new Refusal('busy', `a socket holds at most ${MOST_VIEWS} views open; close one first`)))
      return
    }
    data.opening++
    live
      .open(spec, data.user.scope, (opened) => {
        if (socket.disconnected) return live.close(opened.view)
        data.views.set(opened.view, (data.views.get(opened.view) ?? 0) + 1)
        if (!data.slow) void socket.join(room(opened.view))
        answer(opened)
      })
      .catch((thrown: unknown) => {
        const refusal = asRefusal(thrown)
        if (refusal.code === 'internal') log.error({ err: thrown, user: data.user.id }, refusal.message)
        answer(errorOf(refusal))
      })
      .finally(() => data.opening--)
  })
  socket.on('view:close', (named, answer) => {
    const view = typeof named === 'object' && named !== null && 'view' in named ? named.view : named
    const count = typeof view === 'string' ? data.views.get(view) : undefined
    if (typeof view === 'string' && count !== undefined) {
      live.close(view)
      if (count > 1) data.views.set(view, count - 1)
      else {
        data.views.delete(view)
        void socket.leave(room(view))
      }
    }
    if (typeof answer === 'function') answer({ closed: count !== undefined })
  })
  socket.on('disconnect', () => {
    for (const [view, count] of data.views) for (let i = 0; i < count; i++) live.close(view)
    data.views.clear()
  })
}

/**
 * A socket that does not drain leaves the rooms of its views, so that no backlog grows for it. Once drained it comes
 * back: the next message does not follow what it knows, and so it opens its views again and gets the newest state.
 */
function holdBack(socket: LiveSocket, log: Logger): void {
  const { data } = socket
  const slow = isSlow(socket.conn as unknown as Backlog, data.slow)
  if (slow === data.slow) return
  data.slow = slow
  for (const view of data.views.keys()) void (slow ? socket.leave(room(view)) : socket.join(room(view)))
  log.info({ user: data.user.id, slow }, slow ? 'a slow screen is held back' : 'a slow screen is back')
}

function errorOf(refusal: Refusal): LiveError {
  const { error } = refusal.body()
  return { error: refusal.status === 503 || refusal.status === 429 ? { ...error, retry_after: RETRY_SECONDS } : error }
}

/** Socket.IO sends `message` and `data` of an error that refuses a connection. */
const asConnectError = (refusal: Refusal): Error =>
  Object.assign(new Error(refusal.message), { data: refusal.body().error })
