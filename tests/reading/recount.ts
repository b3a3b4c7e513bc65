import { recount, surviving, type SentRow } from '../oracle/ledger.ts'
import type { Told } from './world.ts'

/** Instants, half-open, epoch ms. */
export interface Span {
  from: number
  to: number
}

export const span = (from: string, to: string): Span => ({ from: Date.parse(from), to: Date.parse(to) })

/** The running month up to the demo day's 11:25, and as much of the month before. */
export const MONTH = span('2026-11-01T00:00:00+08:00', '2026-11-23T11:25:00+08:00')
export const BEFORE = span('2026-10-01T00:00:00+08:00', '2026-10-23T11:25:00+08:00')

const within = (row: SentRow, { from, to }: Span): boolean =>
  Date.parse(row.occurred_at!) >= from && Date.parse(row.occurred_at!) < to

/** Events that stand, and those derived from them, counted by what was sent alone. */
export function counted(told: Told) {
  const sent = told.lines as unknown as SentRow[]
  const standing = surviving(sent)
  const all = recount(sent, {
    rule: 'ever',
    dealerCode: (code) => (told.stores.some(({ id }) => id === code) ? code : undefined),
    customerKey: (customer) => customer.replaceAll(/\D/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, ''),
  })
  return {
    standing: (kind: string, range: Span, is: (row: SentRow) => boolean): SentRow[] =>
      standing.filter((row) => row.kind === kind && within(row, range) && is(row)),
    /** Units of a kind, derived ones too; `is` reads the event that they are derived from. */
    units: (kind: string, range: Span, is: (row: SentRow, dealer: string) => boolean): number =>
      all
        .filter((one) => one.kind === kind && within(one.row, range) && is(one.row, one.dealer))
        .reduce((sum, { row }) => sum + (row.units ?? 1), 0),
  }
}
