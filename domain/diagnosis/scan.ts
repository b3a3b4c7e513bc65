import type { Cuboid } from './lattice.ts'

/** What one step was expected to bring by leaf, and what it brought. A scan changes `expected`, `variance` and `swing`. */
export interface Field {
  actual: Float64Array
  expected: Float64Array
  variance: Float64Array
  /** Amount that a drift of whole segments is a share of. */
  swing: Float64Array
  /** Figures that speak for the step, with the direction in which they do: 1 where they fall with it, else −1. */
  signs?: readonly { field: Field; direction: 1 | -1 }[]
}

/** A segment's sums of one field. */
export interface Sums {
  expected: number
  actual: number
  variance: number
  swing: number
}

/** Evidence that a segment's sums are no noise, less its price; below zero or `-Infinity`: none. */
export type Judge = (
  sums: Sums,
  cuboid: Cuboid,
  signs: readonly (Sums & { direction: 1 | -1 })[],
  field: number,
) => number

/** A segment of a cuboid. */
export interface Place {
  cuboid: Cuboid
  key: number
}

/** A segment and the field in which it differs. */
export interface Candidate extends Sums, Place {
  field: number
  evidence: number
}

/**
 * Takes the segment and field with the most evidence, lets its expectation be what came, and looks again: what only
 * echoes a cause disappears with it. Only the field that was changed is read again.
 */
export function scan(
  all: readonly Cuboid[],
  fields: readonly Field[],
  judge: Judge,
  { least, most }: { least: number; most: number },
): Candidate[] {
  const bests = fields.map((field, f) => surest(all, field, f, judge))
  const found: Candidate[] = []
  while (found.length < most) {
    let best: Candidate | null = null
    for (const one of bests) if (one && (!best || one.evidence > best.evidence)) best = one
    if (!best || best.evidence < least) break
    found.push(best)
    const field = fields[best.field]!
    settle(field, best)
    for (const sign of field.signs ?? []) settle(sign.field, { ...best, ...sumsOf(sign.field, best) })
    bests[best.field] = surest(all, field, best.field, judge)
  }
  return found
}

/** Lets a segment's expectation be what came. What nobody expected at all is taken leaf by leaf. */
export function settle(
  field: Field,
  { cuboid, key, expected, actual }: Pick<Candidate, 'cuboid' | 'key'> & Sums,
): void {
  const { keys } = cuboid
  const factor = expected > 0 ? actual / expected : 0
  const unknown = expected < 1 && actual >= 1
  for (let leaf = 0; leaf < keys.length; leaf++) {
    if (keys[leaf] !== key) continue
    if (unknown) {
      field.expected[leaf] = field.variance[leaf] = field.swing[leaf] = field.actual[leaf]!
      continue
    }
    field.expected[leaf]! *= factor
    field.variance[leaf]! *= factor
    field.swing[leaf]! *= factor
  }
}

/** Sums of one segment. */
export function sumsOf(field: Field, { cuboid: { keys }, key }: Place): Sums {
  const sums = { expected: 0, actual: 0, variance: 0, swing: 0 }
  for (let leaf = 0; leaf < keys.length; leaf++) {
    if (keys[leaf] !== key) continue
    sums.expected += field.expected[leaf]!
    sums.actual += field.actual[leaf]!
    sums.variance += field.variance[leaf]!
    sums.swing += field.swing[leaf]!
  }
  return sums
}

const NONE: readonly [] = []

function surest(all: readonly Cuboid[], field: Field, f: number, judge: Judge): Candidate | null {
  let best: Candidate | null = null
  for (const cuboid of all) {
    const own = table(field, cuboid)
    const signs = (field.signs ?? []).map((sign) => ({ direction: sign.direction, sums: table(sign.field, cuboid) }))
    for (let key = 0; key < cuboid.size; key++) {
      const sums = at(own, key)
      const evidence = judge(
        sums,
        cuboid,
        signs.length ? signs.map((sign) => ({ direction: sign.direction, ...at(sign.sums, key) })) : NONE,
        f,
      )
      if (!best || evidence > best.evidence) best = { ...sums, cuboid, key, field: f, evidence }
    }
  }
  return best && best.evidence > -Infinity ? best : null
}

/** By key: expected, actual, variance, swing. */
type Table = readonly [Float64Array, Float64Array, Float64Array, Float64Array]

function table({ expected, actual, variance, swing }: Field, { keys, size }: Cuboid): Table {
  const [should, is, noise, sway] = [0, 0, 0, 0].map(() => new Float64Array(size)) as [...Table]
  for (let leaf = 0; leaf < keys.length; leaf++) {
    const key = keys[leaf]!
    should[key]! += expected[leaf]!
    is[key]! += actual[leaf]!
    noise[key]! += variance[leaf]!
    sway[key]! += swing[leaf]!
  }
  return [should, is, noise, sway]
}

const at = ([expected, actual, variance, swing]: Table, key: number): Sums => ({
  expected: expected[key]!,
  actual: actual[key]!,
  variance: variance[key]!,
  swing: swing[key]!,
})
