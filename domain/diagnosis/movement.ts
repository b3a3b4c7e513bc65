import { sumBy } from './column.ts'
import type { Lattice } from './lattice.ts'

/** Places whose counts are smaller on average say nothing about a movement. */
const LEAST_IN_PLACE = 12
/** Fewer places cannot tell what is common to all from what is their own. */
const LEAST_PLACES = 4

/** Fewer regions may all be hit by one incident, and cannot spare the wildest. */
export const LEAST_REGIONS = 4

/** So many places are enough: fewer and larger ones tell the middle more exactly than more and smaller ones. */
const ENOUGH_PLACES = 20

/** Sums by place of what was expected and what came. */
export interface Places {
  expected: Float64Array
  actual: Float64Array
}

/**
 * By how much places moved that have nothing in common but the calendar and the market: the weighted median of what
 * came against what was expected, over the coarsest of `levels` that has enough places, else the finest whose places
 * count enough. Half of the business would have to fall in other places for an incident to reach it. Null where there
 * is nothing to compare.
 */
export function movement(levels: readonly Places[]): number | null {
  const level =
    levels.find((one) => one.expected.length >= ENOUGH_PLACES && isTelling(one)) ?? levels.findLast(isTelling)
  if (!level) return null
  const ratios = [...level.expected.keys()]
    .filter((place) => level.expected[place]! > 0)
    .map((place) => ({ weight: level.expected[place]!, ratio: level.actual[place]! / level.expected[place]! }))
    .sort((a, b) => a.ratio - b.ratio)
  const half = ratios.reduce((sum, { weight }) => sum + weight, 0) / 2
  let passed = 0
  for (const { weight, ratio } of ratios) if ((passed += weight) >= half) return ratio
  return null
}

/** Whether a level has enough places, and enough in them. */
export function isTelling({ expected }: Places): boolean {
  let [places, sum] = [0, 0]
  for (const value of expected) {
    if (value > 0) places++
    sum += value
  }
  return places >= LEAST_PLACES && sum / places >= LEAST_IN_PLACE
}

/** Sums by the values of one dimension. */
export function sumsBy(
  { values, codes }: Pick<Lattice, 'values' | 'codes'>,
  d: number,
  expected: Float64Array,
  actual: Float64Array,
): Places {
  const size = values[d]!.length
  return { expected: sumBy(expected, codes[d]!, size), actual: sumBy(actual, codes[d]!, size) }
}
