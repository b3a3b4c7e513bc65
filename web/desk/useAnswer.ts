import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'
import type { ErrorBody } from '#domain/errors.ts'
import type { ViewResult } from '#domain/view.ts'
import { canonical, type Question } from '../live/question.ts'
import { send } from './send.ts'

export interface Answer {
  result: ComputedRef<ViewResult | null>
  failure: ComputedRef<ErrorBody['error'] | null>
}

/** Small trends and peers move slowly: they are read again once a minute instead of being held open. */
const AGAIN_MS = 60_000

/** The answer to a question over HTTP, read again every minute; the last one stays while a new one is on its way. */
export function useAnswer(ask: () => Question | null): Answer {
  const text = computed(() => {
    const question = ask()
    return question && canonical(question)
  })
  const result = shallowRef<ViewResult | null>(null)
  const failure = shallowRef<ErrorBody['error'] | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: AbortController | undefined

  async function read(question: string): Promise<void> {
    clearTimeout(timer)
    asking?.abort()
    const own = (asking = new AbortController())
    const reply = await send<ViewResult>('/api/query', question, own.signal)
    if (own.signal.aborted) return
    if ('error' in reply) failure.value = reply.error
    else {
      result.value = reply
      failure.value = null
    }
    timer = setTimeout(() => void read(question), AGAIN_MS)
  }
  watch(
    text,
    (question) => {
      result.value = null
      failure.value = null
      clearTimeout(timer)
      asking?.abort()
      if (question !== null) void read(question)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    asking?.abort()
  })
  return { result: computed(() => result.value), failure: computed(() => failure.value) }
}
