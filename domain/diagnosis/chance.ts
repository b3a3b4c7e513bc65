import { scaled, scaleBy, sumBy, total } from './column.ts'
import type { Lattice } from './lattice.ts'

/** Counts by leaf in the compared range and in the present one. */
export interface Pair {
  baseline: Float64Array
  actual: Float64Array
}

/** What a step is held against: its counts and those of the stage before. */
interface Held {
  baseline: Float64Array
  before: Pair | null
  expected: Float64Array
  moved: number
  periods: number
  /** Whether what is counted is part of the stage before, and not only most often follows it. */
  isPart: boolean
}

/** Rates near one are not as sure as dice: what is counted in a range began before it. */
const LEAST_CHANCE = 0.6

/** Few of the dealers' own ways show in a month: so many units of the usual are laid under each. */
export const PRIOR_UNITS = 25

/**
 * Variance that chance makes of each leaf: of what comes now, and of the comparison, which is a draw as well. A dealer
 * with few units in the comparison has no rate worth the name, whatever it expects of many now; so its own counts say
 * how sure it is, and so do those of its model and channel. Stages that do not need the one before (orders without a
 * test drive, cars paid this month of orders of the last) vary with it, in either range.
 */
export function chances(
  { codes, values }: Lattice,
  place: number | undefined,
  kinds: readonly number[],
  { baseline, before, expected, moved, periods, isPart }: Held,
): Float64Array {
  if (!before) return scaled(expected, 1 + moved / periods)
  const rate = Math.min(1, quotient(expected, before.actual))
  const dice = Math.max(LEAST_CHANCE, 1 - rate)
  const loose = isPart ? 0 : rate * rate
  const each = (e: number, hits: number, tries: number): number => {
    const carried = e > 0 ? Math.max(1, (1 + (rate * tries) / e) / 2) : 1
    return dice + loose * carried + (e * (dice / (hits + 1) + loose / (tries + 1))) / periods
  }
  const by = (d: number): Float64Array => {
    const [e, h, t] = [expected, baseline, before.baseline].map((x) => sumBy(x, codes[d]!, values[d]!.length))
    // What has next to no past is held against what all others do, and that is known.
    const prior = (at: number): number => (d !== place && Math.max(h![at]!, t![at]!) < PRIOR_UNITS ? PRIOR_UNITS : 0)
    return e!.map((sum, at) => each(sum, h![at]! + prior(at), t![at]!))
  }
  const all = each(total(expected), total(baseline), total(before.baseline))
  const variance = scaled(expected, place === undefined ? all : 1)
  if (place !== undefined) scaleBy(variance, codes[place]!, by(place))
  for (const kind of kinds) {
    const wilder = by(kind).map((ofKind) => Math.max(1, ofKind / all))
    scaleBy(variance, codes[kind]!, wilder)
  }
  return variance
}

/** How much of what is below came above; 1 where either is nothing. */
export function quotient(above: Float64Array, below: Float64Array): number {
  const [a, b] = [total(above), total(below)]
  return a > 0 && b > 0 ? a / b : 1
}
