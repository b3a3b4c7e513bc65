/** Changes closer to nothing than this, relative to where they began, are worked out by a series. */
const CLOSE = 1e-6

/** Logarithmic mean of two positive numbers. */
function logMean(a: number, b: number): number {
  if (a === b) return a
  const d = a / b - 1
  // (a − b) / ln(a / b) loses all its digits where a and b are nearly equal.
  return Math.abs(d) < CLOSE ? b * (1 + d / 2 - (d * d) / 12) : (a - b) / Math.log(a / b)
}

/** A stage's rate; `null` where nobody was there to go on. */
const rate = (counts: readonly number[], step: number): number | null =>
  step === 0 ? counts[0]! : counts[step - 1]! > 0 ? counts[step]! / counts[step - 1]! : null

/**
 * Splits the change of the last stage's count over the steps of one funnel (additive LMDI-I): the first step is the
 * volume, each other one the rate from the stage before. Counts are per stage, not negative. The parts sum to the
 * change to the last digit.
 *
 * A rate without a stage before it is not zero but unknown, and takes the other range's value: so the whole change
 * lands on the first step that died, or that came to life.
 */
export function decompose(baseline: readonly number[], actual: readonly number[]): number[] {
  const steps = baseline.length
  const from = baseline[steps - 1]!
  const to = actual[steps - 1]!
  const parts = new Array<number>(steps).fill(0)
  if (from === 0 && to === 0) return parts
  const rates = Array.from({ length: steps }, (_, step) => {
    const [was, is] = [rate(baseline, step), rate(actual, step)]
    return [was ?? is ?? 0, is ?? was ?? 0] as const
  })
  if (from > 0 && to > 0) {
    const mean = logMean(to, from)
    rates.forEach(([was, is], step) => (parts[step] = is === was ? 0 : mean * Math.log(is / was)))
    return close(parts, to - from)
  }
  const broken = rates.flatMap(([was, is], step) => ((from === 0 ? was : is) === 0 && (from === 0 ? is : was) > 0 ? [step] : [])) // prettier-ignore
  for (const step of broken) parts[step] = (to - from) / broken.length
  return close(parts, to - from)
}

/** Lays what rounding left over onto the largest part. */
function close(parts: number[], change: number): number[] {
  let largest = 0
  for (let step = 1; step < parts.length; step++) if (Math.abs(parts[step]!) > Math.abs(parts[largest]!)) largest = step
  for (let turn = 0; turn < 4; turn++) {
    const left = change - parts.reduce((all, part) => all + part, 0)
    if (left === 0) break
    parts[largest]! += left
  }
  return parts
}

/** The parts of many leaves together, and how much of each step is a shift between leaves and not within them. */
export interface Split {
  /** By step: what the leaves' own volumes and rates did. Sums to the change. */
  within: number[]
  /** By step: what the whole's rates seem to have done, less `within`: a shift of weights. Sums to zero. */
  mix: number[]
}

/**
 * Splits the change of many leaves at one grain and adds the parts up, so that every node's parts are the sum of its
 * children's. What the node's own totals seem to say beyond that is mix: all rates of the parts can rise while that of
 * the whole falls.
 */
export function split(baselines: readonly (readonly number[])[], actuals: readonly (readonly number[])[]): Split {
  const steps = baselines[0]?.length ?? 0
  const within = new Array<number>(steps).fill(0)
  const [was, is] = [new Array<number>(steps).fill(0), new Array<number>(steps).fill(0)]
  baselines.forEach((baseline, leaf) => {
    const actual = actuals[leaf]!
    decompose(baseline, actual).forEach((part, step) => (within[step]! += part))
    for (let step = 0; step < steps; step++) {
      was[step]! += baseline[step]!
      is[step]! += actual[step]!
    }
  })
  const mix = decompose(was, is).map((part, step) => part - within[step]!)
  return { within, mix }
}
