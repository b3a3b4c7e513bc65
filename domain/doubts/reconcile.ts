/** Why our count may differ from a source's own, in the order in which it is believed; `-1`: ours is lower by it. */
const REASONS = {
  rejected: -1,
  held: -1,
  late: -1,
  moved_out: -1,
  moved_in: 1,
  voided: -1,
  duplicates: 1,
} as const satisfies Record<string, 1 | -1>

type Reason = keyof typeof REASONS

/** Units found that may explain a difference: all of them, whether they are needed or not. */
export type Found = Record<Reason, number>

export const nothingFound = (): Found => ({
  rejected: 0, held: 0, late: 0, moved_out: 0, moved_in: 0, voided: 0, duplicates: 0,
}) // prettier-ignore

/** What a difference (ours − theirs) is made of, signed; the parts sum to it. */
export interface Explained {
  rejected: number
  held: number
  /** Received after `known_at`. */
  late: number
  /** Corrected to or from another day, kind or dealer. */
  corrected: number
  voided: number
  /** One order or lead under several event ids. */
  duplicates: number
  unexplained: number
}

/**
 * Explains a difference by what was found, the surest reason first and never more of a reason than is needed: whether
 * a source itself still counts what it withdrew is its own matter.
 */
export function explain(difference: number, found: Found): Explained {
  let rest = difference
  const used = nothingFound()
  for (const [name, sign] of Object.entries(REASONS) as [Reason, 1 | -1][]) {
    if (Math.sign(rest) !== sign) continue
    const taken = sign * Math.min(Math.abs(rest), found[name])
    used[name] = taken
    rest -= taken
  }
  const { moved_in, moved_out, ...plain } = used
  return { ...plain, corrected: moved_in + moved_out, unexplained: rest }
}
