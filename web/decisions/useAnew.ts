import { onScopeDispose } from 'vue'
import { useChanges } from './useChanges.ts'

/** Many changes at once are read once. */
const GATHER_MS = 1_000
/** Nothing tells that a day is over. */
const DAY_TURN_MS = 10 * 60_000

/** Reads at once, within a second of every change of a decision, and now and then. */
export function useAnew(read: () => Promise<void>): void {
  let gathering: ReturnType<typeof setTimeout> | undefined
  // However fast changes come, a reading is never put off by the next one.
  useChanges(() => {
    gathering ??= setTimeout(() => {
      gathering = undefined
      void read()
    }, GATHER_MS)
  })
  const timer = setInterval(() => void read(), DAY_TURN_MS)
  onScopeDispose(() => {
    clearTimeout(gathering)
    clearInterval(timer)
  })
  void read()
}
