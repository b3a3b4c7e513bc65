/** How the tests of a week are spread: cells tried in a family, and how often each is tried in a week. */
interface Family {
  cells: number
  times: number
}

/** Degrees of freedom of the noise: it is itself only estimated. */
const FREEDOM = 30

/**
 * How far out a cell must lie so that chance alone raises `budget` alarms a week over every test of every family
 * together. Each family gets the same share of the budget. Answers deviations, above zero.
 */
export function openAt(budget: number, families: readonly Family[]): number[] {
  const tried = families.filter(({ cells }) => cells > 0).length
  return families.map(({ cells, times }) => {
    if (cells === 0) return Number.POSITIVE_INFINITY
    return outlier(Math.min(0.2, budget / tried / (cells * times)))
  })
}

/** The deviation that Student's distribution exceeds with a chance, one-sided. */
export function outlier(chance: number): number {
  const z = normalOutlier(chance)
  const [z3, z5, z7] = [z ** 3, z ** 5, z ** 7]
  return (
    z +
    (z3 + z) / (4 * FREEDOM) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * FREEDOM ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * FREEDOM ** 3)
  )
}

/** The standard normal's upper quantile, by halving: called a few times an hour. */
function normalOutlier(chance: number): number {
  let [low, high] = [0, 12]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (upperTail(middle) > chance) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Chance of a standard normal above `z` ≥ 0: a continued fraction far out, else the series of the error function. */
function upperTail(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  if (z > 3) {
    let fraction = z
    for (let k = 40; k > 0; k--) fraction = z + k / fraction
    return density / fraction
  }
  let [term, total] = [z, z]
  for (let k = 1; k < 60; k++) {
    term *= (z * z) / (2 * k + 1)
    total += term
  }
  return 0.5 - density * total
}
