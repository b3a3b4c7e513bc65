import { leavesUnder } from './held.ts'
import type { Leaves } from './leaves.ts'

const DEALER = 'dealer_id'
/** A dealer with fewer units of the first stage may have none by chance. */
const LEAST = 20
/** Of the other range; what is less comes from the days before a dealer shut, or after it opened. */
const NEXT_TO_NOTHING = 0.12

/** Whether a dealer with so many units of the first stage in one range has next to none in the other. */
export const hasShut = (was: number, is: number): boolean => was >= LEAST && is < NEXT_TO_NOTHING * was

/**
 * Leaves without dealers that had next to nothing at the first stage in one of the ranges: they are shut, new or cut
 * off, and neither sell badly nor well. The split holds them; causes are not looked for in them.
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
    if (hasShut(was, is) || hasShut(is, was)) shut.add(dealer)
  }
  if (shut.size === 0) return leaves
  const kept = Int32Array.from(leaves.rows.keys()).filter((leaf) => !shut.has(leaves.rows[leaf]![d]!))
  return leavesUnder(leaves, kept)
}
