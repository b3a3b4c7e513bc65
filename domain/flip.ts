import type { Alignment } from './range.ts'
import type { Figures } from './view.ts'

/** The change of a figure under each alignment that was tried; `null` where one side has no figure. */
export type Changes = Partial<Record<Alignment, number | null>>

/** A change whose sign is another one under another alignment: good and bad news swap with the calendar. */
export interface Flip {
  measure: string
  compare: 'previous' | 'last_year'
  /** The change under the alignment that was asked for. */
  change: number
  /** The alignments under which the sign is the opposite, with the change there. */
  under: { align: Alignment; change: number }[]
}

/** Current minus comparison: counts in units, money in yuan, rates in shares of one. `null` when either is missing. */
export function changeOf(measure: string, current: Figures, other: Figures | null | undefined): number | null {
  const [now, then] = [numberOf(current[measure]), numberOf(other?.[measure])]
  // Fen and rates to the twelfth place: what lies below is the noise of binary fractions, and has no sign.
  return now === null || then === null ? null : Math.round((now - then) * 1e12) / 1e12
}

function numberOf(figure: Figures[string] | undefined): number | null {
  if (typeof figure === 'string') return Number(figure)
  return typeof figure === 'number' ? figure : null
}

/**
 * Whether the sign of a change flips under another alignment. No change is neither sign, so it flips nothing and
 * nothing flips it.
 */
export function flipOf(measure: string, compare: Flip['compare'], asked: Alignment, changes: Changes): Flip | null {
  const change = changes[asked] ?? 0
  const under = (Object.entries(changes) as [Alignment, number | null][]).flatMap(([align, other]) =>
    other !== null && Math.sign(other) * Math.sign(change) === -1 ? [{ align, change: other }] : [],
  )
  return under.length > 0 ? { measure, compare, change, under } : null
}
