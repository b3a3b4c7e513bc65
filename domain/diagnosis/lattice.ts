/** Part of a whole by attribute values; an attribute that is not named may have any. */
export type Segment = Record<string, string>

/** Leaves by their attributes: each leaf's value of each dimension as a code. */
export interface Lattice {
  dims: readonly string[]
  /** By dimension: the values that the codes stand for. */
  values: readonly (readonly string[])[]
  /** By dimension: each leaf's code. */
  codes: readonly Int32Array[]
  /** Leaves. */
  n: number
}

/** All segments that name the same dimensions. `keys` gives each leaf's segment, from 0 to below `size`. */
export interface Cuboid {
  dims: readonly number[]
  keys: Int32Array
  size: number
  /** Segments that the cuboid could have: the product of its dimensions' values. */
  possible: number
}

/** Codes the attributes of leaves; every row names its values in the order of `dims`. */
export function latticeOf(dims: readonly string[], rows: readonly (readonly string[])[]): Lattice {
  const values: string[][] = []
  const codes = dims.map((_, d) => {
    const known = new Map<string, number>()
    // A plain loop: a typed array made of an iterable takes ten times as long.
    const column = new Int32Array(rows.length)
    for (let leaf = 0; leaf < rows.length; leaf++) {
      const value = rows[leaf]![d]!
      let code = known.get(value)
      if (code === undefined) known.set(value, (code = known.size))
      column[leaf] = code
    }
    values.push([...known.keys()])
    return column
  })
  return { dims, values, codes, n: rows.length }
}

/** The rows that a lattice was made of. */
export const rowsOf = ({ codes, values, n }: Lattice): string[][] =>
  Array.from({ length: n }, (_, leaf) => codes.map((column, d) => values[d]![column[leaf]!]!))

/** For each dimension those that it decides, as an area decides its region. Dimensions that decide each other do not. */
export function decided({ values, codes, n }: Lattice): boolean[][] {
  const decides = (fine: number, coarse: number): boolean => {
    if (fine === coarse || values[fine]!.length <= values[coarse]!.length) return false
    const of = new Int32Array(values[fine]!.length).fill(-1)
    for (let leaf = 0; leaf < n; leaf++) {
      const code = codes[fine]![leaf]!
      const above = codes[coarse]![leaf]!
      if (of[code] === -1) of[code] = above
      else if (of[code] !== above) return false
    }
    return true
  }
  return codes.map((_, fine) => codes.map((__, coarse) => decides(fine, coarse)))
}

/** Of a business, segments that name more are harder to act on than to read. */
const MOST_NAMED = 4

/**
 * Every set of dimensions that cuts the whole into segments of its own. A dimension that another one of the set
 * decides would add nothing: the segments of area are those of region and area. Of `levels` (of one organisation) a
 * set names one at most, even where a dealer changed its area.
 */
export function cuboids(lattice: Lattice, levels: readonly string[] = []): Cuboid[] {
  const k = lattice.dims.length
  const decides = decided(lattice)
  const made: Cuboid[] = []
  for (let set = 1; set < 1 << k; set++) {
    const dims = Array.from({ length: k }, (_, d) => d).filter((d) => (set >> d) & 1)
    if (levels.length && (dims.length > MOST_NAMED || dims.filter((d) => levels.includes(lattice.dims[d]!)).length > 1))
      continue
    if (dims.some((fine) => dims.some((coarse) => decides[fine]![coarse]))) continue
    made.push(cuboidOf(lattice, dims))
  }
  return made
}

/**
 * The cuboid of a set of dimensions, by their numbers. Segments that no leaf is in get no number: sparse lattices stay
 * small.
 */
export function cuboidOf({ values, codes, n }: Lattice, dims: readonly number[]): Cuboid {
  let keys = codes[dims[0]!]!
  let size = values[dims[0]!]!.length
  let possible = size
  for (const d of dims.slice(1)) {
    const wide = values[d]!.length
    possible *= wide
    const numbers = new Int32Array(size * wide).fill(-1)
    const next = new Int32Array(n)
    let used = 0
    for (let leaf = 0; leaf < n; leaf++) {
      const at = keys[leaf]! * wide + codes[d]![leaf]!
      if (numbers[at] === -1) numbers[at] = used++
      next[leaf] = numbers[at]!
    }
    keys = next
    size = used
  }
  return { dims, keys, size, possible }
}

/** A cuboid's segment by name. */
export function segmentOf({ dims: names, values, codes }: Lattice, { dims, keys }: Cuboid, key: number): Segment {
  const leaf = keys.indexOf(key)
  return Object.fromEntries(dims.map((d) => [names[d]!, values[d]![codes[d]![leaf]!]!]))
}

/** By key: 1 where a segment names an empty value. What has no campaign is no campaign to name. */
export function unnamedOf({ values, codes, n }: Lattice, { dims, keys, size }: Cuboid): Uint8Array {
  const unnamed = new Uint8Array(size)
  for (const d of dims) {
    const empty = values[d]!.indexOf('')
    if (empty < 0) continue
    for (let leaf = 0; leaf < n; leaf++) if (codes[d]![leaf] === empty) unnamed[keys[leaf]!] = 1
  }
  return unnamed
}
