import { product, scaleBy, scaled, total } from './column.ts'
import { finestOf } from './grain.ts'
import { shrunkenRates } from './expectation.ts'
import type { Lattice } from './lattice.ts'
import { heldLeaves, latticeUnder, over, pick, spread } from './held.ts'
import type { Leaves, Sign } from './leaves.ts'
import { chances, PRIOR_UNITS, quotient, type Pair } from './chance.ts'
import { dispersion } from './dispersion.ts'
import { benignPart, benignParts, kindMovements, lumpiness } from './kinds.ts'
import { LEAST_REGIONS, movement, sumsBy } from './movement.ts'
import type { Candidate, Field, Place } from './scan.ts'

/** What the present range should have brought, were it like the compared one but for what moved everywhere. */
export interface Outlook {
  /** By step, each against the actual count of the stage before. */
  fields: Field[]
  /** By step and leaf: units of the last stage that one unit of the step leads to. */
  yields: Float64Array[]
}

/** An outlook that can be had again when causes are known. */
export interface Foresight extends Outlook {
  /** The same where what was found has no say in how the others moved: half of a region missing moves the middle place as well. */
  without(found: readonly Candidate[]): Outlook
}

/** No leaf yields more than so many times what all yield. */
const MOST_OF_USUAL = 3
/** Stages that all pass can be steadier than dice, those that few pass cannot. */
const STEADIER = 0.6
/** A channel or model may move by so much everywhere, as volume and as rate, without a cause. */
export const WIDE_DRIFT = { volume: 0.06, rate: 0.04 } as const

/**
 * Works out what to expect.
 *
 * Seasons, holidays and the market move all places alike. So each step's expectation is multiplied by the movement that
 * the middle place shows, first of all counts together, then of each model, channel … for itself: walk-ins follow the
 * holidays as leads from portals do not. What remains is what a place has for itself. A model or channel that moves
 * everywhere by more than drift is left to be found as a cause of its own.
 */
export function outlook(leaves: Leaves, lattice: Lattice, geo: readonly string[]): Foresight {
  const ground = groundOf(lattice, geo, leaves.events ?? [])
  // What is usual brings leaves of which neither range knows anything.
  const held = heldLeaves(lattice, ground.levels.at(-1), [...leaves.baseline, ...leaves.actual])
  const under = { ...ground, lattice: latticeUnder(lattice, held) }
  const pairOf = (step: number): Pair => ({
    baseline: pick(leaves.baseline[step]!, held),
    actual: pick(leaves.actual[step]!, held),
  })
  const foreseeStep = (step: number, say: Float64Array | null): Foreseen => {
    const from = stageBefore(leaves, step)
    const { field, rate } = foresee(under, pairOf(step), from < 0 ? null : pairOf(from), {
      say: say && pick(say, held),
    })
    return { field: spread(field, held, lattice.n), rate: over(rate, held, lattice.n) }
  }
  const first = leaves.stages.map((_, step) => foreseeStep(step, null))
  const witnesses = leaves.stages.map((stage, step) => {
    if (step === 0 && leaves.usual) {
      const { counts, periods } = leaves.usual
      const { field } = foresee(ground, { baseline: counts, actual: leaves.actual[0]! }, null, { periods })
      return { usual: { field, periods } }
    }
    const signs = (leaves.signs ?? []).filter((sign) => sign.stage === stage)
    if (signs.length === 0) return {}
    return {
      signs: signs.map((sign) => ({ direction: sign.bad === 'less' ? 1 : -1, field: hear(ground, sign) }) as const),
    }
  })
  const told = (steps: readonly Foreseen[]): Outlook => ({
    fields: steps.map(({ field }, step) => ({ ...field, ...witnesses[step] })),
    yields: yieldsOf(leaves, steps.map(({ rate }) => rate)), // prettier-ignore
  })
  const without = (found: readonly Candidate[]): Outlook =>
    told(
      first.map((one, step) => {
        const own = found.filter(({ field }) => field === step)
        const say = own.length > 0 ? othersThan(own, one.field) : null
        return say ? foreseeStep(step, say) : one
      }),
    )
  return { ...told(first), without }
}

