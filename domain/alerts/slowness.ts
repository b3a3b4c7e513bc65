import { sum } from '../forecast/history.ts'
import { LEAST_PAST, median, type Judged } from './judge.ts'

/** A cell's median duration now and in like stretches of the past, and over how many it was measured. */
export interface Duration {
  minutes: number
  of: number
}

interface DurationTrial extends Duration {
  past: readonly Duration[]
}

/** A median over fewer is not tried. */
const LEAST_MEASURED = 60
/** A median of minutes strays at least by this share. */
const LEAST_STRAY = 0.12
/** Sizes of a standard normal: the median, and what one in twenty exceeds. */
const SIZES = { median: 0.6745, most: 1.96 }
const ALIKE = 8
const LARGEST_SQUARE = 12
const OF_A_MEDIAN = Math.PI / 2

/**
 * The same for a duration, on a log scale: twice as slow is as far out as half as slow. Below zero is slower. How far
 * medians stray is read from all cells together and each cell's own past.
 */
export function judgeDurations(trials: readonly DurationTrial[]): (Judged | null)[] {
  const known = trials.map(({ past }) => {
    const logs = past.filter(({ of }) => of >= LEAST_MEASURED).map(({ minutes }) => Math.log(Math.max(0.5, minutes)))
    return logs.length < LEAST_PAST ? null : { centre: median(logs), logs }
  })
  const sizes = known.flatMap((one) => one?.logs.map((log) => Math.abs(log - one.centre)) ?? [])
  // Half of the leads come at night and wait for the morning: where a median lies between the two it jumps.
  const most = [...sizes].sort((a, b) => a - b)[Math.floor(0.95 * sizes.length)] ?? 0
  const stray = Math.max(LEAST_STRAY, median(sizes) / SIZES.median, most / SIZES.most)
  return trials.map(({ minutes, of }, i) => {
    const one = known[i]
    if (!one || of < LEAST_MEASURED) return null
    const squares = one.logs.map((log) => Math.min(LARGEST_SQUARE, ((log - one.centre) / stray) ** 2))
    const own = Math.max(1, (ALIKE + sum(squares)) / (ALIKE + squares.length))
    const deviation = stray * Math.sqrt(own * (1 + OF_A_MEDIAN / one.logs.length))
    const usual = Math.exp(one.centre)
    return { usual, deviation: deviation * usual, z: -(Math.log(Math.max(0.5, minutes)) - one.centre) / deviation }
  })
}
