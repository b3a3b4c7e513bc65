import type { Step } from './expectation.ts'

const BINS = 12
const LEAST_IN_BIN = 20
/** Leaves that expect less are too small to tell noise by. */
const LEAST_EXPECTED = 0.5
/** Median of a squared standard normal. */
const MEDIAN_OF_SQUARE = 0.455
/** Counts are never steadier than this share of what chance alone makes of them. */
const LEAST_OF_CHANCE = 0.3

/** Variance that chance alone would give: Poisson for a volume, binomial for a rate. */
export const chanceOf = ({ before }: Step, expected: Float64Array): Float64Array =>
  expected.map((e, leaf) => (before ? e * (1 - e / Math.max(before.actual[leaf]!, e, 1e-9)) : e))

/**
 * Each leaf's variance around its expectation: chance times what the
 * leaves show of it, plus a part that grows with the square, because good and bad weeks do not average out. Medians
 * over leaves of like size keep the causes themselves out of the noise.
 */
export function varianceOf({ actual, before }: Step, expected: Float64Array, chance: Float64Array): Float64Array {
  const leaves = Array.from(expected.keys())
    .filter((leaf) => expected[leaf]! > LEAST_EXPECTED && chance[leaf]! > 0)
    .sort((a, b) => expected[a]! - expected[b]!)
  const points: { size: number; ratio: number }[] = []
  for (let bin = 0; bin < BINS; bin++) {
    const part = leaves.slice(Math.floor((bin * leaves.length) / BINS), Math.floor(((bin + 1) * leaves.length) / BINS))
    if (part.length < LEAST_IN_BIN) continue
    const ratios = part.map((leaf) => (actual[leaf]! - expected[leaf]!) ** 2 / chance[leaf]!).sort((a, b) => a - b)
    const size = part.reduce((all, leaf) => all + expected[leaf]! ** 2 / chance[leaf]!, 0) / part.length
    points.push({ size, ratio: ratios[ratios.length >> 1]! / MEDIAN_OF_SQUARE })
  }
  const { level, slope } = line(points)
  const least = before ? LEAST_OF_CHANCE : 1
  return chance.map((c, leaf) => Math.max(level, least) * c + slope * expected[leaf]! ** 2)
}

/** Weighted straight line through the bins; a slope below zero means none. */
function line(points: readonly { size: number; ratio: number }[]): { level: number; slope: number } {
  if (points.length < 2) return { level: points[0]?.ratio ?? 1, slope: 0 }
  let [w, x, y, xx, xy] = [0, 0, 0, 0, 0]
  for (const { size, ratio } of points) {
    const weight = 1 / (ratio * ratio + 1e-9)
    w += weight
    x += weight * size
    y += weight * ratio
    xx += weight * size * size
    xy += weight * size * ratio
  }
  const spread = w * xx - x * x
  const slope = spread > 0 ? Math.max(0, (w * xy - x * y) / spread) : 0
  return { level: (y - slope * x) / w, slope }
}
