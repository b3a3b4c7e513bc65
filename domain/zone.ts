import { Temporal } from 'temporal-polyfill'

export const DAY_MS = 86_400_000

/** Number of a calendar day: days since 1970-01-01. `2026-11-22` → 20779. */
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS

/** The calendar day of a number: the inverse of `dayNumber`. */
export function dayText(number: number): string {
  let text = texts.get(number)
  if (text === undefined) {
    text = new Date(number * DAY_MS).toISOString().slice(0, 10)
    if (texts.size < MOST_TEXTS) texts.set(number, text)
  }
  return text
}

/** Days are written again and again, and writing one anew costs as much as hashing a person. */
const texts = new Map<number, string>()
const MOST_TEXTS = 50_000

/** `2026-11-22` plus whole days. */
export const addDays = (day: string, days: number): string => dayText(dayNumber(day) + days)

/** A place on the business clock: a calendar day and the local time of day in milliseconds. */
export interface Local {
  day: string
  time: number
}

/** The business time zone: cuts instants (epoch ms) into business days, and back. */
export interface Zone {
  name: string
  /** Milliseconds that local time is ahead of UTC at an instant. */
  offset(instant: number): number
  local(instant: number): Local
  day(instant: number): string
  /** The instant of a local time; a time skipped by a DST change moves forward. */
  instant(day: string, time?: number): number
  /** ISO text with the zone's offset: `2026-11-22T10:00:00.000+08:00`. */
  iso(instant: number): string
}

/** Offsets change only on quarter hours since 2000, so one look-up serves a whole quarter. */
const QUARTER_MS = 900_000

/** Opens a time zone by its IANA name. Throws a RangeError for an unknown name. */
export function openZone(name: string): Zone {
  const offsets = new Map<number, number>()
  const starts = new Map<string, number>()
  Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)

  const offset = (instant: number): number => {
    const quarter = Math.floor(instant / QUARTER_MS)
    let known = offsets.get(quarter)
    if (known === undefined) {
      const zoned = Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER_MS).toZonedDateTimeISO(name)
      known = zoned.offsetNanoseconds / 1e6
      offsets.set(quarter, known)
    }
    return known
  }
  const local = (instant: number): Local => {
    const shifted = instant + offset(instant)
    const number = Math.floor(shifted / DAY_MS)
    return { day: dayText(number), time: shifted - number * DAY_MS }
  }
  const instantOf = (day: string, time = 0): number => {
    if (time === DAY_MS) return instantOf(addDays(day, 1))
    const key = time === 0 ? day : ''
    const known = key && starts.get(key)
    if (known) return known
    const plain = Temporal.PlainDateTime.from(`${day}T00:00`).add({ milliseconds: time })
    const found = plain.toZonedDateTime(name).epochMilliseconds
    if (key) starts.set(key, found)
    return found
  }
  const iso = (instant: number): string => {
    const ahead = offset(instant)
    const minutes = Math.abs(Math.round(ahead / 60_000))
    const hh = String(Math.floor(minutes / 60)).padStart(2, '0')
    const mm = String(minutes % 60).padStart(2, '0')
    return `${new Date(instant + ahead).toISOString().slice(0, -1)}${ahead < 0 ? '-' : '+'}${hh}:${mm}`
  }
  return { name, offset, local, day: (instant) => local(instant).day, instant: instantOf, iso }
}
