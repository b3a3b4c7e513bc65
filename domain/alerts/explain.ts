import type { PartOf, Reading } from './detect.ts'
import { liesIn, meet } from './place.ts'

/** What is left is no alert of its own up to this share of the deviation that would make it one. */
const LEFT = 0.75
/** A count that all but vanished still leaves this part of its noise. */
const LEAST_RATIO = 0.05

/** Units missing of what is usual; of a rise, units more than usual. */
export const missing = ({ usual, units, side }: Pick<Reading, 'usual' | 'units' | 'side'>): number =>
  side === 'fall' ? usual - units : units - usual

/** Deviations of what is left of a cell without a part of it; below zero it moved the same way. */
export function without(own: Reading, part: { usual: number; units: number }): number {
  const left = own.usual - part.usual
  if (left <= 0) return 0
  return -(missing(own) - missing({ ...part, side: own.side })) / (own.deviation * Math.sqrt(left / own.usual))
}

/** Whether a cell's move accounts for another's: a later step's, or that of a place inside, around or across it. */
export function explains(cause: Reading, effect: Reading, part: PartOf): boolean {
  const within = liesIn(effect.place, cause.place)
  // More or less below the line of a rate: above it nothing was lost or won where that came from.
  if (cause.side !== effect.side) {
    if (!effect.measure.thinned.includes(cause.measure.name)) return false
    return within
      ? effect.diluted || isThinned(cause, effect)
      : effect.diluted && meet(cause.place, effect.place) !== null
  }
  const same = cause.measure.name === effect.measure.name
  if (!same && !effect.measure.follows.includes(cause.measure.name)) return false
  if (within) {
    const moved = cause.units / cause.usual
    const ratio = cause.side === 'fall' ? Math.min(1, moved) : Math.max(1, moved)
    const expected = { ...effect, usual: effect.usual * ratio }
    return -missing(expected) / (effect.deviation * Math.sqrt(Math.max(ratio, LEAST_RATIO))) > -LEFT * effect.open
  }
  const shared = part(effect, cause.place)
  return (
    shared !== null && missing({ ...shared, side: effect.side }) > 0 && without(effect, shared) > -LEFT * effect.open
  )
}

/** Whether a rate moved no further than its denominator alone moves it. */
function isThinned(cause: Reading, effect: Reading): boolean {
  const expected = { ...effect, usual: (effect.usual * cause.usual) / Math.max(1, cause.units) }
  return -missing(expected) / effect.deviation > -LEFT * effect.open
}
