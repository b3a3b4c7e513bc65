import { Temporal } from 'temporal-polyfill'
import type { Fact } from '#domain/fact.ts'
import type { ReferenceRows } from '#domain/organisation.ts'
import { lookUp } from './lookup.ts'

/** Figures of those who sell that are recounted here. */
export const CREW_KPIS = ['active_advisor', 'deals_per_advisor'] as const

/** The advisors at work on a business day, each with the dealer where they then work. */
export function crewOn(rows: ReferenceRows, day: string): { advisor_id: string; dealer_id: string }[] {
  const codes = [...new Set(rows.advisors.map(({ advisor_id }) => advisor_id))]
  return codes.flatMap((advisor_id) => {
    const begun = rows.advisors
      .filter((row) => row.advisor_id === advisor_id && (row.valid_from === undefined || row.valid_from <= day))
      .sort((a, b) => ((a.valid_from ?? '') < (b.valid_from ?? '') ? -1 : 1))
    const last = begun.at(-1)
    const gone = last?.left_on !== undefined && last.left_on <= day
    return last && !gone ? [{ advisor_id, dealer_id: last.dealer_id }] : []
  })
}

/** How many of them a place, a dealer or an advisor has, by the values of `by`; `where` leaves out the others. */
export function crewBy(
  rows: ReferenceRows,
  { day, orgDay }: { day: string; orgDay: string },
  by: readonly string[],
  where: Readonly<Record<string, (string | null)[]>>,
): Map<string, number> {
  const found = new Map<string, number>()
  for (const advisor of crewOn(rows, day)) {
    const valueOf = (dimension: string) => lookUp(rows, advisor as unknown as Fact, dimension, orgDay)
    if (!Object.entries(where).every(([dimension, values]) => values.includes(valueOf(dimension)))) continue
    const key = JSON.stringify(by.map(valueOf))
    found.set(key, (found.get(key) ?? 0) + 1)
  }
  return found
}

/** The business day on which the last instant of a range lies. */
export const lastDay = (from: number, until: number, tz: string): string =>
  Temporal.Instant.fromEpochMilliseconds(Math.max(from, until - 1))
    .toZonedDateTimeISO(tz)
    .toPlainDate()
    .toString()
