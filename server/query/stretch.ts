import type { Range } from '#domain/range.ts'
import { addDays, type Zone } from '#domain/zone.ts'

/** A part of a range that one scan reads: business days, and the instants that cut its first or last day. */
export interface Stretch {
  first: string
  last: string
  from?: number
  until?: number
}

/**
 * Cuts a range into whole business days and partial ones: only a partial day has to look at every event's instant.
 */
export function stretchesOf({ from, until }: Range, zone: Zone): Stretch[] {
  if (until <= from) return []
  let first = zone.day(from)
  let last = zone.day(until - 1)
  const starts = zone.instant(first) < from
  const ends = zone.instant(addDays(last, 1)) > until
  if (first === last) return [{ first, last, ...(starts && { from }), ...(ends && { until }) }]
  const parts: Stretch[] = []
  if (starts) {
    parts.push({ first, last: first, from })
    first = addDays(first, 1)
  }
  if (ends) {
    parts.push({ first: last, last, until })
    last = addDays(last, -1)
  }
  if (first <= last) parts.push({ first, last })
  return parts
}