/** One step, and by leaf its rate from the stage before. */
interface Foreseen {
  field: Field
  rate: Float64Array
}

/** By leaf: 0 in what was found at a step, else 1; `null` where that is most of the step, so that the others are no measure. */
function othersThan(found: readonly Place[], { expected }: Field): Float64Array | null {
  const say = new Float64Array(expected.length).fill(1)
  for (const { cuboid, key } of found)
    for (let leaf = 0; leaf < say.length; leaf++) if (cuboid.keys[leaf] === key) say[leaf] = 0
  return total(product(expected, say)) < total(expected) / 2 ? null : say
}

/** By step and leaf: what one unit of the step leads to at the end. */
function yieldsOf({ actual }: Leaves, rates: readonly Float64Array[]): Float64Array[] {
  const most = actual.map((counts, step) => MOST_OF_USUAL * (step > 0 ? quotient(counts, actual[step - 1]!) : 1))
  const yields = rates.map(({ length }) => new Float64Array(length).fill(1))
  for (let step = rates.length - 2; step >= 0; step--)
    for (let leaf = 0; leaf < yields[step]!.length; leaf++)
      yields[step]![leaf] = yields[step + 1]![leaf]! * Math.min(rates[step + 1]![leaf]!, most[step + 1]!)
  return yields
}

/**
 * The last stage before one that counts anybody in either range; below zero without one. Leads know no colour: of white
 * cars the orders are the first that is counted, and are held against those before.
 */
function stageBefore({ baseline, actual }: Leaves, step: number): number {
  let from = step - 1
  while (from >= 0 && ![baseline[from]!, actual[from]!].some((counts) => counts.some((count) => count > 0))) from--
  return from
}

/** The lattice seen as places and as kinds of business in them. */
interface Ground {
  lattice: Lattice
  finest: readonly number[]
  /** Organisation levels, coarse to fine. */
  levels: readonly number[]
  /** The finest dimensions that are no places. */
  kinds: readonly number[]
  /** Channels whose volume comes with events. */
  events: readonly string[]
}

function groundOf(lattice: Lattice, geo: readonly string[], events: readonly string[]): Ground {
  const finest = finestOf(lattice, geo)
  const levels = geo.map((name) => lattice.dims.indexOf(name)).filter((d) => d >= 0)
  return { lattice, finest, levels, kinds: finest.filter((d) => !levels.includes(d)), events }
}

/** Whether hits are some of the tries, as calls that reach somebody are of calls, and not counted apart from them. */
const isPart = (hits: Pair, tries: Pair): boolean =>
  (['baseline', 'actual'] as const).every((range) => hits[range].every((count, leaf) => count <= tries[range][leaf]!))

/**
 * By leaf: 0 where its model, channel or campaign has no past, else 1. What is new comes on top of the usual business and
 * says nothing of how that moved.
 */
function knownOf({ lattice: { codes, values, n }, kinds }: Ground, past: readonly Float64Array[]): Float64Array {
  const known = new Float64Array(n).fill(1)
  for (const kind of kinds) {
    const had = new Uint8Array(values[kind]!.length)
    for (const counts of past) for (let leaf = 0; leaf < n; leaf++) if (counts[leaf]!) had[codes[kind]![leaf]!] = 1
    scaleBy(known, codes[kind]!, had)
  }
  return known
}

/** Leaves of channels whose leads come with events: as many come as were planned. */
function plannedOf({ lattice: { codes, values, n }, kinds, events }: Ground): number[] {
  const leaves = new Set<number>()
  for (const kind of kinds) {
    const planned = events.map((event) => values[kind]!.indexOf(event)).filter((code) => code >= 0)
    if (planned.length === 0) continue
    for (let leaf = 0; leaf < n; leaf++) if (planned.includes(codes[kind]![leaf]!)) leaves.add(leaf)
  }
  return [...leaves]
}

