import { addDays, dayNumber } from '../zone.ts'

/** When a decision's effect is looked for. Business days; weeks are stretches of seven days from the start. */
export interface Schedule {
  /** First day of what came before, and first day that counts as after. */
  before: string
  from: string
  /** First day after the window: a whole number of weeks. */
  to: string
  weeks_before: number
  weeks: number
  /** From this day on the window has matured. */
  matures_on: string
  lag_days: number
}

const WEEK = 7
/** What came before is twelve weeks: long enough for a level, short enough to be this year's. */
const WEEKS_BEFORE = 12
/** A review day sooner than this leaves nothing to compare. */
const LEAST_WEEKS = 2
const USUAL_WEEKS = 4

/** What of a decision sets its window. */
export interface Timed {
  /** Business day on which it was made. */
  made_on: string
  due_on: string | null
  review_on: string | null
}

/**
 * The window of a decision, fixed by what it says itself: from the day on which it was made to the day of its review
 * (four weeks after it was due, where it names none or one too soon). It has matured when it is over and four of five
 * cases of its step that began when it was due are through (`lag_days`).
 */
export function scheduleOf({ made_on, due_on, review_on }: Timed, lag_days: number): Schedule {
  const due = due_on !== null && due_on > made_on ? due_on : made_on
  const asked = review_on !== null ? dayNumber(review_on) - dayNumber(made_on) : 0
  const days = asked >= LEAST_WEEKS * WEEK ? asked : dayNumber(due) - dayNumber(made_on) + USUAL_WEEKS * WEEK
  const weeks = Math.floor(days / WEEK)
  const to = addDays(made_on, weeks * WEEK)
  const through = addDays(due, lag_days)
  return {
    before: addDays(made_on, -WEEKS_BEFORE * WEEK),
    from: made_on,
    to,
    weeks_before: WEEKS_BEFORE,
    weeks,
    matures_on: through > to ? through : to,
    lag_days,
  }
}

/** The first days of the weeks of a stretch, as far as they are over on a day. */
export function weeksOver(from: string, weeks: number, today: string): string[] {
  return Array.from({ length: weeks }, (_, i) => addDays(from, i * WEEK)).filter((day) => addDays(day, WEEK) <= today)
}
