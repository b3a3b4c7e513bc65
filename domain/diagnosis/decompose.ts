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
 * change, but for rounding in the last digit of a float.
 *
 * A rate without a stage before it is not zero but unknown, and takes the other range's value: so the whole change
 * lands on the first step that died, or that came to life. Where no step did, it is the outcome's own.
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
  if (from > 0 && to > 0) return close(alive(baseline, actual, logMean(to, from)), to - from)
  const broken = rates.flatMap(([was, is], step) => ((from === 0 ? was : is) === 0 && (from === 0 ? is : was) > 0 ? [step] : [])) // prettier-ignore
  for (const step of broken.length > 0 ? broken : [steps - 1]) parts[step] = (to - from) / Math.max(1, broken.length)
  return close(parts, to - from)
}

/**
 * The parts where both ranges end in something. A stage that one of them passed over, with units that follow all the
 * same, has no rate there and joins the step below.
 */
function alive(baseline: readonly number[], actual: readonly number[], mean: number): number[] {
  const parts = new Array<number>(baseline.length).fill(0)
  let [was, is] = [1, 1]
  baseline.forEach((then, step) => {
    const now = actual[step]!
    if (then === 0 || now === 0) return
    const change = now / is / (then / was)
    parts[step] = change === 1 ? 0 : mean * Math.log(change)
    ;[was, is] = [then, now]
  })
  return parts
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

/** A cell's own average is laid under both ranges until it ends in so many units. */
const FOOTING = 3

/**
 * The parts of a cell that may hold a handful of units. Taken alone, a cell whose only car did not come again would
 * show the whole loss at its last step, whatever went wrong before. So the average of its own two ranges is laid under
 * both: differences stay, and each unit is worth what such units led to in both ranges. Where there are many units it
 * changes nothing that shows. Stages that had nobody in either range have no part.
 */
export function settledParts(baseline: readonly number[], actual: readonly number[]): number[] {
  const parts = new Array<number>(baseline.length).fill(0)
  const end = (baseline.at(-1)! + actual.at(-1)!) / 2
  if (end === 0) return parts
  const told = [...parts.keys()].filter((step) => baseline[step]! + actual[step]! > 0)
  const under = (step: number): number => (FOOTING / end) * ((baseline[step]! + actual[step]!) / 2)
  const laid = (counts: readonly number[]): number[] => told.map((step) => counts[step]! + under(step))
  const found = decompose(laid(baseline), laid(actual))
  told.forEach((step, i) => (parts[step] = found[i]!))
  return close(parts, actual.at(-1)! - baseline.at(-1)!)
}
