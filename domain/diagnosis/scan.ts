import type { Cuboid } from './lattice.ts'

/**
 * What one step was expected to bring by leaf, and what it brought. A scan changes `expected`, `variance` and `swing`.
 */
export interface Field {
  actual: Float64Array
  expected: Float64Array
  variance: Float64Array
  /** Amount that a drift of whole segments is a share of. */
  swing: Float64Array
  /** Figures that speak for the step, with the direction in which they do: 1 where they fall with it, else −1. */
  signs?: readonly { field: Field; direction: 1 | -1 }[]
  /** The same step against the mean of so many ranges. */
  usual?: { field: Field; periods: number }
}

/** A segment's sums of one field. */
export interface Sums {
  expected: number
  actual: number
  variance: number
  swing: number
}

/** A segment's sums of a sign. */
export type SignSums = Sums & { direction: 1 | -1 }

/** A segment's sums against the mean of so many ranges. */
export type UsualSums = Sums & { periods: number }

/** What else tells of a segment's step; summed when asked for. */
export interface Witnesses {
  signs(): readonly SignSums[]
  usual(): UsualSums | null
}

/** Evidence that a segment's sums are no noise, less its price; below zero or `-Infinity`: none. */
export type Judge = (sums: Sums, place: Place, witnesses: Witnesses, field: number) => number

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
 * echoes a cause disappears with it. Only segments that share leaves with it are judged again.
 */
export function scan(
  all: readonly Cuboid[],
  fields: readonly Field[],
  judge: Judge,
  { least, most }: { least: number; most: number },
): Candidate[] {
  const boards = fields.map((field, f) => new Board(all, field, f, judge))
  const found: Candidate[] = []
  while (found.length < most) {
    let best: Candidate | null = null
    for (const { surest } of boards) if (surest && (!best || surest.evidence > best.evidence)) best = surest
    if (!best || best.evidence < least) break
    found.push(best)
    boards[best.field]!.settle(best)
  }
  return found
}

/** What was found, one after the other as a scan found it, in other fields. */
export const replay = (fields: readonly Field[], found: readonly Candidate[]): Candidate[] =>
  found.map((one) => {
    const again = { ...one, ...sumsOf(fields[one.field]!, one) }
    settle(fields[one.field]!, again)
    return again
  })

/** The evidence of all segments in one field. */
class Board {
  /** The segment with the most evidence. */
  surest: Candidate | null = null
  readonly #all: readonly Cuboid[]
  readonly #field: Field
  readonly #f: number
  readonly #judge: Judge
  /** Leaves that hold anything of the field, and of each of its signs: of orders and rivals most leaves hold none. */
  readonly #held: Int32Array
  readonly #heldBySign: readonly Int32Array[]
  readonly #heldUsually: Int32Array | null
  /** By cuboid and key. */
  readonly #evidence: readonly Float64Array[]

  constructor(all: readonly Cuboid[], field: Field, f: number, judge: Judge) {
    this.#all = all
    this.#field = field
    this.#f = f
    this.#judge = judge
    this.#held = heldOf(field)
    this.#heldBySign = (field.signs ?? []).map((sign) => heldOf(sign.field))
    this.#heldUsually = field.usual ? heldOf(field.usual.field) : null
    this.#evidence = all.map(({ size }) => new Float64Array(size))
    all.forEach((cuboid, c) => this.#weigh(cuboid, c, null))
    this.surest = this.#find()
  }

  settle(place: Candidate): void {
    const { signs = [], usual } = this.#field
    for (const { field } of usual ? [...signs, usual] : signs) settle(field, { ...place, ...sumsOf(field, place) })
    settle(this.#field, place)
    const changed = leavesOf(place)
    this.#all.forEach((cuboid, c) => this.#weigh(cuboid, c, changed))
    this.surest = this.#find()
  }

  /** Judges the segments of a cuboid, or those in which one of the `changed` leaves lies. */
  #weigh(cuboid: Cuboid, c: number, changed: Int32Array | null): void {
    const { keys, size } = cuboid
    const evidence = this.#evidence[c]!
    const touched = changed && new Uint8Array(size)
    if (touched) for (const leaf of changed) touched[keys[leaf]!] = 1
    const own = tableOf(this.#field, this.#held, cuboid, touched)
    const tables = (this.#field.signs ?? []).map(({ field, direction }, i) => ({ direction, table: tableOf(field, this.#heldBySign[i]!, cuboid, touched) })) // prettier-ignore
    const { usual } = this.#field
    const usually = usual && tableOf(usual.field, this.#heldUsually!, cuboid, touched)
    let key = 0
    // One for all keys: functions made anew for each take longer than what they do.
    const witnesses: Witnesses = {
      signs: () => tables.map(({ direction, table }) => ({ direction, ...at(table, key) })),
      usual: () => (usual ? { periods: usual.periods, ...at(usually!, key) } : null),
    }
    for (; key < size; key++) {
      if (touched && !touched[key]) continue
      evidence[key] = this.#judge(at(own, key), { cuboid, key }, witnesses, this.#f)
    }
  }

  #find(): Candidate | null {
    let [most, place]: [number, Place | null] = [-Infinity, null]
    this.#evidence.forEach((evidence, c) => {
      for (let key = 0; key < evidence.length; key++) {
        if (!(evidence[key]! > most)) continue
        most = evidence[key]!
        place = { cuboid: this.#all[c]!, key }
      }
    })
    return place && { ...sumsOf(this.#field, place), ...(place as Place), field: this.#f, evidence: most }
  }
}

/** Lets a segment's expectation be what came. What nobody expected at all is taken leaf by leaf. */
function settle(field: Field, { cuboid, key, expected, actual }: Pick<Candidate, 'cuboid' | 'key'> & Sums): void {
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

/** The leaves of a segment. */
function leavesOf({ cuboid: { keys }, key }: Place): Int32Array {
  const leaves = new Int32Array(keys.length)
  let n = 0
  for (let leaf = 0; leaf < keys.length; leaf++) if (keys[leaf] === key) leaves[n++] = leaf
  return leaves.subarray(0, n)
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

/** The leaves that hold anything of a field; a scan lets no other ones hold something. */
function heldOf({ expected, actual, variance, swing }: Field): Int32Array {
  const held = new Int32Array(expected.length)
  let n = 0
  for (let leaf = 0; leaf < held.length; leaf++)
    if (expected[leaf]! || actual[leaf]! || variance[leaf]! || swing[leaf]!) held[n++] = leaf
  return held.subarray(0, n)
}

/** By key, four each: expected, actual, variance, swing; of all keys or of those that are `touched`. */
function tableOf(
  { expected, actual, variance, swing }: Field,
  held: Int32Array,
  { keys, size }: Cuboid,
  touched: Uint8Array | null,
): Float64Array {
  const table = new Float64Array(size * 4)
  for (let i = 0; i < held.length; i++) {
    const leaf = held[i]!
    const key = keys[leaf]!
    if (touched && !touched[key]) continue
    const at = key * 4
    table[at]! += expected[leaf]!
    table[at + 1]! += actual[leaf]!
    table[at + 2]! += variance[leaf]!
    table[at + 3]! += swing[leaf]!
  }
  return table
}

const at = (table: Float64Array, key: number): Sums => ({
  expected: table[key * 4]!,
  actual: table[key * 4 + 1]!,
  variance: table[key * 4 + 2]!,
  swing: table[key * 4 + 3]!,
})
