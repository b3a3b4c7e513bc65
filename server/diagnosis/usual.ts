import { originOf, type Dimension } from '#domain/dimensions.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'
import type { Plan } from '#domain/plan.ts'
import type { Range, RangeName } from '#domain/range.ts'
import { DAY_MS } from '#domain/zone.ts'
import type { Counts, Shelf } from './columns.ts'
import { numbersOf } from './tally.ts'

/** Days before the present range that tell what usually comes in: three months, ends of months among them. */
const DAYS = 92
/** Shorter ranges than a running week have hours and weekdays of their own. */
const LEAST_DAYS = 6
/** Fewer ranges than this tell hardly more than the compared one alone. */
const LEAST_PERIODS = 1.5

/**
 * The plan that counts what usually came in at the first stage, as its one range `current`; `null` where that is no
 * measure for the question: a range too short or too long, days or weeks picked out of it, or a comparison with last
 * year, which is about what changed since then.
 */
export function usualPlan(plan: Plan, base: RangeName): Plan | null {
  const { from, until } = plan.ranges.current
  const length = (until - from) / DAY_MS
  const isPicked = (Object.keys(plan.spec.where) as Dimension[]).some((name) => originOf(name) === 'time')
  if (base !== 'previous' || isPicked || length < LEAST_DAYS || length * LEAST_PERIODS > DAYS) return null
  const current: Range = { from: from - DAYS * DAY_MS, to: from, until: from, open: false }
  return { ...plan, ranges: { current } }
}

/**
 * What was counted so, spread over the leaves and taken as the mean of as many ranges as hold as many units as the
 * compared one: where history begins later than that, or is still being loaded, they are the fewer. `null` where they
 * are too few. Adds the leaves that only the usual knows to the shelf; `n` is how many there are in the end.
 */
export function usualOf(
  counts: Counts,
  compared: Counts,
  base: RangeName,
  shelf: Shelf,
): ((n: number) => NonNullable<Leaves['usual']>) | null {
  const sum = (of: Counts, range: RangeName): number => {
    let units = 0
    for (let leaf = 0; leaf < of.n; leaf++) units += of.of(range, 0, leaf)
    return units
  }
  const once = sum(compared, base)
  const periods = once > 0 ? sum(counts, 'current') / once : 0
  if (periods < LEAST_PERIODS) return null
  const leaves = numbersOf(counts, shelf)
  return (n) => {
    const usual = new Float64Array(n)
    leaves.forEach((leaf, i) => (usual[leaf]! += counts.of('current', 0, i) / periods))
    return { counts: usual, periods }
  }
}
