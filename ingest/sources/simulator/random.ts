/**
 * Draws by position instead of by turn: a key and a slot's number always give the same number, so any part of the
 * world can be generated alone, and an incident changes only the draws that it touches.
 */
export function draw(key: number, slot: number): number {
  let x = (key + Math.imul(slot + 1, 0x9e3779b9)) | 0
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return ((x ^ (x >>> 15)) >>> 0) / 4294967296
}

/** Mixes whole numbers into one 32-bit key. */
export function keyFrom(a: number, b: number, c = 0, d = 0): number {
  let x = 0x2545f491
  for (const part of [a, b, c, d]) x = mix(x, part)
  return x
}

function mix(x: number, part: number): number {
  let y = Math.imul(x ^ part, 0x85ebca6b)
  y = Math.imul(y ^ (y >>> 13), 0xc2b2ae35)
  return (y ^ (y >>> 16)) | 0
}

/** The standard normal's quantile (Acklam), relative error below 1.2e-9; `u` in (0, 1). */
export function normal(u: number): number {
  const p = Math.min(1 - 1e-9, Math.max(1e-9, u))
  if (p < 0.02425) return tail(Math.sqrt(-2 * Math.log(p)))
  if (p > 0.97575) return -tail(Math.sqrt(-2 * Math.log(1 - p)))
  const q = p - 0.5
  const r = q * q
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  )
}

const tail = (q: number): number =>
  (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
    4.374664141464968) *
    q +
    2.938163982698783) /
  ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)

/** A log-normal waiting time by its median and 90th percentile, cut at `cap`; all in the same unit. */
interface Lag {
  mu: number
  sigma: number
  cap: number
}

export const lag = (median: number, p90: number, cap: number): Lag => ({
  mu: Math.log(median),
  sigma: Math.log(p90 / median) / 1.2815515655,
  cap,
})

export const wait = ({ mu, sigma, cap }: Lag, u: number): number => Math.min(cap, Math.exp(mu + sigma * normal(u)))

/** A log-normal factor with mean 1. */
export const factor = (sigma: number, u: number): number => Math.exp(sigma * normal(u) - (sigma * sigma) / 2)

/** The Poisson quantile: how many events of a rate `u` stands for. */
export function poisson(rate: number, u: number): number {
  if (rate <= 0) return 0
  if (rate > 200) return Math.max(0, Math.round(rate + Math.sqrt(rate) * normal(u)))
  let chance = Math.exp(-rate)
  let sum = chance
  let count = 0
  while (sum < u && count < 400) {
    count++
    chance *= rate / count
    sum += chance
  }
  return count
}

/** Index of the cumulative share that `u` falls into. */
export function pick(cumulative: readonly number[], u: number): number {
  let i = 0
  while (i < cumulative.length - 1 && u >= cumulative[i]!) i++
  return i
}

/** Running sums of shares, scaled to end at 1. */
export function cumulate(shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0)
  let sum = 0
  return shares.map((share) => (sum += share) / total)
}
