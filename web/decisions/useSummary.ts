import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { receive } from '../live/send.ts'
import { useLine } from '../live/line.ts'

/** How many decisions run, and what of them presses, within one's scope. */
export interface Summary {
  open: number
  overdue: number
  due_today: number
  review_due: number
}

/** Many changes at once are read once. */
const GATHER_MS = 1_000
/** Nothing tells that a day is over. */
const DAY_TURN_MS = 10 * 60_000

/** What runs and presses, counted anew whenever a decision changes; `null` until it is read. */
export function useSummary(): ShallowRef<Summary | null> {
  const summary = shallowRef<Summary | null>(null)
  let gathering: ReturnType<typeof setTimeout> | undefined
  const read = async (): Promise<void> => {
    summary.value = (await receive<Summary>('/api/decisions/summary')) ?? summary.value
  }
  useLine('decision:changed', () => {
    clearTimeout(gathering)
    gathering = setTimeout(() => void read(), GATHER_MS)
  })
  const timer = setInterval(() => void read(), DAY_TURN_MS)
  onScopeDispose(() => {
    clearTimeout(gathering)
    clearInterval(timer)
  })
  void read()
  return summary
}
