import type { Counts } from './kinds.ts'
import { sumBy } from './column.ts'
import type { Lattice } from './lattice.ts'
import { isTelling, LEAST_REGIONS, sumsBy, type Places } from './movement.ts'

/** Counts are no wilder than so many times what chance makes of them. */
const WILDEST = 25
/** Of places, those that are steadiest, and the mean of as many of the smallest squares of a standard normal. */
const STEADY = { share: 0.85, square: 0.52 } as const

/**
 * How many times wilder than chance the places are, but for the wildest. An incident sits in few of them and in one
 * region: it is not to excuse itself, so the wildest region is left out. With `within`, places are compared inside the
 * next larger ones only: where callers of two areas are missing, their dealers all fall alike, and are no wilder for it.
 */
export function dispersion(
  { lattice, levels }: { lattice: Lattice; levels: readonly number[] },
  { expected, actual, variance }: Counts,
  within: boolean,
): number {
  const d = levels.findLast((level) => isTelling(sumsBy(lattice, level, expected, actual)))
  if (d === undefined) return 1
  const came = sumsBy(lattice, d, expected, actual)
  const noise = sumBy(variance, lattice.codes[d]!, lattice.values[d]!.length)
  const parent = within ? levels[levels.indexOf(d) - 1] : undefined
  const squares =
    parent === undefined
      ? squaresOf(came, noise, null)
      : squaresOf(came, noise, { of: aboveOf(lattice, d, parent), ...sumsBy(lattice, parent, expected, actual) })
  const region = levels.find((level) => level !== d && lattice.values[level]!.length >= LEAST_REGIONS)
  const of = region === undefined ? null : aboveOf(lattice, d, region)
  const wildest = of && wildestOf(squares, of)
  const left = squares.filter((_, place) => !of || of[place] !== wildest).sort()
  const steady = left.subarray(0, Math.max(1, Math.floor(STEADY.share * left.length)))
  const mean = steady.reduce((sum, square) => sum + square, 0) / steady.length
  return Math.min(WILDEST, mean / STEADY.square)
}

/** Squared deviations of places, in units of their noise; held against what their `larger` places did, where given. */
function squaresOf(came: Places, noise: Float64Array, larger: (Places & { of: Int32Array }) | null): Float64Array {
  return came.expected.map((e, place) => {
    if (!(noise[place]! > 0)) return 0
    const at = larger?.of[place] ?? 0
    const [all, done] = larger ? [larger.expected[at]!, larger.actual[at]!] : [0, 0]
    const moved = all > 0 && done > 0 ? done / all : 1
    // A place is part of what it is held against: it seems nearer than it is.
    const free = all > e ? 1 - e / all : 1
    return (came.actual[place]! - e * moved) ** 2 / (noise[place]! * moved * free)
  })
}

/** By place of level `d`: the place of a coarser level that it lies in. */
function aboveOf({ codes, values, n }: Lattice, d: number, above: number): Int32Array {
  const of = new Int32Array(values[d]!.length)
  for (let leaf = 0; leaf < n; leaf++) of[codes[d]![leaf]!] = codes[above]![leaf]!
  return of
}

/** The region whose places have the largest squares on average. */
function wildestOf(squares: Float64Array, of: Int32Array): number {
  const sums = new Map<number, { sum: number; places: number }>()
  squares.forEach((square, place) => {
    const one = sums.get(of[place]!) ?? { sum: 0, places: 0 }
    sums.set(of[place]!, { sum: one.sum + square, places: one.places + 1 })
  })
  const mean = ({ sum, places }: { sum: number; places: number }): number => sum / places
  return [...sums].reduce((wildest, one) => (mean(one[1]) > mean(wildest[1]) ? one : wildest))[0]
}
