import { onScopeDispose, ref, type InjectionKey, type Ref } from 'vue'

export interface Clock {
  /** The business clock, epoch ms, told anew every second. */
  now: Ref<number>
  /** Takes over the server's clock from an answer's `as_of`. */
  set(asOf: string): void
}

export const CLOCK: InjectionKey<Clock> = Symbol('clock')

/** A screen's own clock may be wrong: the wall runs on the clock of the answers it shows. */
export function useClock(): Clock {
  let ahead = 0
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now() + ahead), 1_000)
  onScopeDispose(() => clearInterval(timer))
  return {
    now,
    set(asOf) {
      const told = Date.parse(asOf)
      if (Number.isNaN(told)) return
      ahead = told - Date.now()
      now.value = told
    },
  }
}
