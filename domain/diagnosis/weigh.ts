import type { Outlook } from './outlook.ts'
import { sumsOf, type Candidate } from './scan.ts'

/** A candidate with what it did to its step. */
export interface Weighed extends Candidate {
  /** Units of the step, below zero where they are missed: what counts and signs say together. */
  shift: number
  /** A process figure broke with it, beyond doubt: then the place and step are sure, however few the units. */
  signed: boolean
}

/** A sign that is so many deviations of chance from what was expected leaves no doubt. */
const BEYOND_DOUBT = 5

/**
 * Weighs what came against what a sign says. Orders are few and vary by a dozen where a rival takes nine: counts alone
 * may even seem to have risen. Once a sign leaves no doubt of the direction, the units are what the counts say among
 * all that lies in that direction: the mean of the normal distribution around them, cut off at zero.
 */
export function weigh({ fields }: Pick<Outlook, 'fields'>, candidate: Candidate): Weighed {
  const own = candidate.actual - candidate.expected
  let [loudest, down] = [0, false]
  for (const { field, direction } of fields[candidate.field]!.signs ?? []) {
    const { expected, actual, variance } = sumsOf(field, candidate)
    const said = Math.abs(actual - expected) / Math.sqrt(Math.max(1, variance))
    if (said <= loudest) continue
    loudest = said
    down = direction === 1 ? actual < expected : actual > expected
  }
  if (loudest < BEYOND_DOUBT) return { ...candidate, shift: own, signed: false }
  const deviation = Math.sqrt(Math.max(1, candidate.variance))
  const against = (down ? own : -own) / deviation
  const units = deviation * (mills(against) - against)
  return { ...candidate, shift: down ? -units : units, signed: true }
}

/** The standard normal's density at `t` divided by its upper tail from there (Abramowitz and Stegun 26.2.17). */
function mills(t: number): number {
  const density = Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI)
  if (t > 5) return t + 1 / t
  const k = 1 / (1 + 0.2316419 * Math.abs(t))
  const tail =
    density * k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))))
  return density / (t >= 0 ? tail : 1 - tail)
}
