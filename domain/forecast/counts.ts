/** The standard normal's quantiles at 10 and 90 %. */
const TENTH = 1.2815515655446004
/** Above this mean the steps between counts no longer matter. */
const EXACT_UPTO = 400

/**
 * The interval that holds 80 % of a count whose expected value is itself uncertain: Poisson with a gamma-distributed
 * mean (`mean`, variance `spread`). The sum is exact for small counts, so that three cars do not get an interval
 * from −1 to 7; the ends are whole numbers.
 */
export function countInterval(mean: number, spread: number): [low: number, high: number] {
  if (mean <= 0) return [0, 0]
  if (mean > EXACT_UPTO) {
    const deviation = Math.sqrt(mean + spread)
    return [Math.max(0, Math.round(mean - TENTH * deviation)), Math.round(mean + TENTH * deviation)]
  }
  const size = spread > mean * 1e-9 ? (mean * mean) / spread : Infinity
  let chance = size === Infinity ? Math.exp(-mean) : (size / (size + mean)) ** size
  let reached = 0
  let low = -1
  for (let count = 0; ; count++) {
    // A count stands for the middle of its own chance: the ends of a step would make every small interval too wide.
    const middle = reached + chance / 2
    if (low < 0 && middle >= 0.1) low = count
    if (middle >= 0.9 || count > 40 * (mean + 10)) return [Math.max(0, low), Math.max(low, count)]
    reached += chance
    chance *= size === Infinity ? mean / (count + 1) : ((size + count) / (count + 1)) * (mean / (size + mean))
  }
}
