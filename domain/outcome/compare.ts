import { weightAt, type Panel } from './panel.ts'
import type { Spread } from './spread.ts'
import { precisionWeights, sharesOf, varianceOf } from './weights.ts'
import { expectedAt, sight, type Sighting, type Window } from './window.ts'

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
 * carried on by the course of the controls since: their figures ÷ what they would have been at their own levels. Treated
 * units that start later are controls until then. `known`: how units stray as far as it was known before the start;
 * `spread`: as the interval takes it. `null` where no treated unit or no control has anything to compare.
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
  const sides = cohorts.flatMap((cohort) => sidesOf(panel, cohorts, cohort, { controls, until }) ?? [])
  const whole = sum(sides.flatMap(({ treated }) => treated.map(({ expected }) => expected)))
  const treatedShare = sum(sides.flatMap(({ treated }) => treated.map((unit) => blurOf(unit, unit.expected / whole, known)))) // prettier-ignore
  for (const { cohort, window, treated, seen } of sides) {
    const own = weigh(cohort, shareOut(treated), seen)
    const { course, haze, shares } = courseOf(panel, seen, own, { start: cohort.start, until, spread: known, treatedShare }) // prettier-ignore
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
    parts.push({ due: dueHere, weights: shares, seen })
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

/** A cohort, and what it is compared with: the untreated, and treated units that start later, until they do. */
interface Sides {
  cohort: Cohort
  window: Window
  treated: Sighting[]
  seen: Seen[]
}

/** A control with the place in `periods` up to which it is one. */
type Seen = Sighting & { end: number }

function sidesOf(
  panel: Panel,
  cohorts: readonly Cohort[],
  cohort: Cohort,
  { controls, until }: { controls: readonly number[]; until: number },
): Sides | null {
  const { start } = cohort
  const before = { from: 0, to: start }
  const ends = [
    ...controls.map((unit) => ({ unit, end: until })),
    ...cohorts.flatMap((later) => (later.start > start ? later.units.map((unit) => ({ unit, end: later.start })) : [])),
  ]
  const seen = ends.flatMap(({ unit, end }) => {
    const own = sight(panel, unit, { before, after: { from: start, to: end } })
    return own ? [{ ...own, end }] : []
  })
  const window = { before, after: { from: start, to: until } }
  const treated = cohort.units.flatMap((unit) => sight(panel, unit, window) ?? [])
  // Before the last control is gone there must be one that stays: the untreated.
  return treated.length > 0 && seen.some(({ end }) => end === until) ? { cohort, window, treated, seen } : null
}

/** The treated weighed by what was to be expected of them. */
function shareOut(treated: readonly Sighting[]): Weighed[] {
  const whole = sum(treated.map(({ expected }) => expected))
  return treated.map((unit) => ({ ...unit, weight: unit.expected / whole }))
}

/** What a treated unit's own doubt makes the logarithm of came ÷ due too small by, on average. */
const blurOf = ({ blur }: Sighting, weight: number, { own, dispersion }: Spread): number =>
  (weight ** 2 * (own - dispersion * blur)) / 2

/**
 * The controls' course: 1 on average before the start; where nothing of them is in a stretch, their mean of after. Its
 * relative variance by chance in each stretch, and the share of each control in it, over what is after.
 */
function courseOf(
  panel: Panel,
  seen: readonly Seen[],
  weights: readonly number[],
  { start, until, spread, treatedShare }: { start: number; until: number; spread: Spread; treatedShare: number },
): { course: number[]; haze: number[]; shares: number[] } {
  // What a control would have had until the end, were it one until then: one that leaves early must not weigh the more.
  const ahead = seen.map(({ expected, end }) => (expected * (until - start)) / (end - start))
  const shares = sharesUntil(seen, weights, { start, until })
  // A quotient whose lower part chance has blurred is too large on average, and the logarithm of a mean of quotients
  // too small: both are known, and taken off. What the treated stray themselves counts the other way.
  const { dispersion, own } = spread
  const excess =
    1 +
    treatedShare +
    sum(seen.map(({ blur, chance }, i) => shares[i]! * dispersion * blur - (shares[i]! ** 2 * (dispersion * chance + own)) / 2)) // prettier-ignore
  let [above, below] = [0, 0]
  const course: number[] = []
  const haze: number[] = []
  for (let t = 0; t < until; t++) {
    let [came, expected, squares] = [0, 0, 0]
    seen.forEach(({ unit, level, share, end }, i) => {
      if (t >= end) return
      const part = weights[i]! / ahead[i]!
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
  return {
    course: course.map((value, t) => (Number.isNaN(value) ? mean : value) / (t < start ? 1 : excess)),
    haze,
    shares,
  }
}

/** The weights of controls over what is after, where some leave before the end: those that stay take their part over. */
function sharesUntil(
  seen: readonly Seen[],
  weights: readonly number[],
  { start, until }: { start: number; until: number },
): number[] {
  if (seen.every(({ end }) => end === until)) return [...weights]
  const shares = new Array<number>(seen.length).fill(0)
  for (let t = start; t < until; t++) {
    const whole = sum(seen.map(({ end }, i) => (t < end ? weights[i]! : 0)))
    seen.forEach(({ end }, i) => t < end && (shares[i]! += weights[i]! / whole / (until - start)))
  }
  return shares
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
