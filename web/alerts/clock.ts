import { inject, onScopeDispose, ref, type Ref } from 'vue'
import { CLOCK } from '../wall/useClock.ts'

const EVERY_MS = 10_000

/** The business clock as the house told it last; beside it the machine's own, where nothing told it. */
export function useClockNow(): Readonly<Ref<number>> {
  const clock = inject(CLOCK, null)
  if (clock) return clock.now
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), EVERY_MS)
  onScopeDispose(() => clearInterval(timer))
  return now
}
