import { dayNumber, dayText } from '#domain/zone.ts'
import type { Detail } from './events.ts'
import { months, nextMonth } from './world.ts'

/** A part of the history to load. Phases do not depend on each other and may be repeated. */
export interface Phase {
  name: string
  /** Business days, half-open. */
  from: string
  to: string
  detail: Detail
  /** With this phase and those before it the wall has what its first picture compares. */
  opens: boolean
}

/** Months with process events, the current one among them. */
const PROCESS = 4

/**
 * The order of loading for a demo day: this month, the one before, the same month last year; then the wall opens, and
 * the months before those (they tell who came for the first time), the months of the pace, the rest of 24 months newest
 * first and the process events of the last four follow.
 */
export function loadPlan(today: string): Phase[] {
  const newestFirst = months(today).reverse()
  const tomorrow = dayText(dayNumber(today) + 1)
  const phase = (from: string, detail: Detail, opens = false): Phase => {
    const end = nextMonth(from)
    return { name: `${from.slice(0, 7)} ${detail}`, from, to: end < tomorrow ? end : tomorrow, detail, opens }
  }
  const [current, previous, ...older] = newestFirst as [string, string, ...string[]]
  const lastYear = newestFirst[12]!
  const before = [older[0]!, newestFirst[13]!]
  const rest = older.filter((month) => month !== lastYear && !before.includes(month))
  return [
    phase(current, 'light'),
    phase(previous, 'light'),
    phase(lastYear, 'light', true),
    ...[...before, ...rest].map((month) => phase(month, 'light')),
    ...newestFirst.slice(0, PROCESS).map((month) => phase(month, 'process_only')),
  ]
}
