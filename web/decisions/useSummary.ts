import { shallowRef, type ShallowRef } from 'vue'
import { receive } from '../live/send.ts'
import { useAnew } from './useAnew.ts'

/** How many decisions run, and what of them presses, within one's scope. */
export interface Summary {
  open: number
  overdue: number
  due_today: number
  review_due: number
}

/** What runs and presses, counted anew whenever a decision changes; `null` until it is read. */
export function useSummary(): ShallowRef<Summary | null> {
  const summary = shallowRef<Summary | null>(null)
  useAnew(async () => {
    summary.value = (await receive<Summary>('/api/decisions/summary')) ?? summary.value
  })
  return summary
}
