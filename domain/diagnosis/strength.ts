/** Less is expected of nothing: what is new has no history, but it is not impossible. */
const LEAST = 0.5

/**
 * Evidence in nats that a count is not what was expected: the Poisson deviance, with as many units as the variance is
 * worth. For small deviations half the squared number of standard deviations; unlike it, a handful where one was
 * expected is not taken for a certainty.
 */
export function strength(expected: number, actual: number, variance: number): number {
  const e = Math.max(expected, LEAST)
  const units = (e * e) / Math.max(variance, LEAST)
  const r = Math.max(0, actual) / e
  return units * (r === 0 ? 1 : r * Math.log(r) - r + 1)
}
