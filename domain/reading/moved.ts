import type { Direction } from './reading.ts'

/** A figure as counts in both ranges; `below` is `null` for a count. */
export interface Counted {
  above: number
  below: number | null
}

export interface Pair {
  now: Counted
  before: Counted
}

export type Movement = Direction | 'still'

/** Standard errors beyond which a change is more than chance, and the least relative change that is worth a word. */
const BEYOND_CHANCE = 2
const LEAST_CHANGE = 0.08
/** A rate of fewer than this says nothing. */
const LEAST_TRIES = 10

/** The figure: a count or a rate; `null` with an empty denominator. */
export const valueOf = ({ above, below }: Counted): number | null =>
  below === null ? above : below > 0 ? above / below : null

/** Relative change; `null` where there was nothing before. */
export function changeOf({ now, before }: Pair): number | null {
  const [value, then] = [valueOf(now), valueOf(before)]
  return value === null || then === null || then === 0 ? null : value / then - 1
}

/** Which way a figure moved beyond chance; `null` where too little was counted to say. */
export function movementOf(pair: Pair): Movement | null {
  const { now, before } = pair
  const [value, then] = [valueOf(now), valueOf(before)]
  if (value === null || then === null) return null
  if (now.below === null || before.below === null) {
    if (now.above + before.above < LEAST_TRIES) return null
    return judged(value - then, Math.sqrt(now.above + before.above), then)
  }
  if (Math.min(now.below, before.below) < LEAST_TRIES) return null
  const common = (now.above + before.above) / (now.below + before.below)
  // A step may count more than what came in; then its noise is that of the count.
  const spread = common < 1 ? common * (1 - common) : common
  return judged(value - then, Math.sqrt(spread * (1 / now.below + 1 / before.below)), then)
}

function judged(difference: number, error: number, then: number): Movement {
  const beyond = Math.abs(difference) > BEYOND_CHANCE * error && Math.abs(difference) >= LEAST_CHANGE * Math.abs(then)
  return !beyond ? 'still' : difference < 0 ? 'down' : 'up'
}

/** Whether one figure went the same way as another, at least `share` as far. */
export function followed(pair: Pair, lead: Pair, direction: Direction, share = 0.4): boolean {
  const [own, other] = [changeOf(pair), changeOf(lead)]
  return movementOf(pair) === direction && own !== null && other !== null && Math.abs(own) >= share * Math.abs(other)
}

/** Adds counts up. */
export const sumOf = (pairs: readonly Pair[]): Pair => {
  const add = (all: readonly Counted[]): Counted => ({
    above: all.reduce((sum, { above }) => sum + above, 0),
    below: all.some(({ below }) => below === null) ? null : all.reduce((sum, { below }) => sum + below!, 0),
  })
  return { now: add(pairs.map(({ now }) => now)), before: add(pairs.map(({ before }) => before)) }
}
