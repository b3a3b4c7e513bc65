import { cuboidOf, type Lattice } from './lattice.ts'
import type { Outlook } from './outlook.ts'
import { sumsOf, type Field, type Place } from './scan.ts'
import { weigh, type Weighed } from './weigh.ts'

/** A whole of which such a part fell is told as the whole, unless its rest says otherwise beyond so much doubt (nats). */
const MOST_OF_IT = 0.75
const DOUBT = 1

/**
 * Tells causes that are parts of one: where the same step moved the same way in several channels or dealers of one
 * region and its rest moved with them, the region is the cause. Wholes are made of each cause by leaving one of its
 * dimensions out or by going one level of the organisation up. What the rest did is judged by its counts and by the
 * figures that speak for the step: where the callers of two areas are missing, the other areas answer as before.
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
    const isMost = sumOver(parts, ({ expected }) => expected) >= MOST_OF_IT * all.expected
    if (likeness(field, whole, parts) < (isMost ? -DOUBT : 0)) continue
    const evidence = sumOver(parts, (part) => part.evidence)
    const cause = { ...all, ...whole, evidence, shift: all.actual - all.expected, signed: false }
    left = [...left.filter((one) => !parts.includes(one)), weigh({ fields }, cause)]
  }
  return left
}

/**
 * How much likelier it is, in nats, that the rest of a whole moved as its parts did than that it did not move at all: by
 * the counts, and by the sign that broke most in the parts.
 */
function likeness(field: Field, whole: Place, parts: readonly Place[]): number {
  const told = [field, ...(field.signs ?? []).map((sign) => sign.field)].map((one) => {
    const all = sumsOf(one, whole)
    const own = parts.map((part) => sumsOf(one, part))
    const part = { expected: sumOver(own, (x) => x.expected), actual: sumOver(own, (x) => x.actual), variance: sumOver(own, (x) => x.variance) } // prettier-ignore
    const rest = { expected: all.expected - part.expected, miss: all.actual - part.actual - (all.expected - part.expected) } // prettier-ignore
    const shift = part.expected > 0 ? (rest.expected * (part.actual - part.expected)) / part.expected : 0
    const noise = Math.max(1, all.variance - part.variance)
    return {
      broke: (part.actual - part.expected) ** 2 / Math.max(1, part.variance),
      alike: (rest.miss ** 2 - (rest.miss - shift) ** 2) / (2 * noise),
    }
  })
  const loudest = told.slice(1).reduce((most, one) => (one.broke > most.broke ? one : most), { broke: 0, alike: 0 })
  return told[0]!.alike + loudest.alike
}

const sumOver = <T>(of: readonly T[], value: (one: T) => number): number => of.reduce((all, one) => all + value(one), 0)

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
