/** Two-sided share of the normal distribution: nineteen of twenty intervals hold the true rate. */
const NINETY_FIVE = 1.96

/**
 * The Wilson score interval of a rate of `hits` in `tries`: which true rates fit what was seen, honest for small
 * numbers too. `null` where the two are no rate: nothing tried, or more hits than tries.
 */
export function wilson(hits: number, tries: number, z = NINETY_FIVE): { low: number; high: number } | null {
  if (!(tries > 0) || hits < 0 || hits > tries) return null
  const rate = hits / tries
  const weight = 1 + (z * z) / tries
  const middle = (rate + (z * z) / (2 * tries)) / weight
  const half = (z / weight) * Math.sqrt((rate * (1 - rate)) / tries + (z * z) / (4 * tries * tries))
  return { low: hits === 0 ? 0 : Math.max(0, middle - half), high: hits === tries ? 1 : Math.min(1, middle + half) }
}

/** The median of figures; `null` of none. */
export function median(figures: readonly number[]): number | null {
  if (figures.length === 0) return null
  const sorted = [...figures].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
