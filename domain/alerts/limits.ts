import type { AlertLevel } from './alert.ts'

/** A wall that is red all the time is looked at no more. */
const APART_MS = 10 * 60_000
const MOST_A_DAY = 6

/**
 * The level at which an alert may come: at most one of level 3 in ten minutes and six a business day; what is over that
 * comes as level 2. `thirds`: when those of level 3 came; `dayStart`: when the business day began; all epoch ms.
 */
export function admit(level: AlertLevel, thirds: readonly number[], now: number, dayStart: number): AlertLevel {
  if (level < 3) return level
  const close = thirds.some((at) => now - at < APART_MS)
  return close || thirds.filter((at) => at >= dayStart).length >= MOST_A_DAY ? 2 : 3
}
