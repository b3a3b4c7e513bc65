import { DAY_MS, dayNumber, type Zone } from '../zone.ts'

/** How a source or a dealer usually writes, learned from when something arrived: by hour of the week, Monday 00:00 = 0. */
export interface Rhythm {
  /** How many weeks were looked at. */
  weeks: number
  /** Arrivals of all those weeks by hour of the week. */
  arrivals: readonly number[]
  /** Where a timetable is kept: how long after an arrival in this hour the next one comes, ms. */
  timetable: readonly (number | null)[]
}

export const HOURS_A_WEEK = 168
/** Fewer weeks than this say nothing yet. */
export const LEAST_WEEKS = 2
/** A silence this improbable (one in a thousand) is none of chance: the sum of arrivals that did not come. */
const IMPROBABLE = Math.log(1_000)
/** However busy a sender is, less than this is no silence. */
const LEAST_SILENCE_MS = 30 * 60_000
/** Gaps of several weeks count as a timetable when the longest is hardly longer than the shortest. */
const ALIKE = 1.25
const LEAST_GAPS = 3
const LATE_FACTOR = 1.5
const HOUR_MS = 3_600_000
const LONGEST_LOOK_MS = 28 * DAY_MS

/** The hour of the week that an instant lies in, 0…167. */
export function hourOfWeek(instant: number, zone: Zone): number {
  const { day, time } = zone.local(instant)
  const weekday = (((dayNumber(day) + 3) % 7) + 7) % 7
  return weekday * 24 + Math.floor(time / HOUR_MS)
}

/** Learns a rhythm from sorted instants of arrival (epoch ms) between `from` and `until`. */
export function learnRhythm(instants: readonly number[], span: { from: number; until: number }, zone: Zone): Rhythm {
  const arrivals = new Array<number>(HOURS_A_WEEK).fill(0)
  const gaps = Array.from({ length: HOURS_A_WEEK }, (): number[] => [])
  instants.forEach((instant, i) => {
    const hour = hourOfWeek(instant, zone)
    arrivals[hour]!++
    const next = instants[i + 1]
    if (next !== undefined) gaps[hour]!.push(next - instant)
  })
  const from = Math.max(span.from, instants[0] ?? span.until)
  return {
    weeks: Math.max(0, span.until - from) / (7 * DAY_MS),
    arrivals,
    timetable: gaps.map((all) => {
      if (all.length < LEAST_GAPS) return null
      const longest = Math.max(...all)
      return longest <= ALIKE * Math.min(...all) ? longest : null
    }),
  }
}

/** How far apart arrivals usually lie in an hour of the week, ms; `null` where none was ever seen. */
export function expectedGap({ arrivals, weeks }: Rhythm, hour: number): number | null {
  const seen = arrivals[hour]!
  return seen === 0 || weeks === 0 ? null : (weeks * HOUR_MS) / seen
}

/**
 * From when on silence after `last` is against the rhythm: the next arrival of a timetable is overdue, or so many
 * usual arrivals are missing that chance would do it once in a thousand times. `null` while the rhythm is being
 * learned, or when nothing is due within four weeks.
 */
export function overdueFrom(rhythm: Rhythm, last: number, zone: Zone): number | null {
  const { weeks, arrivals } = rhythm
  if (weeks < LEAST_WEEKS) return null
  const usual = rhythm.timetable[hourOfWeek(last, zone)]
  if (usual) return last + Math.max(LEAST_SILENCE_MS, usual * LATE_FACTOR)
  let missing = 0
  for (let at = last; at < last + LONGEST_LOOK_MS;) {
    const hour = hourOfWeek(at, zone)
    const next = at + HOUR_MS - (zone.local(at).time % HOUR_MS)
    const seen = arrivals[hour]!
    // Of `seen` arrivals in `weeks` such hours none came in this part of one more.
    const more = seen * Math.log1p((next - at) / HOUR_MS / weeks)
    if (missing + more >= IMPROBABLE) {
      const part = Math.expm1((IMPROBABLE - missing) / seen) * weeks * HOUR_MS
      return Math.max(last + LEAST_SILENCE_MS, Math.ceil(at + part))
    }
    missing += more
    at = next
  }
  return null
}
