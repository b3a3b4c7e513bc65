import { finestOf } from './grain.ts'
import { shrunkenRates } from './expectation.ts'
import type { Lattice } from './lattice.ts'
import type { Leaves } from './leaves.ts'
import { isTelling, movement, type Places } from './movement.ts'
import { strength } from './strength.ts'
import type { Field } from './scan.ts'

/** What the present range should have brought, were it like the compared one but for what moved everywhere. */
export interface Outlook {
  /** By step, each against the actual count of the stage before. */
  fields: Field[]
  /** By step and leaf: units of the last stage that one unit of the step leads to. */
  yields: Float64Array[]
}

/** Rates near one are not as sure as dice: what is counted in a range began before it. */
const LEAST_CHANCE = 0.35
/** Counts are neither steadier nor wilder than so many times what chance makes of them. */
const STEADIEST = 0.7
const WILDEST = 25
/** Median of a squared standard normal. */
const MEDIAN_OF_SQUARE = 0.455
/** A channel or model may move by so much everywhere, as volume and as rate, without a cause. */
export const WIDE_DRIFT = { volume: 0.06, rate: 0.04 } as const
/** Evidence, in nats, from which such a movement is no drift. */
const NO_DRIFT = 8

/**
 * Works out what to expect.
 *
 * Seasons, holidays and the market move all places alike. So each step's expectation is multiplied by the movement that
 * the middle place shows, first of all counts together, then of each model, channel … for itself: walk-ins follow the
 * holidays as leads from portals do not. What remains is what a place has for itself. A model or channel that moves
 * everywhere by more than drift is left to be found as a cause of its own.
 */
export function outlook(leaves: Leaves, lattice: Lattice, geo: readonly string[]): Outlook {
  const ground = groundOf(lattice, geo)
  const periods = leaves.periods ?? 1
  const rates: Float64Array[] = []
  const fields = leaves.stages.map((stage, step): Field => {
    const own = { baseline: leaves.baseline[step]!, actual: leaves.actual[step]! }
    const before = step > 0 ? { baseline: leaves.baseline[step - 1]!, actual: leaves.actual[step - 1]! } : null
    const { field, rate } = foresee(ground, own, before, periods)
    rates.push(rate)
    const signs = (leaves.signs ?? []).filter((sign) => sign.stage === stage)
    if (signs.length === 0) return field
    const read = signs.map(({ baseline, actual, bad }) => {
      const hits = { baseline: baseline.hits, actual: actual.hits }
      const tries = { baseline: baseline.tries, actual: actual.tries }
      return {
        direction: bad === 'less' ? (1 as const) : (-1 as const),
        field: foresee(ground, hits, tries, periods).field,
      }
    })
    return { ...field, signs: read }
  })
  const yields = rates.map(() => new Float64Array(lattice.n).fill(1))
  for (let step = rates.length - 2; step >= 0; step--)
    for (let leaf = 0; leaf < lattice.n; leaf++)
      yields[step]![leaf] = yields[step + 1]![leaf]! * rates[step + 1]![leaf]!
  return { fields, yields }
}

/** The lattice seen as places and as kinds of business in them. */
interface Ground {
  lattice: Lattice
  finest: readonly number[]
  /** Organisation levels, coarse to fine. */
  levels: readonly number[]
  /** The finest dimensions that are no places. */
  kinds: readonly number[]
}

function groundOf(lattice: Lattice, geo: readonly string[]): Ground {
  const finest = finestOf(lattice, geo)
  const levels = geo.map((name) => lattice.dims.indexOf(name)).filter((d) => d >= 0)
  return { lattice, finest, levels, kinds: finest.filter((d) => !levels.includes(d)) }
}

interface Pair {
  baseline: Float64Array
  actual: Float64Array
}

