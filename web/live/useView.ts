import { computed, inject, onScopeDispose, shallowRef, watch, type ComputedRef, type InjectionKey } from 'vue'
import type { ErrorBody } from '#domain/errors.ts'
import type { ViewResult } from '#domain/view.ts'
import type { LiveClient, Watched } from './client.ts'
import { canonical, type Question } from './question.ts'

export const LIVE: InjectionKey<LiveClient> = Symbol('live')

export interface View {
  result: ComputedRef<ViewResult | null>
  failure: ComputedRef<ErrorBody['error'] | null>
}

/** The live client of the page. Call it in setup. */
export function useLive(): LiveClient {
  const live = inject(LIVE)
  if (!live) throw new Error('no live client is provided')
  return live
}

/** Keeps the answer to a question that depends on reactive state; `null` asks nothing. */
export const useView = (ask: () => Question | null): View => watchView(useLive(), ask)

/** `useView` in any effect scope: for views whose number changes while the page is open. */
export function watchView(live: LiveClient, ask: () => Question | null): View {
  const watched = shallowRef<(Watched & { release(): void }) | null>(null)
  const text = computed(() => {
    const question = ask()
    return question && canonical(question)
  })
  watch(
    text,
    (next) => {
      const before = watched.value
      watched.value = next === null ? null : live.watch(JSON.parse(next) as Question)
      before?.release()
    },
    { immediate: true },
  )
  onScopeDispose(() => watched.value?.release())
  return {
    result: computed(() => watched.value?.result.value ?? null),
    failure: computed(() => watched.value?.failure.value ?? null),
  }
}
