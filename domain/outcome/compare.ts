import { weightAt, type Panel } from './panel.ts'
import type { Spread } from './spread.ts'
import { precisionWeights, sharesOf, varianceOf } from './weights.ts'
import { expectedAt, sight, type Sighting } from './window.ts'

/** Treated units that start together, by their places in the panel. */
export interface Cohort {
  start: number
  units: readonly number[]
}

/** What came against what would have come: all cohorts together. */
export interface Compared {
  /** By stretch of time, all treated together; before the start too, where the two should run side by side. */
  actual: number[]
  counterfactual: number[]
  /** What the treated figures are taken of: `below`, or the number of treated units. */
  base: number[]
  /** Variance of ln(actual ÷ counterfactual) in one stretch of time by chance alone, before over-dispersion. */
  haze: number[]
  /** Sums of the two after each unit's own start. */
  came: number
  due: number
  /** Sum of `base` after each unit's own start. */
  weight: number
  /** ln(came ÷ due), and its variance by parts. */
  change: number
  variance: { chance: number; own: number; regional: number }
  /** Weights of the controls by place in the panel; they sum to 1. */
  weights: Map<number, number>
}

/** Chooses weights of controls: positive, summing to 1, in the order of `controls`. */
export type Weigher = (cohort: Cohort, treated: readonly Weighed[], controls: readonly Sighting[]) => number[]
type Weighed = Sighting & { weight: number }

/** Added to both sides of the quotient, so that nothing sold is a small number and not none. */
const HALF = 0.5

/** The weigher of difference-in-differences: the least uncertain comparison, as `spread` sees units and regions. */
export const byPrecision =
  (spread: Spread): Weigher =>
  (_cohort, treated, controls) =>
    precisionWeights(controls, sharesOf(treated), spread)

/**
 * Compares treated units with controls up to `until` (a place in `periods`, not counted). Each unit's level of before is
 * carried on by the course of the controls since: their figures ÷ what they would have been at their own levels.
 * `known`: how units stray as far as it was known before the start; `spread`: as the interval takes it. `null` where no
 * treated unit or no control has anything to compare.
 */
export function compare(
  panel: Panel,
  cohorts: readonly Cohort[],
  controls: readonly number[],
  { known, spread, weigh, until }: { known: Spread; spread: Spread; weigh: Weigher; until: number },
): Compared | null {
  const length = panel.periods.length
  const zeros = (): number[] => new Array<number>(length).fill(0)
  const [actual, counterfactual, base, theirs, ours] = [zeros(), zeros(), zeros(), zeros(), zeros()]
  const weighed: { due: number; treated: Sighting }[] = []
  const weights = new Map<number, number>()
  const chances = new Map<number, Sighting>()
  const parts: { due: number; weights: number[]; seen: Sighting[] }[] = []
  let [came, due, weight] = [0, 0, 0]
  for (const cohort of cohorts) {
    const window = { before: { from: 0, to: cohort.start }, after: { from: cohort.start, to: until } }
    const seen = controls.flatMap((unit) => sight(panel, unit, window) ?? [])
    const treated = cohort.units.flatMap((unit) => sight(panel, unit, window) ?? [])
    if (seen.length === 0 || treated.length === 0) continue
    const own = weigh(cohort, shareOut(treated), seen)
    const { course, haze } = courseOf(panel, seen, own, { start: cohort.start, until, spread: known })
    let dueHere = 0
    for (const unit of treated) {
      let dueOf = 0
      for (let t = 0; t < length; t++) {
        const expected = t < until ? expectedAt(panel, unit.unit, unit.level, t) * course[t]! : 0
        actual[t]! += panel.above[unit.unit]![t]!
        counterfactual[t]! += expected
        base[t]! += weightAt(panel, unit.unit, t)
        theirs[t]! += expected * unit.share
        ours[t]! += expected * (haze[t] ?? 0)
        if (t >= cohort.start) dueOf += expected
      }
      came += unit.after
      weight += unit.expected / unit.level
      dueHere += dueOf
      const again = sight(panel, unit.unit, window, unit.expected > 0 ? dueOf / unit.expected : 1)!
      weighed.push({ due: dueOf, treated: again })
    }
    due += dueHere
    parts.push({ due: dueHere, weights: own, seen })
  }
  if (due <= 0) return null
  for (const part of parts) {
    part.seen.forEach((seen, i) => {
      weights.set(seen.unit, (weights.get(seen.unit) ?? 0) + (part.due / due) * part.weights[i]!)
      chances.set(seen.unit, seen)
    })
  }
  const treated = weighed.map(({ due: own, treated }) => ({ ...treated, weight: own / due }))
  const others = [...weights].map(([unit, share]) => ({ ...chances.get(unit)!, weight: share }))
  return {
    actual,
    counterfactual,
    came,
    due,
    base,
    haze: counterfactual.map((sum, t) => (sum > 0 ? theirs[t]! / sum ** 2 + ours[t]! / sum : 0)),
    weight,
    change: Math.log((came + HALF) / (due + HALF)),
    variance: varianceOf(treated, others, spread),
    weights,
  }
}

/** The treated weighed by what was to be expected of them. */
function shareOut(treated: readonly Sighting[]): Weighed[] {
  const whole = sum(treated.map(({ expected }) => expected))
  return treated.map((unit) => ({ ...unit, weight: unit.expected / whole }))
}

/**
 * The controls' course: 1 on average before the start; where nothing of them is in a stretch, their mean of after. And
 * its relative variance by chance in each stretch.
 */
function courseOf(
  panel: Panel,
  seen: readonly Sighting[],
  weights: readonly number[],
  { start, until, spread }: { start: number; until: number; spread: Spread },
): { course: number[]; haze: number[] } {
  // Dividing by a level that chance has blurred makes quotients too large on average, by the blur's variance.
  const excess = 1 + sum(seen.map(({ blur }, i) => weights[i]! * (spread.dispersion * blur + spread.own / 2)))
  let [above, below] = [0, 0]
  const course: number[] = []
  const haze: number[] = []
  for (let t = 0; t < until; t++) {
    let [came, expected, squares] = [0, 0, 0]
    seen.forEach(({ unit, level, share, expected: ahead }, i) => {
      const part = weights[i]! / ahead
      const due = expectedAt(panel, unit, level, t)
      came += part * panel.above[unit]![t]!
      expected += part * due
      squares += part ** 2 * due * share
    })
    above += came
    below += expected
    course.push(expected > 0 ? came / expected : Number.NaN)
    haze.push(expected > 0 ? squares / expected ** 2 : 0)
  }
  const mean = above / below
  return { course: course.map((value, t) => (Number.isNaN(value) ? mean : value) / (t < start ? 1 : excess)), haze }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
