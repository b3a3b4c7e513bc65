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
  if (d < 0) return leaves
  const dealers = new Map<string, { was: number; is: number }>()
  leaves.rows.forEach((row, leaf) => {
    let dealer = dealers.get(row[d]!)
    if (!dealer) dealers.set(row[d]!, (dealer = { was: 0, is: 0 }))
    dealer.was += leaves.baseline[0]![leaf]!
    dealer.is += leaves.actual[0]![leaf]!
  })
  const shut = new Set<string>()
  for (const [dealer, { was, is }] of dealers) {
    const more = Math.max(was, is)
    if (more >= LEAST && Math.min(was, is) < NEXT_TO_NOTHING * more) shut.add(dealer)
  }
  if (shut.size === 0) return leaves
  const kept = [...leaves.rows.keys()].filter((leaf) => !shut.has(leaves.rows[leaf]![d]!))
  const pick = (x: Float64Array): Float64Array => {
    // A plain loop: a typed array made of an iterable takes ten times as long.
    const picked = new Float64Array(kept.length)
    for (let i = 0; i < kept.length; i++) picked[i] = x[kept[i]!]!
    return picked
  }
  const pair = ({ hits, tries }: { hits: Float64Array; tries: Float64Array }) => ({
    hits: pick(hits),
    tries: pick(tries),
  })
  return {
    ...leaves,
    rows: kept.map((leaf) => leaves.rows[leaf]!),
    baseline: leaves.baseline.map(pick),
    actual: leaves.actual.map(pick),
    ...(leaves.usual && { usual: { ...leaves.usual, counts: pick(leaves.usual.counts) } }),
    ...(leaves.signs && {
      signs: leaves.signs.map((sign) => ({ ...sign, baseline: pair(sign.baseline), actual: pair(sign.actual) })),
    }),
  }
}
