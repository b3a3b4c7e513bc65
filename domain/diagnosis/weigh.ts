import type { Lattice } from './lattice.ts'
import type { Leaves, Sign } from './leaves.ts'
import type { Outlook } from './outlook.ts'
import { sumsOf, type Candidate, type Place, type Sums } from './scan.ts'

/** A candidate with what it did to its step. */
export interface Weighed extends Candidate {
  /** Units of the step, below zero where they are missed: what counts and signs say together. */
  shift: number
  /** A process figure broke with it, beyond doubt: then the place and step are sure, however few the units. */
  signed: boolean
}

/** What a sign says of units is known to about this part of itself. */
const SIGN_ERROR = 0.6
/** Signs that say less, in deviations of chance, are none; from the second on they leave no doubt. */
const LEAST_SAID = 2
const BEYOND_DOUBT = 5

/**
 * Weighs what came against what the signs let expect. Orders are few and vary by a dozen where a rival takes nine; a
 * hundred more customers than usual who went to him say it better. So both are averaged by how sure they are.
 */
export function weigh(leaves: Leaves, lattice: Lattice, { fields }: Outlook, candidate: Candidate): Weighed {
  const field = fields[candidate.field]!
  const own = candidate.actual - candidate.expected
  const spoken = (leaves.signs ?? []).filter(({ stage }) => stage === leaves.stages[candidate.field])
  let best: { units: number; said: number } | null = null
  ;(field.signs ?? []).forEach((sign, i) => {
    const sums = sumsOf(sign.field, candidate)
    const said = Math.abs(sums.actual - sums.expected) / Math.sqrt(Math.max(1, sums.variance))
    if (said < LEAST_SAID || (best && said <= best.said)) return
    best = { said, units: unitsOf(spoken[i]!, sums, candidate, lattice) }
  })
  const told = best as { units: number; said: number } | null
  if (!told || told.units === 0) return { ...candidate, shift: own, signed: false }
  const ownWeight = 1 / Math.max(1, candidate.variance)
  const signWeight = 1 / (SIGN_ERROR * told.units) ** 2
  const shift = (own * ownWeight + told.units * signWeight) / (ownWeight + signWeight)
  return { ...candidate, shift, signed: told.said >= BEYOND_DOUBT && Math.sign(shift) === Math.sign(told.units) }
}

/**
 * Units of the step that a sign stands for. Of hits that take customers away, each would have gone on with the chance
 * of those who had the choice; hits that bring customers bring them as they usually do.
 */
function unitsOf(sign: Sign, { expected, actual }: Sums, candidate: Candidate, { n }: Lattice): number {
  const more = actual - expected
  if (sign.bad === 'less') return expected > 0 ? more * Math.min(1, candidate.expected / expected) : 0
  let tries = 0
  for (let leaf = 0; leaf < n; leaf++) if (has(candidate, leaf)) tries += sign.actual.tries[leaf]!
  return -more * (candidate.expected / Math.max(1, candidate.expected + tries))
}

const has = ({ cuboid, key }: Place, leaf: number): boolean => cuboid.keys[leaf] === key
