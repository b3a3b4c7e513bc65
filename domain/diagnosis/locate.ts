import { cuboids, unnamedOf, type Lattice } from './lattice.ts'
import type { Leaves } from './leaves.ts'
import { outlook, WIDE_DRIFT, type Outlook } from './outlook.ts'
import { replay, scan, type Candidate, type Judge, type SignSums, type Sums, type UsualSums } from './scan.ts'
import { strength } from './strength.ts'

export interface LocateOptions {
  geo: readonly string[]
  /** Causes that chance alone may name in a month of daily questions. */
  falseAlarms: number
  most: number
}

/** What was found, surest first, and the outlook in which that has no say. */
interface Located {
  candidates: Candidate[]
  outlook: Outlook
}

const DAYS = 30
/** A place may drift by so much, beyond what all places do, without a cause. */
const PLACE_DRIFT = 0.025
const SIGN_DRIFT = 0.03
/** Price of each dimension that a segment names, in nats: the plainer of two names wins. */
const DIMENSION_PRICE = 1.5
/** From here on the step itself has moved: what says the opposite is taken off the sign, and once more off the step. */
const LEAST_OF_STEP = 1
/** Price of a sign whose step has not moved yet. */
const ALONE = 3
/** Segments overlap, so chance has fewer tries than there are segments: measured on quiet worlds. */
const OVERLAP = 6
/** Of a deviation from several ranges, what must show against the compared one. */
const SEEN = 0.5
/** Segments of fewer units, expected and come, tell nothing. */
const LEAST_UNITS = 4

/**
 * Names the segments and steps that differ from the outlook, over every combination of place × model × channel ….
 *
 * The bar is a budget of false alarms: a month of daily questions looks at so many segments (each step has an equal
 * share of the budget, sets of dimensions have the more of it the fewer they are, and each segment of a set has an
 * equal part), and chance alone may name `falseAlarms` of them. What the loudest process figure says of a step counts
 * as evidence for it, unless the step itself has moved the other way: calls that reach nobody are a cause before the
 * visits are missed.
 */
export function locate(leaves: Leaves, lattice: Lattice, { geo, falseAlarms, most }: LocateOptions): Located {
  const looked = outlook(leaves, lattice, geo)
  const all = cuboids(lattice, geo)
  const unnamed = new Map(all.map((cuboid) => [cuboid, unnamedOf(lattice, cuboid)]))
  const places = new Set(geo.map((name) => lattice.dims.indexOf(name)))
  const shares = all.reduce((sum, { dims }) => sum + Math.exp(-DIMENSION_PRICE * dims.length), 0)
  const entrance = Math.log(shares * leaves.stages.length) + Math.log(DAYS / falseAlarms / OVERLAP)
  const judge: Judge = ({ expected, actual, variance, swing }, { cuboid, key }, { signs, usual }, field) => {
    if (expected + actual < LEAST_UNITS || unnamed.get(cuboid)![key]) return -Infinity
    const { dims, size } = cuboid
    const wide = dims.length === 1 && !places.has(dims[0]!)
    const drift = wide ? WIDE_DRIFT[field === 0 ? 'volume' : 'rate'] : PLACE_DRIFT
    const own = strength(expected, actual, variance + (drift * swing) ** 2, 1)
    const evidence = Math.max(
      own + told(own, actual < expected, signs()),
      unusual({ expected, actual }, usual(), drift),
    )
    return evidence - entrance - Math.log(size) - DIMENSION_PRICE * dims.length
  }
  const found = scan(all, looked.fields.map(copy), judge, { least: 0, most })
  const clear = looked.without(found)
  return { candidates: replay(clear.fields.map(copy), found), outlook: clear }
}

/** Evidence of the signs of a step that moved by `own`, down or up. */
function told(own: number, fall: boolean, signs: readonly SignSums[]): number {
  let loudest = 0
  for (const { direction, expected, actual, variance, swing } of signs) {
    const said = strength(expected, actual, variance + (SIGN_DRIFT * swing) ** 2, 1)
    const agrees = fall === (direction === 1 ? actual < expected : actual > expected)
    const paid = agrees && own >= LEAST_OF_STEP ? said : said - ALONE - (agrees ? 0 : 2 * own)
    loudest = Math.max(loudest, paid)
  }
  return Math.max(0, loudest - Math.log(Math.max(1, signs.length)))
}

/**
 * Evidence against several ranges, where the compared one shows most of it: what was so then already is no cause of a
 * change since.
 */
function unusual(
  { expected, actual }: Pick<Sums, 'expected' | 'actual'>,
  usual: UsualSums | null,
  drift: number,
): number {
  if (!usual) return 0
  const shift = actual - expected
  const whole = usual.actual - usual.expected
  if (shift * whole <= 0 || Math.abs(shift) < SEEN * Math.abs(whole)) return 0
  return strength(usual.expected, usual.actual, usual.variance + (drift * usual.swing) ** 2, usual.periods)
}

const copy = (field: Outlook['fields'][number]): Outlook['fields'][number] => ({
  actual: field.actual,
  expected: field.expected.slice(),
  variance: field.variance.slice(),
  swing: field.swing.slice(),
  ...(field.usual && { usual: { ...field.usual, field: copy(field.usual.field) } }),
  ...(field.signs && { signs: field.signs.map(({ field: sign, direction }) => ({ field: copy(sign), direction })) }),
})
