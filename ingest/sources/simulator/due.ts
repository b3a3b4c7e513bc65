import type { Journey } from './journey.ts'
import { draw } from './random.ts'

const DAY = 86_400_000
/** Of the dates agreed with visitors, how many advisors keep or move in time; the others pass without a call. */
const KEPT = 0.8

/**
 * The date of the next follow-up, agreed at an instant. A visitor's that is kept lies beyond what happens next; another
 * is one to four days away, and nobody calls.
 */
export function nextDue({ key, visit, order, end }: Journey, at: number, slot: number): number {
  const days = 1 + Math.floor(draw(key, slot) * 4)
  if (!visit || draw(key, slot + 60) >= KEPT) return at + DAY * days
  return Math.max(at, order, end) + DAY * days
}
