/**
 * The quantile of Student's t by degrees of freedom: how many standard errors hold the asked share of the chances on
 * one side. Found by halving over the distribution function; exact to nine digits.
 */
export function studentQuantile(share: number, freedom: number): number {
  if (share === 0.5) return 0
  if (share < 0.5) return -studentQuantile(1 - share, freedom)
  let [low, high] = [0, 2]
  while (studentShare(high, freedom) < share) high *= 2
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2
    if (studentShare(middle, freedom) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** The share of Student's t at or below `t`. */
function studentShare(t: number, freedom: number): number {
  const tail = incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2
  return t >= 0 ? 1 - tail : tail
}

/** Lanczos' approximation of ln Γ. */
function logGamma(x: number): number {
  const parts = [
    76.18009172947146, -86.50532032941677, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2,
    -0.5395239384953e-5,
  ] // prettier-ignore
  const shifted = x + 5.5
  let sum = 1.000000000190015
  parts.forEach((part, i) => (sum += part / (x + i + 1)))
  return -(shifted - (x + 0.5) * Math.log(shifted)) + Math.log((2.5066282746310005 * sum) / x)
}

/** The regularised incomplete beta function, by its continued fraction. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a
  const safe = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value)
  let above = 1
  let below = 1 / safe(1 - ((a + b) * x) / (a + 1))
  let fraction = below
  for (let m = 1; m < 300; m++) {
    for (const part of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      below = 1 / safe(1 + part * below)
      above = safe(1 + part / above)
      fraction *= above * below
    }
    if (Math.abs(above * below - 1) < 1e-12) break
  }
  return front * fraction
}
