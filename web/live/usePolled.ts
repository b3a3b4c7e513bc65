import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'
import { ERRORS, type ErrorBody } from '#domain/errors.ts'
import { request, type Request } from './send.ts'

export interface Polled<T> {
  answer: ComputedRef<T | null>
  /** Why the last reading brought nothing; an earlier answer stays. */
  failure: ComputedRef<ErrorBody['error'] | null>
  /** The house has nothing there, or refused: asking again will not help. */
  missing: ComputedRef<boolean>
}

/** The house gives a question up after 20 seconds. */
const LONGEST_MS = 30_000

/** What is not told live is read again and again; the last answer stays while a new one is on its way. `null` asks nothing. */
export function usePolled<T extends object>(
  ask: () => Request | null,
  everyMs: number | ((answer: T | null) => number),
): Polled<T> {
  const answer = shallowRef<T | null>(null)
  const failure = shallowRef<ErrorBody['error'] | null>(null)
  const text = computed(() => JSON.stringify(ask()))
  let timer: ReturnType<typeof setTimeout> | undefined
  let reading: AbortController | undefined

  async function read(asked: Request): Promise<void> {
    const own = (reading = new AbortController())
    const reply = await request<T>(asked, AbortSignal.any([own.signal, AbortSignal.timeout(LONGEST_MS)]))
    if (own.signal.aborted) return
    if ('error' in reply) failure.value = reply.error
    else {
      answer.value = reply
      failure.value = null
    }
    timer = setTimeout(() => void read(asked), pause())
  }
  const pause = (): number => (typeof everyMs === 'number' ? everyMs : everyMs(answer.value))
  function stop(): void {
    clearTimeout(timer)
    reading?.abort()
  }
  watch(
    text,
    (next) => {
      stop()
      answer.value = null
      failure.value = null
      const asked = JSON.parse(next) as Request | null
      if (asked) void read(asked)
    },
    { immediate: true },
  )
  onScopeDispose(stop)
  return {
    answer: computed(() => answer.value),
    failure: computed(() => failure.value),
    missing: computed(() => failure.value !== null && ERRORS[failure.value.code].status < 500),
  }
}
