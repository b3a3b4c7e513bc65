import { shallowRef, type ShallowRef } from 'vue'
import type { Socket } from 'socket.io-client'
import { ERRORS, type ErrorBody } from '#domain/errors.ts'
import type { ViewOpened, ViewPatch, ViewResult, ViewSpec } from '#domain/view.ts'
import { applyPatch, opened, type Held } from './patch.ts'
import { createPainter } from './paint.ts'
import type { ClientEvents, ServerEvents } from './protocol.ts'
import { canonical, type Question } from './question.ts'

/** What a tile watches: the latest painted answer, or why there is none. */
export interface Watched {
  result: ShallowRef<ViewResult | null>
  failure: ShallowRef<ErrorBody['error'] | null>
}

interface Watch extends Watched {
  spec: ViewSpec
  held: Held | null
  /** Counts openings: an answer to an earlier one is dropped. */
  opening: number
  watchers: number
  expiry: ReturnType<typeof setTimeout> | undefined
  retry: ReturnType<typeof setTimeout> | undefined
}

export interface LiveClient {
  /** Watches the answer to a question; the same question is opened once however many watch. */
  watch(question: Question): Watched & { release(): void }
}

/** Whether a question follows the clock: an answer of a pinned moment says nothing about now. */
const runs = ({ as_of }: Partial<Pick<ViewSpec, 'as_of'>>): boolean => (as_of ?? null) === null

/** A view without watchers stays open this long, so that going back is instant. */
const LINGER_MS = 30_000
const RETRY_MS = 5_000
const ACK_MS = 20_000

/**
 * Opens views over a socket, applies their patches and paints them once a second; reopens what no longer follows.
 * `heard` gets the business clock of every message as it comes.
 */
export function createLiveClient(
  socket: Socket<ServerEvents, ClientEvents>,
  heard: (asOf: string) => void = () => undefined,
): LiveClient {
  const watches = new Map<string, Watch>()
  const byView = new Map<string, Watch>()
  const painter = createPainter()

  function forget(watch: Watch): void {
    if (watch.held) byView.delete(watch.held.view)
    watch.held = null
    watch.opening++
  }

  async function open(watch: Watch): Promise<void> {
    forget(watch)
    clearTimeout(watch.retry)
    if (!socket.connected) return
    const opening = watch.opening
    const reply: ViewOpened | ErrorBody = await socket
      .timeout(ACK_MS)
      .emitWithAck('view:open', watch.spec)
      .catch((): ErrorBody => ({ error: { code: 'store_unavailable', message: '' } }))
    if (watch.opening !== opening) {
      if (!('error' in reply)) socket.emit('view:close', { view: reply.view })
      return
    }
    if ('error' in reply) {
      refuse(watch, reply.error)
      return
    }
    if (runs(watch.spec)) heard(reply.as_of)
    watch.held = opened(reply)
    byView.set(reply.view, watch)
    watch.failure.value = null
    // The first answer is shown at once: only what follows is gathered.
    watch.result.value = watch.held.result
  }

  /** A fault of the house may pass; a question that is refused stays refused. */
  function refuse(watch: Watch, error: ErrorBody['error']): void {
    watch.failure.value = error
    if (!socket.connected || ERRORS[error.code].fault !== 'house') return
    watch.retry = setTimeout(() => void open(watch), RETRY_MS)
  }

  function patch(message: ViewPatch): void {
    const watch = byView.get(message.view)
    if (!watch?.held) return
    if (runs(watch.spec)) heard(message.as_of)
    const next = applyPatch(watch.held, message)
    if (!next) {
      // Each opening needs its own close, or the server would keep the view until this screen leaves.
      socket.emit('view:close', { view: message.view })
      void open(watch)
      return
    }
    watch.held = next
    painter.paint(next.view, () => {
      if (watch.held) watch.result.value = watch.held.result
    })
  }

  function release(name: string, watch: Watch): void {
    if (--watch.watchers > 0) return
    watch.expiry = setTimeout(() => {
      watches.delete(name)
      clearTimeout(watch.retry)
      if (watch.held && socket.connected) socket.emit('view:close', { view: watch.held.view })
      forget(watch)
    }, LINGER_MS)
  }

  socket.on('view:patch', patch)
  socket.on('view:ended', ({ view, error }) => {
    const watch = byView.get(view)
    if (!watch) return
    forget(watch)
    refuse(watch, error)
  })
  socket.on('connect', () => {
    for (const watch of watches.values()) void open(watch)
  })

  return {
    watch(question) {
      const name = canonical(question)
      let watch = watches.get(name)
      if (!watch) {
        watch = { spec: JSON.parse(name) as ViewSpec, result: shallowRef(null), failure: shallowRef(null), held: null, opening: 0, watchers: 0, expiry: undefined, retry: undefined } // prettier-ignore
        watches.set(name, watch)
        void open(watch)
      }
      clearTimeout(watch.expiry)
      watch.watchers++
      const own = watch
      let released = false
      return {
        result: own.result,
        failure: own.failure,
        release() {
          if (!released) release(name, own)
          released = true
        },
      }
    },
  }
}
