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

/** The stretch in which a decision is judged, as it was fixed. Business days; `to` is not counted. */
export interface Window {
  from: string
  to: string
  /** When it was to be in place. */
  due: string
  /** Days in which four of five cases of its step are through, once it has been read. */
  lag_days?: number
}

/**
 * The window that a decision's own days make: from the day on which it was made to the day of its review, in whole
 * weeks (four weeks after it was due, where it names none or one too soon).
 */
export function windowOf({ made_on, due_on, review_on }: Timed): Window {
  const due = due_on !== null && due_on > made_on ? due_on : made_on
  const asked = review_on !== null ? dayNumber(review_on) - dayNumber(made_on) : 0
  const days = asked >= LEAST_WEEKS * WEEK ? asked : dayNumber(due) - dayNumber(made_on) + USUAL_WEEKS * WEEK
  return { from: made_on, to: addDays(made_on, Math.floor(days / WEEK) * WEEK), due }
}

/**
 * When a decision's effect is looked for: in its window as it was fixed, or, as long as none is, in the one that its
 * days make. It has matured when the window is over and four of five cases of its step that began when it was due are
 * through (`lag`, where the window does not say it).
 */
export function scheduleOf({ window, ...timed }: Timed & { window: Window | null }, lag: number): Schedule {
  const { from, to, due, lag_days = lag } = window ?? windowOf(timed)
  const through = addDays(due, lag_days)
  return {
    before: addDays(from, -WEEKS_BEFORE * WEEK),
    from,
    to,
    weeks_before: WEEKS_BEFORE,
    weeks: (dayNumber(to) - dayNumber(from)) / WEEK,
    matures_on: through > to ? through : to,
    lag_days,
  }
}

/** The week of a list in which a day lies; -1 before the first, the list's length where all are over. */
export function weekOf(weeks: readonly string[], day: string): number {
  const after = weeks.findIndex((first) => first > day)
  if (after >= 0) return after - 1
  const last = weeks.at(-1)
  return last === undefined || addDays(last, WEEK) <= day ? weeks.length : weeks.length - 1
}

/** The first days of the weeks of a stretch, as far as they are over on a day. */
export function weeksOver(from: string, weeks: number, today: string): string[] {
  return Array.from({ length: weeks }, (_, i) => addDays(from, i * WEEK)).filter((day) => addDays(day, WEEK) <= today)
}
