import type { Panel, Stretch } from './panel.ts'
import { expectedAt, sight, type Sighting, type Window } from './window.ts'

/**
 * How units without any measure stray from their common course: the figures by which an interval is as wide as it has
 * to be. All but `dispersion` are variances of a unit's relative change from before to after.
 */
export interface Spread {
  /** How many times the chance of single counts the figures of one stretch of time stray. */
  dispersion: number
  /** What a unit strays of its own beyond that: it drifts, or its weeks hang together. */
  own: number
  /** What all units of a region stray together. */
  regional: number
  /** Degrees of freedom that `own` and `regional` rest on, what was assumed beforehand included. */
  ownFreedom: number
  regionalFreedom: number
}

/** What is assumed of the two before anything is seen, and for how many units (regions) it counts. */
const ASSUMED = { own: 0.06 ** 2, ownWeight: 6, regional: 0.05 ** 2, regionalWeight: 3 }
/** What is held true where nothing was seen. */
export const ASSUMED_SPREAD: Spread = {
  dispersion: 1,
  own: ASSUMED.own,
  regional: ASSUMED.regional,
  ownFreedom: ASSUMED.ownWeight,
  regionalFreedom: ASSUMED.regionalWeight,
}
/** What was seen before the start counts less than the window itself: the market may have become restless since. */
const EARLIER = 0.25
const HALVINGS = 40
const MOST_VARIANCE = 4

/** Over-dispersion of single stretches of time around unit and time effects, before the start. At least `LEAST`. */
export function dispersionOf(panel: Panel, pool: readonly number[], before: Stretch): number {
  const seen = pool.flatMap((unit) => sight(panel, unit, { before, after: before }) ?? [])
  let [chi, cells] = [0, 0]
  for (let t = before.from; t < before.to; t++) {
    const expected = seen.map(({ unit, level }) => expectedAt(panel, unit, level, t))
    const came = seen.map(({ unit }) => panel.above[unit]![t]!)
    const course = total(came) / Math.max(1e-9, total(expected))
    seen.forEach(({ level }, i) => {
      const mean = expected[i]! * course
      // The chance of a cell with hardly anything in it is no measure of anything.
      if (mean < 0.5) return
      chi += (came[i]! - mean) ** 2 / (mean * (panel.below ? Math.max(0.1, 1 - level) : 1))
      cells++
    })
  }
  const freedom = cells - seen.length - (before.to - before.from)
  return freedom < 5 ? 1 : Math.max(LEAST, (chi / cells) * (cells / freedom))
}

const LEAST = 0.6
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** One window's relative changes: what a unit strays from the common course. */
interface Stray {
  region: string
  stray: number
  /** Variance by chance. */
  chance: number
  /** Which window, and how much it counts. */
  window: number
  weight: number
}

/** `windows`: the first is the window itself (weight 1), the others lie before the start. */
export function spreadOf(panel: Panel, pool: readonly number[], windows: readonly Window[], earlier = false): Spread {
  const dispersion = dispersionOf(panel, pool, windows.at(-1)!.before)
  const groups: Stray[][] = []
  windows.forEach((window, i) => {
    const weight = i === 0 && !earlier ? 1 : EARLIER
    const strays = straysIn(panel, pool, window, dispersion).map((stray) => ({ ...stray, weight, window: i }))
    const regions = new Map<string, Stray[]>()
    for (const stray of strays) regions.set(stray.region, [...(regions.get(stray.region) ?? []), stray])
    groups.push(...regions.values())
  })
  const own = within(groups)
  const regional = between(groups, own.variance)
  return {
    dispersion,
    own: own.variance,
    regional: regional.variance,
    ownFreedom: own.freedom,
    regionalFreedom: regional.freedom,
  }
}

function straysIn(
  panel: Panel,
  pool: readonly number[],
  window: Window,
  dispersion: number,
): Omit<Stray, 'weight' | 'window'>[] {
  const first = pool.flatMap((unit) => sight(panel, unit, window) ?? [])
  const course = ratio(first, dispersion)
  return first.map((seen) => {
    const { chance } = sight(panel, seen.unit, window, course)!
    return {
      region: seen.region,
      stray: seen.after / (seen.expected * Math.max(course, 0.05)) - 1,
      chance: dispersion * chance,
    }
  })
}

/** The common course of units over a window: after ÷ expected, each by the precision that is assumed of it. */
function ratio(seen: readonly Sighting[], dispersion: number): number {
  let [above, below] = [0, 0]
  for (const { after, expected, chance } of seen) {
    const weight = 1 / (dispersion * chance + ASSUMED.own) / expected
    above += weight * after
    below += weight * expected
  }
  return below > 0 ? above / below : 1
}

/** What units stray within their regions beyond chance: the variance at which the strays are as large as expected. */
function within(groups: readonly Stray[][]): { variance: number; freedom: number } {
  const several = groups.filter((group) => group.length > 1)
  const freedom = total(several.map((group) => group[0]!.weight * (group.length - 1)))
  const found = solve(freedom, (variance) =>
    total(
      several.map((group) => {
        const middle = middleOf(group, variance)
        return group[0]!.weight * total(group.map(({ stray, chance }) => (stray - middle) ** 2 / (chance + variance)))
      }),
    ),
  )
  return shrink(found, freedom, ASSUMED.own, ASSUMED.ownWeight)
}

/** What regions stray from each other beyond what their units do. Each window has a course of its own. */
function between(groups: readonly Stray[][], own: number): { variance: number; freedom: number } {
  const windows = new Map<number, { weight: number; middles: Middle[] }>()
  for (const group of groups) {
    const { weight, window } = group[0]!
    const precision = total(group.map(({ chance }) => 1 / (chance + own)))
    const known = windows.get(window) ?? { weight, middles: [] }
    known.middles.push({ middle: middleOf(group, own), variance: 1 / precision })
    windows.set(window, known)
  }
  const known = [...windows.values()].filter(({ middles }) => middles.length > 1)
  const freedom = total(known.map(({ weight, middles }) => weight * (middles.length - 1)))
  const found = solve(freedom, (variance) =>
    total(
      known.map(({ weight, middles }) => {
        const precisions = middles.map((one) => 1 / (one.variance + variance))
        const middle = total(middles.map((one, i) => one.middle * precisions[i]!)) / total(precisions)
        return weight * total(middles.map((one, i) => (one.middle - middle) ** 2 * precisions[i]!))
      }),
    ),
  )
  return shrink(found, freedom, ASSUMED.regional, ASSUMED.regionalWeight)
}

/** A region's common stray in one window, and how sure it is. */
interface Middle {
  middle: number
  variance: number
}

function middleOf(group: readonly Stray[], variance: number): number {
  const precisions = group.map(({ chance }) => 1 / (chance + variance))
  return total(group.map(({ stray }, i) => stray * precisions[i]!)) / total(precisions)
}

/** The variance at which a falling sum of standardised squares is its degrees of freedom; 0 where it is below at once. */
function solve(freedom: number, squares: (variance: number) => number): number {
  if (freedom <= 0 || squares(0) <= freedom) return 0
  let [low, high] = [0, MOST_VARIANCE]
  for (let round = 0; round < HALVINGS; round++) {
    const middle = (low + high) / 2
    if (squares(middle) > freedom) low = middle
    else high = middle
  }
  return (low + high) / 2
}

const shrink = (found: number, freedom: number, assumed: number, weight: number) => ({
  variance: (freedom * found + weight * assumed) / (freedom + weight),
  freedom: freedom + weight,
})
