import type { Sign } from '#domain/diagnosis/leaves.ts'
import type { SignKind } from '#domain/diagnosis/signs.ts'
import type { RangeName } from '#domain/range.ts'
import type { Counts, Shelf } from './columns.ts'

/** A process figure as it was read: how often it was so, of how many, at some leaves; a leaf may stand several times. */
export interface Tallied {
  kind: SignKind
  leaves: readonly number[]
  /** Of the place in `leaves`. */
  hits(range: RangeName, at: number): number
  tries(range: RangeName, at: number): number
}

/** A sign over all leaves; `null` where nothing was tried in either range: it says nothing and costs time. */
export function signOf({ kind, leaves, hits, tries }: Tallied, n: number, base: RangeName): Sign | null {
  let some = false
  const spread = (range: RangeName, of: Tallied['hits']): Float64Array => {
    const counts = new Float64Array(n)
    leaves.forEach((leaf, at) => {
      const count = of(range, at)
      if (count === 0) return
      counts[leaf]! += count
      some = true
    })
    return counts
  }
  const sides = (range: RangeName) => ({ hits: spread(range, hits), tries: spread(range, tries) })
  const { name, stage, bad } = kind
  const sign = { name, stage, bad, baseline: sides(base), actual: sides('current') }
  return some ? sign : null
}

/** The leaves of what a statement counted, by their numbers. */
export const numbersOf = ({ n, keys }: Counts, shelf: Shelf, width = keys.length): number[] =>
  Array.from({ length: n }, (_, leaf) => shelf.find(keys.slice(0, width).map((column) => column[leaf]!)))
