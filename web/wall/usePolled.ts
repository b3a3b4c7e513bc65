import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'

/** A request to the house; with a body it is a POST. */
export interface Request {
  address: string
  body?: object
}

export interface Polled<T> {
  answer: ComputedRef<T | null>
  /** The house has nothing there, or refused. */
  missing: ComputedRef<boolean>
}

/** What is not told live is read again and again; the last answer stays while the line is away. `null` asks nothing. */
export function usePolled<T>(ask: () => Request | null, everyMs: number): Polled<T> {
  const answer = shallowRef<T | null>(null)
  const missing = shallowRef(false)
  const text = computed(() => JSON.stringify(ask()))
  let timer: ReturnType<typeof setTimeout> | undefined
  let reading: AbortController | undefined

  async function read({ address, body }: Request): Promise<void> {
    const own = (reading = new AbortController())
    try {
      const reply = await fetch(address, {
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
        headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
        signal: AbortSignal.any([own.signal, AbortSignal.timeout(20_000)]),
      })
      const told = reply.ok ? ((await reply.json()) as T) : null
      if (own.signal.aborted) return
      if (told) answer.value = told
      missing.value = reply.status >= 400 && reply.status < 500
    } catch {
      // The connection lamp tells that the server is away.
    }
    if (!own.signal.aborted) timer = setTimeout(() => void read({ address, ...(body && { body }) }), everyMs)
  }
  function stop(): void {
    clearTimeout(timer)
    reading?.abort()
  }
  watch(
    text,
    (request) => {
      stop()
      answer.value = null
      missing.value = false
      const next = JSON.parse(request) as Request | null
      if (next) void read(next)
    },
    { immediate: true },
  )
  onScopeDispose(stop)
  return { answer: computed(() => answer.value), missing: computed(() => missing.value) }
}
