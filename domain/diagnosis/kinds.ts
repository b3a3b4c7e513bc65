import { sumBy, total } from './column.ts'
import type { Lattice } from './lattice.ts'
import { LEAST_REGIONS, movement, sumsBy, type Places } from './movement.ts'
import { strength } from './strength.ts'

/** What a few dozen cells show by chance is no lump. */
const LEAST_LUMP = 2
const MOST_LUMP = 25
/** Cells with less variance hold nothing. */
const LEAST_NOISE = 1
/** Evidence, in nats, from which such a movement is no drift. */
const NO_DRIFT = 8

/** What was expected by leaf, what came, and the variance of the difference. */
export interface Counts {
  expected: Float64Array
  actual: Float64Array
  variance: Float64Array
}

/**
 * How many times more than other business each value of a kind swings from place to place: leads of car shows come in
 * lumps, now in one city and now in another. What moves all business of a place, or the kind in all places, is no
 * lump. Read in all regions but the wildest, so that an incident does not excuse itself.
 */
export function lumpiness(
  { values, codes, n }: Lattice,
  kind: number,
  levels: readonly number[],
  moves: readonly (number | null)[],
  { expected, actual, variance }: Counts,
): number[] {
  const wide = levels.findIndex((d) => values[d]!.length >= LEAST_REGIONS)
  if (wide < 0) return values[kind]!.map(() => 1)
  const region = levels[wide]!
  const cell = levels[wide + 1] ?? region
  const regions = values[region]!.length
  const cells = values[cell]!.length
  const size = values[kind]!.length * cells
  const [miss, noise, where] = [new Float64Array(size), new Float64Array(size), new Int32Array(size)]
  const place = sumsBy({ values, codes }, cell, expected, actual)
  const whole = sumsBy({ values, codes }, kind, expected, actual)
  const all = ratioOf(total(actual), total(expected))
  const ofPlace = place.expected.map((e, here) => ratioOf(place.actual[here]!, e))
  const ofKind = moves.map((own, code) => (own ?? ratioOf(whole.actual[code]!, whole.expected[code]!)) / all)
  for (let leaf = 0; leaf < n; leaf++) {
    const here = codes[cell]![leaf]!
    const at = codes[kind]![leaf]! * cells + here
    const moved = ofPlace[here]! * ofKind[codes[kind]![leaf]!]!
    miss[at]! += actual[leaf]! - expected[leaf]! * moved
    // Of six times as much, chance makes more as well: of what came, and of the comparison that is scaled to it.
    noise[at]! += variance[leaf]! * Math.max(1, (moved + moved ** 2) / 2)
    where[at] = codes[region]![leaf]!
  }
  return values[kind]!.map((_, code) => {
    const [squares, seen] = [new Float64Array(regions), new Float64Array(regions)]
    for (let at = code * cells; at < (code + 1) * cells; at++) {
      if (noise[at]! < LEAST_NOISE) continue
      squares[where[at]!]! += miss[at]! ** 2 / noise[at]!
      seen[where[at]!]! += 1
    }
    const means = [...squares.keys()].filter((r) => seen[r]! > 0).map((r) => squares[r]! / seen[r]!)
    if (means.length < LEAST_REGIONS) return 1
    const steady = means.sort((a, b) => a - b).slice(0, -1)
    const lump = steady.reduce((sum, mean) => sum + mean, 0) / steady.length
    return lump < LEAST_LUMP ? 1 : Math.min(MOST_LUMP, lump)
  })
}

/** By how much each value of a kind moved in all places alike; null where that cannot be told. */
export function kindMovements(
  { values, codes, n }: Lattice,
  kind: number,
  levels: readonly number[],
  { expected, actual }: Places,
): (number | null)[] {
  const of = codes[kind]!
  const size = values[kind]!.length
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
    return movement(tables.map((one): Places => ({ expected: part(one.expected, one.wide), actual: part(one.actual, one.wide) }))) // prettier-ignore
  })
}

/**
 * The part of each value's movement that is no cause: none, where it is beyond drift; and of what may as well be
 * chance only what drift usually makes.
 */
export function benignParts(
  { values, codes }: Lattice,
  kind: number,
  moves: readonly (number | null)[],
  { expected, variance }: Counts,
  drift: number,
  periods: number,
): number[] {
  const size = values[kind]!.length
  const [sum, noise] = [sumBy(expected, codes[kind]!, size), sumBy(variance, codes[kind]!, size)]
  return moves.map((own, code) => benignPart(own, { sum: sum[code]!, noise: noise[code]! }, drift, periods))
}

/** The part of one movement that is no cause; `sum`: what was expected, `noise`: the variance of the difference. */
export function benignPart(
  own: number | null,
  { sum, noise }: { sum: number; noise: number },
  drift: number,
  periods: number,
): number {
  const sway = (drift * sum) ** 2
  if (own === null || own <= 0 || sway === 0) return 1
  if (strength(sum, own * sum, noise + sway, periods) >= NO_DRIFT) return 1
  return 1 + (own - 1) * (sway / (sway + noise))
}

const ratioOf = (actual: number, expected: number): number => (actual > 0 && expected > 0 ? actual / expected : 1)
