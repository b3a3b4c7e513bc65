/** Less is expected of nothing: what is new has no history, but it is not impossible. */
const LEAST = 0.5

/**
 * Evidence in nats that a count is not what was expected: the log likelihood ratio of two Poisson counts against a common
 * mean, the expectation being itself a draw (the mean of so many `periods`), divided by how much wilder than that the
 * two are (`variance`: of their difference). For small deviations half the squared number of standard deviations; unlike
 * it, a low draw in the past is not taken for a certainty.
 */
export function strength(expected: number, actual: number, variance: number, periods: number): number {
  const e = Math.max(expected, LEAST)
  const a = Math.max(0, actual)
  const mean = (a + periods * e) / (1 + periods)
  const ratio = (a > 0 ? a * Math.log(a / mean) : 0) + periods * e * Math.log(e / mean)
  return (ratio * e * (1 + 1 / periods)) / Math.max(variance, LEAST)
}
