import { computed, ref, type ComputedRef, type InjectionKey } from 'vue'
import type { Socket } from 'socket.io-client'

/** The state of the line to the server. */
export interface Link {
  /** `live` = heard within the last seconds; `lost` = the screen shows what it last heard. */
  state: ComputedRef<'live' | 'lost'>
  /** Milliseconds since the line was lost, 0 while it lives. */
  lostFor: ComputedRef<number>
  stop(): void
}

export const LINK: InjectionKey<Link> = Symbol('link')

const BEAT_MS = 1_000
/** Silence after which the line is asked for. */
const QUIET_MS = 2_000
/** Silence after which it counts as lost: the lamp must say so within five seconds of a cut. */
const LOST_MS = 4_000

/**
 * Watches the line. A cut often leaves a socket that still believes to be open, so silence is followed by a question
 * to `/healthz`; only what is really heard keeps the lamp on.
 */
export function watchLink(socket: Socket, ask: () => Promise<boolean> = askHealth): Link {
  const now = ref(performance.now())
  const heard = ref(performance.now())
  const connected = ref(socket.connected)
  let asking = false

  const hear = () => (heard.value = performance.now())
  const onConnect = () => {
    connected.value = true
    hear()
  }
  const onDisconnect = () => (connected.value = false)
  socket.on('connect', onConnect)
  socket.on('disconnect', onDisconnect)
  socket.onAny(hear)

  const beat = setInterval(() => {
    now.value = performance.now()
    if (asking || now.value - heard.value < QUIET_MS) return
    asking = true
    void ask().then((answered) => {
      asking = false
      if (answered && socket.connected) hear()
    })
  }, BEAT_MS)

  const state = computed(() => (connected.value && now.value - heard.value < LOST_MS ? 'live' : 'lost'))
  return {
    state,
    lostFor: computed(() => (state.value === 'live' ? 0 : now.value - heard.value)),
    stop() {
      clearInterval(beat)
      socket.off('connect', onConnect)
      socket.off('disconnect', onDisconnect)
      socket.offAny(hear)
    },
  }
}

async function askHealth(): Promise<boolean> {
  try {
    const reply = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(1_500) })
    return reply.ok
  } catch {
    return false
  }
}