/** What a sign lets expect, worked out where anything of it is: most leaves know nothing of most signs. */
function hear(ground: Ground, { baseline, actual }: Sign): Field {
  const { lattice, levels } = ground
  const held = heldLeaves(lattice, levels.at(-1), [baseline.hits, baseline.tries, actual.hits, actual.tries])
  const hits = { baseline: pick(baseline.hits, held), actual: pick(actual.hits, held) }
  const tries = { baseline: pick(baseline.tries, held), actual: pick(actual.tries, held) }
  const under = { ...ground, lattice: latticeUnder(lattice, held) }
  return spread(foresee(under, hits, tries, { isPart: isPart(hits, tries) }).field, held, lattice.n)
}

interface ForeseeOptions {
  /** How many ranges the baseline is the mean of. */
  periods?: number
  /** Whether what is counted is part of the stage before, and not only most often follows it. */
  isPart?: boolean
  /** By leaf: 0 where it has no say in how all moved. */
  say?: Float64Array | null
}

function foresee(
  ground: Ground,
  { baseline, actual }: Pair,
  before: Pair | null,
  { periods = 1, isPart = false, say = null }: ForeseeOptions = {},
): Foreseen {
  const { lattice, finest, levels, kinds } = ground
  const { n } = lattice
  const rate = before
    ? shrunkenRates(lattice, finest, baseline, before.baseline, { prior: PRIOR_UNITS })
    : new Float64Array(n).fill(1)
  const expected = product(rate, before ? before.actual : baseline)
  const planned = before ? null : plannedOf(ground)
  const known = knownOf(ground, before ? [baseline, before.baseline] : [baseline])
  planned?.forEach((leaf) => (known[leaf] = 0))
  if (say) for (let leaf = 0; leaf < n; leaf++) known[leaf]! *= say[leaf]!
  const came = product(actual, known)
  const should = product(expected, known)
  const places = levels.map((d) => sumsBy(lattice, d, should, came))
  const common = movement(places) ?? quotient(came, should)
  const moved = isPart && isNarrow(lattice, levels) ? benignOf(common, expected, periods) : common
  for (const column of [expected, rate, should]) for (let leaf = 0; leaf < n; leaf++) column[leaf]! *= moved
  const chance = chances(lattice, levels.at(-1), kinds, { baseline, before, expected, moved, periods, isPart })
  const loose = before && !isPart ? STEADIER * Math.min(1, quotient(expected, before.actual)) ** 2 : 0
  const moves = kinds.map((kind) => kindMovements(lattice, kind, levels, { expected: should, actual: came }))
  const lumpy = new Float64Array(n).fill(1)
  kinds.forEach((kind, k) => {
    const lumps = lumpiness(lattice, kind, levels, moves[k]!, { expected, actual, variance: chance })
    for (let leaf = 0; leaf < n; leaf++) lumpy[leaf] = Math.max(lumpy[leaf]!, lumps[lattice.codes[kind]![leaf]!]!)
  })
  const noise = product(chance, lumpy)
  const wild = Math.max(1 - loose, dispersion(ground, { expected, actual, variance: noise }, isPart))
  const variance = scaled(chance, wild)
  kinds.forEach((kind, k) => {
    const all = { expected, actual, variance }
    const drift = before ? WIDE_DRIFT.rate : WIDE_DRIFT.volume
    const benign = benignParts(lattice, kind, moves[k]!, all, drift, periods)
    for (const column of [expected, rate, variance]) scaleBy(column, lattice.codes[kind]!, benign)
  })
  planned?.forEach((leaf) => (expected[leaf] = actual[leaf]!))
  const field: Field = { actual, expected, variance: product(variance, lumpy), swing: expected.slice() }
  return { field, rate }
}

/** Whether the places asked about may all be hit by one incident: they belong to a region or a few. */
const isNarrow = ({ values }: Lattice, levels: readonly number[]): boolean =>
  levels.length > 0 && values[levels[0]!]!.length < LEAST_REGIONS

/**
 * What of a common movement of process figures is no cause. Callers know no season: where all areas of one region call
 * less in time, nobody else is there to say that all do.
 */
function benignOf(common: number, expected: Float64Array, periods: number): number {
  const sum = total(expected)
  return benignPart(common, { sum, noise: sum * (1 + 1 / periods) }, WIDE_DRIFT.rate, periods)
}
