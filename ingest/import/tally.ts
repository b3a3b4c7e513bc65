import type { Receipt } from './send/courier.ts'

/** What has become of a file's rows so far. */
export interface Tally {
  /** Rows of the file that were read and settled. */
  rows: number
  /** Rows of which the mapping makes nothing. */
  skipped: number
  /** Rows sent, after the mapping. */
  sent: number
  accepted: number
  duplicate: number
  corrected: number
  held: number
  /** Refused by the mapping or by the door. */
  rejected: number
  /** The rejected ones by code. */
  codes: Record<string, number>
}

export const emptyTally = (): Tally => ({
  rows: 0, skipped: 0, sent: 0, accepted: 0, duplicate: 0, corrected: 0, held: 0, rejected: 0, codes: {},
}) // prettier-ignore

export interface Reject {
  /** Line of the file. */
  line: number
  event_id?: string | undefined
  code: string
  message: string
}

/** Adds rejects to a tally. */
export function addRejects(tally: Tally, rejects: readonly Reject[]): void {
  tally.rejected += rejects.length
  for (const { code } of rejects) tally.codes[code] = (tally.codes[code] ?? 0) + 1
}

/** Adds what the door answered; its rejects are added apart, with the lines of the file. */
export function addReceipt(tally: Tally, receipt: Receipt): void {
  tally.accepted += receipt.accepted
  tally.duplicate += receipt.duplicate
  tally.corrected += receipt.corrected
  tally.held += receipt.held
}

/** The sum of several files. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  const sum = emptyTally()
  for (const one of tallies) {
    for (const name of ['rows', 'skipped', 'sent', 'accepted', 'duplicate', 'corrected', 'held', 'rejected'] as const) {
      sum[name] += one[name]
    }
    for (const [code, count] of Object.entries(one.codes)) sum.codes[code] = (sum.codes[code] ?? 0) + count
  }
  return sum
}
