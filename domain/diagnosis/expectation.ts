import { scaleBy, sumBy, total } from './column.ts'
import type { Lattice } from './lattice.ts'

/** One step of the funnel over all leaves. The first step has no stage before: it is a volume, not a rate. */
export interface Step {
  name: string
  /** What came in the compared range, and in the present one. */
  baseline: Float64Array
  actual: Float64Array
  /** The stage before, in both ranges. */
  before?: { baseline: Float64Array; actual: Float64Array }
}

/** A leaf's own history weighs as much as this many units of the stage before, in the baseline's scale. */
const OWN_WEIGHT = 7.5
const ROUNDS = 4
/** Units that a dimension's value is believed to have had without any history. */
const PRIOR_UNITS = 5
const HIGHEST_RATE = 0.995

/**
 * What each leaf's actual count of the stage before lets expect, by rates of the baseline.
 */
export function shrunken(lattice: Lattice, finest: readonly number[], step: Step): Float64Array {
  const { baseline, before } = step
  if (!before) return Float64Array.from(baseline)
  const rates = shrunkenRates(lattice, finest, baseline, before.baseline, { highest: HIGHEST_RATE })
  return rates.map((rate, leaf) => before.actual[leaf]! * rate)
}

/**
 * By leaf: `hits` per one of `tries`. Small leaves have no rate worth the name, so a leaf's own rate is drawn towards
 * the product of what its dealer, model, channel … do to the rate of all (proportional fitting over the finest
 * dimensions). `highest`: no rate is higher; a stage that needs none of the one before has rates above one.
 * `prior`: units that a dimension's value is believed to have had without any history.
 */
export function shrunkenRates(
  { codes, values, n }: Lattice,
  finest: readonly number[],
  hits: Float64Array,
  tries: Float64Array,
  { highest = Infinity, prior = PRIOR_UNITS }: { highest?: number; prior?: number } = {},
): Float64Array {
  const rate = new Float64Array(n).fill(total(hits) / (total(tries) || 1))
  const came = finest.map((d) => sumBy(hits, codes[d]!, values[d]!.length))
  for (let round = 0; round < ROUNDS; round++) {
    finest.forEach((d, i) => {
      const of = codes[d]!
      const fitted = new Float64Array(values[d]!.length).fill(prior)
      for (let leaf = 0; leaf < n; leaf++) fitted[of[leaf]!]! += tries[leaf]! * rate[leaf]!
      const nearer = came[i]!.map((sum, code) => (sum + prior) / fitted[code]!)
      scaleBy(rate, of, nearer)
    })
  }
  for (let leaf = 0; leaf < n; leaf++) {
    const own = (hits[leaf]! + OWN_WEIGHT * rate[leaf]!) / (tries[leaf]! + OWN_WEIGHT)
    rate[leaf] = Math.min(own, highest)
  }
  return rate
}
