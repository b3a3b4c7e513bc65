import { cuboidOf, type Lattice } from './lattice.ts'
import type { Outlook } from './outlook.ts'
import { sumsOf, type Place, type Sums } from './scan.ts'
import type { Weighed } from './weigh.ts'

/** A whole of which such a part fell is told as the whole. */
const MOST_OF_IT = 0.75
/** The rest of a whole fell with the parts when it fell at least so much as they did, and not less than chance lets it. */
const FELL_TOO = 0.4
const CHANCE = 2

/**
 * Tells causes that are parts of one: where the same step moved the same way in several channels or dealers of one
 * region and its rest moved with them, the region is the cause. Wholes are made of each cause by leaving one of its
 * dimensions out or by going one level of the organisation up.
 */
export function mergeParts(
  lattice: Lattice,
  { fields }: Outlook,
  candidates: readonly Weighed[],
  geo: readonly string[],
): Weighed[] {
  let left = [...candidates]
  for (const whole of wholesOf(lattice, candidates, geo)) {
    const field = fields[whole.field]!
    const parts = left.filter((one) => one.field === whole.field && isFall(one) === whole.fall && inside(one, whole))
    if (parts.length < 2) continue
    const all = sumsOf(field, whole)
    const sum = (name: keyof Sums): number => parts.reduce((total, part) => total + part[name], 0)
    const [expected, actual] = [sum('expected'), sum('actual')]
    const change = actual / expected - 1
    const rest = {
      expected: all.expected - expected,
      actual: all.actual - actual,
      variance: all.variance - sum('variance'),
    }
    const restChange = rest.expected > 0 ? rest.actual / rest.expected - 1 : 0
    const asParts =
      Math.abs(rest.actual - rest.expected * (1 + change)) <= CHANCE * Math.sqrt(Math.max(1, rest.variance))
    if (expected < MOST_OF_IT * all.expected && !(asParts && restChange / change >= FELL_TOO)) continue
    const evidence = parts.reduce((total, part) => total + part.evidence, 0)
    const shift = all.actual - all.expected
    left = [
      ...left.filter((one) => !parts.includes(one)),
      { ...all, ...whole, evidence, shift, signed: parts.some((part) => part.signed) },
    ]
  }
  return left
}

/** Whether a cause took units of its step. */
export const isFall = ({ shift }: Pick<Weighed, 'shift'>): boolean => shift < 0

interface Whole extends Place {
  field: number
  fall: boolean
}

/** Coarser segments that hold at least two of the causes, finest first. */
function wholesOf(lattice: Lattice, candidates: readonly Weighed[], geo: readonly string[]): Whole[] {
  const levels = geo.map((name) => lattice.dims.indexOf(name)).filter((d) => d >= 0)
  const found = new Map<string, { whole: Whole; parts: number }>()
  for (const one of candidates) {
    const leaf = one.cuboid.keys.indexOf(one.key)
    for (const dims of coarser(one.cuboid.dims, levels)) {
      const cuboid = cuboidOf(lattice, dims)
      const whole = { cuboid, key: cuboid.keys[leaf]!, field: one.field, fall: isFall(one) }
      const name = [dims.join(), whole.key, whole.field, whole.fall].join('/')
      const known = found.get(name)
      if (known) known.parts++
      else found.set(name, { whole, parts: 1 })
    }
  }
  return [...found.values()]
    .filter(({ parts }) => parts > 1)
    .map(({ whole }) => whole)
    .sort((a, b) => b.cuboid.dims.length - a.cuboid.dims.length || b.cuboid.size - a.cuboid.size)
}

function coarser(dims: readonly number[], levels: readonly number[]): number[][] {
  return dims.flatMap((d) => {
    const others = dims.filter((other) => other !== d)
    const at = levels.indexOf(d)
    const up = at > 0 ? [[...others, levels[at - 1]!].sort((a, b) => a - b)] : []
    return others.length ? [others, ...up] : up
  })
}

/** Whether all leaves of a cause lie in a whole. */
function inside({ cuboid: { keys }, key }: Place, whole: Place): boolean {
  for (let leaf = 0; leaf < keys.length; leaf++)
    if (keys[leaf] === key && whole.cuboid.keys[leaf] !== whole.key) return false
  return true
}
