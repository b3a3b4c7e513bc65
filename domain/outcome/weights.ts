import type { Spread } from './spread.ts'
import type { Sighting } from './window.ts'

/** A share of the whole that lies in each region. */
export type Shares = ReadonlyMap<string, number>

/** Shares by region of things with weights that sum to 1. */
export function sharesOf(weighted: readonly { region: string; weight: number }[]): Map<string, number> {
  const shares = new Map<string, number>()
  for (const { region, weight } of weighted) shares.set(region, (shares.get(region) ?? 0) + weight)
  return shares
}

/**
 * The weights of controls that make the comparison least uncertain: within a region each by its precision; between
 * regions as much as the treated have there, as far as regions stray on their own, and spread over all as far as
 * single units do. None is negative; they sum to 1. `treated`: the share of the treated in each region.
 */
export function precisionWeights(controls: readonly Sighting[], treated: Shares, spread: Spread): number[] {
  const precisions = controls.map(({ chance }) => 1 / (spread.dispersion * chance + spread.own))
  const regions = new Map<string, number>()
  controls.forEach(({ region }, i) => regions.set(region, (regions.get(region) ?? 0) + precisions[i]!))
  const own = [...regions].map(([region, precision]) => ({ region, variance: 1 / precision }))
  const share = ({ region, variance }: { region: string; variance: number }, level: number): number =>
    Math.max(0, (spread.regional * (treated.get(region) ?? 0) + level) / (variance + spread.regional))
  let [low, high] = [-1, 1]
  const sum = (level: number): number => own.reduce((total, region) => total + share(region, level), 0)
  while (sum(low) > 1) low *= 2
  while (sum(high) < 1) high *= 2
  for (let round = 0; round < 80; round++) {
    const middle = (low + high) / 2
    if (sum(middle) < 1) low = middle
    else high = middle
  }
  const level = (low + high) / 2
  const shares = new Map(own.map((region) => [region.region, share(region, level)]))
  const weights = controls.map(({ region }, i) => (shares.get(region)! * precisions[i]!) / regions.get(region)!)
  const whole = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / whole)
}

/**
 * Variance of the logarithm of actual ÷ counterfactual: chance of the treated and of the controls, what each strays of
 * its own, and what regions stray where the two are not in the same ones. By parts, for the degrees of freedom.
 */
export function varianceOf(
  treated: readonly (Sighting & { weight: number })[],
  controls: readonly (Sighting & { weight: number })[],
  spread: Spread,
): { chance: number; own: number; regional: number } {
  const all = [...treated, ...controls]
  const [theirs, ours] = [sharesOf(treated), sharesOf(controls)]
  const regions = new Set([...theirs.keys(), ...ours.keys()])
  const apart = [...regions].map((region) => (theirs.get(region) ?? 0) - (ours.get(region) ?? 0))
  const squares = all.reduce((total, { weight }) => total + weight ** 2, 0)
  return {
    chance: spread.dispersion * all.reduce((total, { weight, chance }) => total + weight ** 2 * chance, 0),
    own: spread.own * squares,
    regional: spread.regional * apart.reduce((total, share) => total + share ** 2, 0),
  }
}
