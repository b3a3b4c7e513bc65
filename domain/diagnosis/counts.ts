import { cuboids, decided, segmentOf, type Lattice, type Segment } from './lattice.ts'
import { shrunken, type Step } from './expectation.ts'
import { scan, type Field, type Judge } from './scan.ts'
import { chanceOf, varianceOf } from './variance.ts'

/** A segment in which a step of the funnel yields another count than its own history lets expect. */
export interface Shift {
  segment: Segment
  step: string
  /** Units of the step: what was expected of the actual count of the stage before, and what came. */
  expected: number
  actual: number
  /** Squared deviations of noise, halved, less the price of the choice among segments and steps. */
  evidence: number
}

/** Relative drift of whole segments that needs no cause. */
const BENIGN_DRIFT = 0.02
/** Price of a choice among `n` segments and steps, in units of ln n, and of each dimension that a segment names. */
const CHOICE_PRICE = 2
const DIMENSION_PRICE = 2
const LEAST_EVIDENCE = 8
const MOST_SHIFTS = 12
/** Segments that expect less tell nothing. */
const LEAST_EXPECTED = 1

/**
 * Names where and at which step counts differ from what history lets expect, both ways, surest first. It knows nothing
 * of dimensions, seasons or process figures: for any table of counts against a steady history.
 *
 * Every step is held against the *actual* count of the stage before, so leads that never came do not show as a bad
 * close rate further down.
 */
export function locateShifts(lattice: Lattice, steps: readonly Step[]): Shift[] {
  const decides = decided(lattice)
  const finest = lattice.dims.map((_, d) => d).filter((d) => !decides.some((row) => row[d]))
  const fields = steps.map((step): Field => {
    const expected = shrunken(lattice, finest, step)
    const swing = chanceOf(step, expected)
    return { actual: step.actual, expected, variance: varianceOf(step, expected, swing), swing }
  })
  const judge: Judge = ({ expected, actual, variance, swing }, { cuboid: { possible, dims } }) => {
    if (expected < LEAST_EXPECTED) return -Infinity
    const price = CHOICE_PRICE * Math.log(possible * steps.length) + DIMENSION_PRICE * dims.length
    return (expected - actual) ** 2 / (2 * (variance + (BENIGN_DRIFT * swing) ** 2)) - price
  }
  const limits = { least: LEAST_EVIDENCE, most: MOST_SHIFTS }
  return scan(cuboids(lattice), fields, judge, limits).map(({ cuboid, key, field, expected, actual, evidence }) => ({
    segment: segmentOf(lattice, cuboid, key),
    step: steps[field]!.name,
    expected,
    actual,
    evidence,
  }))
}
