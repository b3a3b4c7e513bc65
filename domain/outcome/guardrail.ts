import type { Measure } from '../measure.ts'
import type { Estimate } from './estimate.ts'

/** What should not suffer while a measure works elsewhere: steps after the door, and what is given back. */
const GUARDED = ['first_visit_order_rate', 'order_cancel_rate', 'order'] as const

/** The figures that are watched beside a decision's own. */
export const guardedBeside = (measure: string): string[] => GUARDED.filter((name) => name !== measure)

/** `same`: no move can be seen; `few`: too little came to see one. */
export const MOVES = ['better', 'worse', 'same', 'few'] as const
export type Move = (typeof MOVES)[number]

/** Fewer events before the start or expected after it show nothing. */
const LEAST_EVENTS = 20

/** Whether a figure that is watched moved, and to which side, as far as an interval of nine in ten can say. */
export function movedTo({ better }: Measure, { effect, events }: Estimate): Move {
  if (Math.min(events.before, events.due) < LEAST_EVENTS) return 'few'
  if (effect.low <= 0 && effect.high >= 0) return 'same'
  const rose = effect.low > 0
  return better === 'neither' ? 'same' : rose === (better === 'more') ? 'better' : 'worse'
}
