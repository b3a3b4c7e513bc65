import { finestOf } from './grain.ts'
import { shrunkenRates } from './expectation.ts'
import type { Lattice } from './lattice.ts'
import type { Leaves } from './leaves.ts'
import { dispersion } from './dispersion.ts'
import { benignPart, benignParts, kindMovements, lumpiness } from './kinds.ts'
import { LEAST_REGIONS, movement, sumsBy } from './movement.ts'
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
/** No leaf yields more than so many times what all yield. */
const MOST_OF_USUAL = 3
/** Few of the dealers' own ways show in a month: so many units of the usual are laid under each. */
const PRIOR_UNITS = 25
/** Stages that all pass can be steadier than dice, those that few pass cannot. */
const STEADIER = 0.6
/** A channel or model may move by so much everywhere, as volume and as rate, without a cause. */
export const WIDE_DRIFT = { volume: 0.06, rate: 0.04 } as const

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
        field: foresee(ground, hits, tries, periods, isPart(hits, tries)).field,
      }
    })
    return { ...field, signs: read }
  })
  const most = leaves.actual.map(
    (actual, step) => MOST_OF_USUAL * (step > 0 ? quotient(actual, leaves.actual[step - 1]!) : 1),
  )
  const yields = rates.map(() => new Float64Array(lattice.n).fill(1))
  for (let step = rates.length - 2; step >= 0; step--)
    for (let leaf = 0; leaf < lattice.n; leaf++)
      yields[step]![leaf] = yields[step + 1]![leaf]! * Math.min(rates[step + 1]![leaf]!, most[step + 1]!)
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

/** Whether hits are some of the tries, as calls that reach somebody are of calls, and not counted apart from them. */
const isPart = (hits: Pair, tries: Pair): boolean =>
  (['baseline', 'actual'] as const).every((range) => hits[range].every((count, leaf) => count <= tries[range][leaf]!))

/** `isPart`: whether what is counted is part of the stage before, and not only most often follows it. */
function foresee(ground: Ground, { baseline, actual }: Pair, before: Pair | null, periods: number, isPart = false) {
  const { lattice, finest, levels, kinds } = ground
  const { n } = lattice
  const rate = before
    ? shrunkenRates(lattice, finest, baseline, before.baseline, { prior: PRIOR_UNITS })
    : new Float64Array(n).fill(1)
  const expected = rate.map((each, leaf) => each * (before ? before.actual[leaf]! : baseline[leaf]!))
  const places = levels.map((d) => sumsBy(lattice, d, expected, actual))
  const common = movement(places) ?? quotient(actual, expected)
  const moved = isPart && isNarrow(lattice, levels) ? benignOf(common, expected, periods) : common
  for (let leaf = 0; leaf < n; leaf++) {
    expected[leaf]! *= moved
    rate[leaf]! *= moved
  }
  const chance = chances(lattice, levels.at(-1), { baseline, before, expected, moved, periods, isPart })
  const loose = before && !isPart ? STEADIER * Math.min(1, quotient(expected, before.actual)) ** 2 : 0
  const moves = kinds.map((kind) => kindMovements(lattice, kind, levels, { expected, actual }))
  const lumpy = new Float64Array(n).fill(1)
  kinds.forEach((kind, k) => {
    const lumps = lumpiness(lattice, kind, levels, moves[k]!, { expected, actual, variance: chance })
    for (let leaf = 0; leaf < n; leaf++) lumpy[leaf] = Math.max(lumpy[leaf]!, lumps[lattice.codes[kind]![leaf]!]!)
  })
  const noise = chance.map((c, leaf) => c * lumpy[leaf]!)
  const wild = Math.max(1 - loose, dispersion(ground, { expected, actual, variance: noise }, isPart))
  const variance = chance.map((c) => c * wild)
  kinds.forEach((kind, k) => {
    const all = { expected, actual, variance }
    const drift = before ? WIDE_DRIFT.rate : WIDE_DRIFT.volume
    const benign = benignParts(lattice, kind, moves[k]!, all, drift, periods)
    for (let leaf = 0; leaf < n; leaf++) {
      const part = benign[lattice.codes[kind]![leaf]!]!
      expected[leaf]! *= part
      rate[leaf]! *= part
      variance[leaf]! *= part
    }
  })
  for (let leaf = 0; leaf < n; leaf++) variance[leaf]! *= lumpy[leaf]!
  const field: Field = { actual, expected, variance, swing: expected.slice() }
  return { field, rate }
}

/** Whether the places asked about may all be hit by one incident: they belong to a region or a few. */
const isNarrow = ({ values }: Lattice, levels: readonly number[]): boolean =>
  levels.length > 0 && values[levels[0]!]!.length < LEAST_REGIONS

/**
 * What of a common movement of process figures is no cause. Callers know no season: where all areas of one region call
 * less in time, nobody else is there to say that all do.
 */
function benignOf(common: number, expected: Float64Array, periods: number): number {
  const sum = expected.reduce((all, e) => all + e, 0)
  return benignPart(common, { sum, noise: sum * (1 + 1 / periods) }, WIDE_DRIFT.rate, periods)
}

/** What a step is held against: its counts and those of the stage before. */
interface Held {
  baseline: Float64Array
  before: Pair | null
  expected: Float64Array
  moved: number
  periods: number
  isPart: boolean
}

/**
 * Variance that chance makes of each leaf: of what comes now, and of the comparison, which is a draw as well. A dealer
 * with few units in the comparison has no rate worth the name, whatever it expects of many now; so its own counts say
 * how sure it is. Stages that do not need the one before (orders without a test drive, cars paid this month of orders
 * of the last) vary with it, in either range.
 */
function chances(
  { codes, values, n }: Lattice,
  place: number | undefined,
  { baseline, before, expected, moved, periods, isPart }: Held,
): Float64Array {
  if (!before) return expected.map((e) => e * (1 + moved / periods))
  const of = place === undefined ? new Int32Array(n) : codes[place]!
  const size = place === undefined ? 1 : values[place]!.length
  const [should, hits, triesBefore] = [expected, baseline, before.baseline].map((x) => {
    const sums = new Float64Array(size)
    for (let leaf = 0; leaf < n; leaf++) sums[of[leaf]!]! += x[leaf]!
    return sums
  }) as [Float64Array, Float64Array, Float64Array]
  const rate = Math.min(1, quotient(expected, before.actual))
  const dice = Math.max(LEAST_CHANCE, 1 - rate)
  const loose = isPart ? 0 : rate * rate
  const each = should.map((e, at) => {
    const carried = e > 0 ? Math.max(1, (1 + (rate * triesBefore[at]!) / e) / 2) : 1
    return dice + loose * carried + (e * (dice / (hits[at]! + 1) + loose / (triesBefore[at]! + 1))) / periods
  })
  return expected.map((e, leaf) => e * each[of[leaf]!]!)
}

function quotient(above: Float64Array, below: Float64Array): number {
  const [a, b] = [above, below].map((x) => x.reduce((all, value) => all + value, 0)) as [number, number]
  return a > 0 && b > 0 ? a / b : 1
}
