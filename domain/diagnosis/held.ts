import type { Lattice } from './lattice.ts'
import type { Leaves, Sign } from './leaves.ts'
import type { Field } from './scan.ts'

/** Leaves that hold something, and one of each place, so that no place is lost with them. */
export function heldLeaves(
  { codes, values, n }: Lattice,
  place: number | undefined,
  columns: readonly Float64Array[],
): Int32Array {
  const held = new Int32Array(n)
  const some = new Uint8Array(n)
  for (const column of columns) for (let leaf = 0; leaf < n; leaf++) if (column[leaf]! !== 0) some[leaf] = 1
  const seen = new Uint8Array(place === undefined ? 0 : values[place]!.length)
  let count = 0
  for (let leaf = 0; leaf < n; leaf++) {
    const code = place === undefined ? -1 : codes[place]![leaf]!
    const isFirst = code >= 0 && !seen[code]
    if (isFirst) seen[code] = 1
    if (isFirst || some[leaf]) held[count++] = leaf
  }
  return held.subarray(0, count)
}

/** The lattice of some leaves; values keep their codes. */
export function latticeUnder(lattice: Lattice, held: Int32Array): Lattice {
  if (held.length === lattice.n) return lattice
  const codes = lattice.codes.map((column) => {
    const picked = new Int32Array(held.length)
    for (let i = 0; i < held.length; i++) picked[i] = column[held[i]!]!
    return picked
  })
  return { ...lattice, n: held.length, codes }
}

/** Some of the leaves, with all that is known of them. */
export function leavesUnder(leaves: Leaves, held: Int32Array): Leaves {
  const only = (counts: Float64Array) => pick(counts, held)
  const tally = ({ hits, tries }: Sign['actual']) => ({ hits: only(hits), tries: only(tries) })
  const { usual, signs } = leaves
  return {
    ...leaves,
    rows: Array.from(held, (leaf) => leaves.rows[leaf]!),
    baseline: leaves.baseline.map(only),
    actual: leaves.actual.map(only),
    ...(usual && { usual: { ...usual, counts: only(usual.counts) } }),
    ...(signs && {
      signs: signs.map((sign) => ({ ...sign, baseline: tally(sign.baseline), actual: tally(sign.actual) })),
    }),
  }
}

/** A column of some leaves; of all it is the column itself. */
export function pick(column: Float64Array, held: Int32Array): Float64Array {
  if (held.length === column.length) return column
  const picked = new Float64Array(held.length)
  for (let i = 0; i < held.length; i++) picked[i] = column[held[i]!]!
  return picked
}

/** A column of some leaves as one of all `n`: nothing elsewhere; of all it is the column itself. */
export function over(column: Float64Array, held: Int32Array, n: number): Float64Array {
  if (held.length === n) return column
  const all = new Float64Array(n)
  for (let i = 0; i < held.length; i++) all[held[i]!] = column[i]!
  return all
}

/** A field of some leaves as one of all `n`. */
export const spread = ({ actual, expected, variance, swing }: Field, held: Int32Array, n: number): Field => ({
  actual: over(actual, held, n),
  expected: over(expected, held, n),
  variance: over(variance, held, n),
  swing: over(swing, held, n),
})
