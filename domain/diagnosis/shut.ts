import type { Leaves } from './leaves.ts'

const DEALER = 'dealer_id'
/** A dealer with fewer units of the first stage may have none by chance. */
const LEAST = 20
/** Of the other range; what is less comes from the days before a dealer shut, or after it opened. */
const NEXT_TO_NOTHING = 0.12

/**
 * Leaves without dealers that had next to nothing at the first stage in one of the ranges: they are shut, new or cut off, and
 * neither sell badly nor well. The split holds them; causes are not looked for in them.
 */
export function comparable(leaves: Leaves): Leaves {
  const d = leaves.dims.indexOf(DEALER)
  const [was, is] = [new Map<string, number>(), new Map<string, number>()]
  if (d < 0) return leaves
  leaves.rows.forEach((row, leaf) => {
    const dealer = row[d]!
    was.set(dealer, (was.get(dealer) ?? 0) + leaves.baseline[0]![leaf]!)
    is.set(dealer, (is.get(dealer) ?? 0) + leaves.actual[0]![leaf]!)
  })
  const shut = (dealer: string): boolean => {
    const [less, more] = [was.get(dealer)!, is.get(dealer)!].sort((a, b) => a - b) as [number, number]
    return more >= LEAST && less < NEXT_TO_NOTHING * more
  }
  const kept = [...leaves.rows.keys()].filter((leaf) => !shut(leaves.rows[leaf]![d]!))
  if (kept.length === leaves.rows.length) return leaves
  const pick = (x: Float64Array): Float64Array => Float64Array.from(kept, (leaf) => x[leaf]!)
  const pair = ({ hits, tries }: { hits: Float64Array; tries: Float64Array }) => ({
    hits: pick(hits),
    tries: pick(tries),
  })
  return {
    ...leaves,
    rows: kept.map((leaf) => leaves.rows[leaf]!),
    baseline: leaves.baseline.map(pick),
    actual: leaves.actual.map(pick),
    ...(leaves.signs && {
      signs: leaves.signs.map((sign) => ({ ...sign, baseline: pair(sign.baseline), actual: pair(sign.actual) })),
    }),
  }
}
