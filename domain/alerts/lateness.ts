import { median } from './judge.ts'

/** How far the watermark of a source lay behind at the most, ms, by business day. */
export type Lags = Readonly<Record<string, readonly { day: string; most: number }[]>>

/** Days that are remembered; fewer than the least tell nothing yet. */
const DAYS = 14
const LEAST_DAYS = 3
const HOUR = 3_600_000
/** Nothing is late before. */
const LEAST_LATE = 2 * HOUR
const LATE_FACTOR = 1.5
/** What is remembered is rounded up to it, so that it is rarely written. */
const STEP = HOUR / 4

/** Joins how far sources are behind at this moment (ms) with what is remembered; the same object when nothing changed. */
export function noteLags(lags: Lags, now: ReadonlyMap<string, number>, day: string): Lags {
  const changed = [...now].flatMap(([source, lag]) => {
    const days = lags[source] ?? []
    const before = days.find((one) => one.day === day)
    const most = Math.max(0, Math.ceil(lag / STEP) * STEP)
    if (before && before.most >= most) return []
    return [[source, [...days.filter((one) => one !== before), { day, most }].slice(-DAYS)] as const]
  })
  return changed.length === 0 ? lags : { ...lags, ...Object.fromEntries(changed) }
}

/**
 * From which lag on, ms, a source is later than it ever is: half as much again as on the middle one of its days before
 * today, so that an outage does not teach that outages are usual. `null` while that is being learned.
 */
export function lateFrom(days: Lags[string] = [], today: string): number | null {
  const past = days.filter(({ day }) => day < today)
  return past.length < LEAST_DAYS ? null : Math.max(LEAST_LATE, LATE_FACTOR * median(past.map(({ most }) => most)))
}