function foresee(ground: Ground, { baseline, actual }: Pair, before: Pair | null, periods: number) {
  const { lattice, finest, levels, kinds } = ground
  const { n } = lattice
  const rate = before ? shrunkenRates(lattice, finest, baseline, before.baseline) : new Float64Array(n).fill(1)
  const expected = rate.map((each, leaf) => each * (before ? before.actual[leaf]! : baseline[leaf]!))
  const places = levels.map((d) => sumsBy(lattice, d, expected, actual))
  const moved = movement(places) ?? quotient(actual, expected)
  for (let leaf = 0; leaf < n; leaf++) {
    expected[leaf]! *= moved
    rate[leaf]! *= moved
  }
  // The comparison's own chance comes on top, in the present range's scale.
  const echo = (before ? quotient(before.actual, before.baseline) : moved) / periods
  const chance = expected.map((e, leaf) => e * (before ? Math.max(LEAST_CHANCE, 1 - rate[leaf]!) : 1) * (1 + echo))
  const wild = dispersion(lattice, levels, expected, actual, chance)
  const drift = before ? WIDE_DRIFT.rate : WIDE_DRIFT.volume
  for (const kind of kinds) {
    const factors = kindMovements(lattice, kind, levels, expected, actual, chance, { wild, drift })
    for (let leaf = 0; leaf < n; leaf++) {
      const factor = factors[lattice.codes[kind]![leaf]!]!
      expected[leaf]! *= factor
      rate[leaf]! *= factor
      chance[leaf]! *= factor
    }
  }
  const field: Field = { actual, expected, variance: chance.map((c) => c * wild), swing: expected.slice() }
  return { field, rate }
}

/** The benign movement of each value of a kind; 1 where it is a cause or cannot be told. */
function kindMovements(
  { values, codes, n }: Lattice,
  kind: number,
  levels: readonly number[],
  expected: Float64Array,
  actual: Float64Array,
  chance: Float64Array,
  { wild, drift }: { wild: number; drift: number },
): number[] {
  const of = codes[kind]!
  const size = values[kind]!.length
  const [sum, noise] = [new Float64Array(size), new Float64Array(size)]
  for (let leaf = 0; leaf < n; leaf++) {
    sum[of[leaf]!]! += expected[leaf]!
    noise[of[leaf]!]! += chance[leaf]!
  }
  const tables = levels.map((d) => {
    const wide = values[d]!.length
    const made = { wide, expected: new Float64Array(size * wide), actual: new Float64Array(size * wide) }
    for (let leaf = 0; leaf < n; leaf++) {
      const at = of[leaf]! * wide + codes[d]![leaf]!
      made.expected[at]! += expected[leaf]!
      made.actual[at]! += actual[leaf]!
    }
    return made
  })
  return values[kind]!.map((_, code) => {
    const part = (x: Float64Array, wide: number): Float64Array => x.subarray(code * wide, (code + 1) * wide)
    const own = movement(tables.map((one): Places => ({ expected: part(one.expected, one.wide), actual: part(one.actual, one.wide) }))) // prettier-ignore
    if (own === null || own <= 0) return 1
    const e = sum[code]!
    const variance = wild * noise[code]!
    if (strength(e, own * e, variance + (drift * e) ** 2) >= NO_DRIFT) return 1
    // Of what may as well be chance, only the part that drift usually makes is taken for one.
    return 1 + (own - 1) * ((drift * e) ** 2 / ((drift * e) ** 2 + variance))
  })
}

function sumsBy({ values, codes, n }: Lattice, d: number, expected: Float64Array, actual: Float64Array): Places {
  const places = { expected: new Float64Array(values[d]!.length), actual: new Float64Array(values[d]!.length) }
  for (let leaf = 0; leaf < n; leaf++) {
    places.expected[codes[d]![leaf]!]! += expected[leaf]!
    places.actual[codes[d]![leaf]!]! += actual[leaf]!
  }
  return places
}

/** How many times wilder than chance the places are, by their median: incidents sit in few of them. */
function dispersion(
  lattice: Lattice,
  levels: readonly number[],
  expected: Float64Array,
  actual: Float64Array,
  chance: Float64Array,
): number {
  const d = levels.findLast((level) => isTelling(sumsBy(lattice, level, expected, actual)))
  if (d === undefined) return 1
  const came = sumsBy(lattice, d, expected, actual)
  const noise = sumsBy(lattice, d, chance, actual).expected
  const squares = came.expected.map((e, place) => (noise[place]! > 0 ? (came.actual[place]! - e) ** 2 / noise[place]! : 0)).sort() // prettier-ignore
  return Math.min(WILDEST, Math.max(STEADIEST, squares[squares.length >> 1]! / MEDIAN_OF_SQUARE))
}

function quotient(above: Float64Array, below: Float64Array): number {
  const [a, b] = [above, below].map((x) => x.reduce((all, value) => all + value, 0)) as [number, number]
  return a > 0 && b > 0 ? a / b : 1
}
