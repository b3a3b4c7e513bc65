import type { Weigher } from './compare.ts'
import type { Panel, Stretch } from './panel.ts'
import { expectedAt, type Sighting } from './window.ts'

/** How firmly weights are held to those of the plain comparison, in units of what chance adds to a fit. */
const FIRMNESS = 1
const ROUNDS = 400

/**
 * The weigher of synthetic control: non-negative weights summing to 1 whose weighted course before the start fits the
 * treated ones' best, held to the plain weights as firmly as chance blurs the fit: the noisier the figures, the less
 * can be read from a course. `fit`: the stretch that is fitted, all of before when absent.
 */
export const byCourse =
  (panel: Panel, plain: Weigher, fit?: Stretch): Weigher =>
  (cohort, treated, controls) => {
    const start = plain(cohort, treated, controls)
    const stretch = fit ?? { from: 0, to: cohort.start }
    if (controls.length < 2 || stretch.to - stretch.from < 2) return start
    const periods = Array.from({ length: stretch.to - stretch.from }, (_, i) => stretch.from + i)
    const expected = (unit: Sighting) => periods.map((t) => expectedAt(panel, unit.unit, unit.level, t))
    const aim = periods.map((t) => {
      const due = sum(treated.map((unit) => expectedAt(panel, unit.unit, unit.level, t)))
      return due > 0 ? sum(treated.map(({ unit }) => panel.above[unit]![t]!)) / due : 1
    })
    const courses = controls.map((unit) => {
      const due = expected(unit)
      return periods.map((t, i) => (due[i]! > 0 ? panel.above[unit.unit]![t]! / due[i]! : 1))
    })
    return fitted(aim, courses, start)
  }

/** min ‖aim − courses·w‖² + ridge‖w − start‖², over the simplex, by projected steps. */
function fitted(aim: readonly number[], courses: readonly number[][], start: readonly number[]): number[] {
  const before = mix(courses, start)
  const blur = aim.map((value, i) => (value - before[i]!) ** 2)
  // A single control's own chance, which averages out over many, is what the ridge weighs against.
  const noise = sum(courses.map((course) => sum(course.map((value, i) => (value - before[i]!) ** 2)))) / courses.length
  const ridge = FIRMNESS * noise + 1e-9
  // The largest step that never overshoots: the curvature is at most the squares of all courses and the ridge.
  const curvature = sum(courses.map((course) => sum(course.map((value) => (value - 1) ** 2)))) + ridge
  const step = 1 / Math.max(curvature, sum(blur), 1e-9)
  let weights = [...start]
  for (let round = 0; round < ROUNDS; round++) {
    const now = mix(courses, weights)
    const gap = now.map((value, i) => value - aim[i]!)
    // Weights sum to 1, so a course less 1 has the same slope along the simplex and a smaller curvature.
    const slope = weights.map((weight, j) => {
      return sum(gap.map((value, i) => value * (courses[j]![i]! - 1))) + ridge * (weight - start[j]!)
    })
    const next = onSimplex(weights.map((weight, j) => weight - step * slope[j]!))
    const moved = next.reduce((most, weight, j) => Math.max(most, Math.abs(weight - weights[j]!)), 0)
    weights = next
    if (moved < 1e-8) break
  }
  return weights
}

const mix = (courses: readonly number[][], weights: readonly number[]): number[] =>
  courses[0]!.map((_, i) => courses.reduce((total, course, j) => total + weights[j]! * course[i]!, 0))

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** The nearest weights that are non-negative and sum to 1. */
function onSimplex(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => b - a)
  let [total, threshold] = [0, 0]
  sorted.forEach((value, i) => {
    total += value
    const candidate = (total - 1) / (i + 1)
    if (value > candidate) threshold = candidate
  })
  return values.map((value) => Math.max(0, value - threshold))
}

/** How far two lines of figures lie apart over a stretch: the root of the mean square of their relative gap. */
export function misfit(actual: readonly number[], counterfactual: readonly number[], stretch: Stretch): number {
  const gaps = []
  for (let t = stretch.from; t < stretch.to; t++)
    if (counterfactual[t]! > 0) gaps.push((actual[t]! / counterfactual[t]! - 1) ** 2)
  return gaps.length > 0 ? Math.sqrt(sum(gaps) / gaps.length) : Infinity
}
