import type { Calendar } from '../calendar.ts'
import { learnCourse } from '../forecast/course.ts'
import { daysIn, firstDay, isBroken, monthAfter, monthsOf, sum, type DailyUnits } from '../forecast/history.ts'
import { expectMonth } from '../forecast/season.ts'
import { calendarShare, paceShare, shareReached, type Point } from '../pace.ts'
import { addDays, dayNumber } from '../zone.ts'

/** How far a unit of time should be by now, as shares of it. */
export interface Bases {
  /** 自然日: elapsed days ÷ days. */
  calendar: number
  /** 节奏: what past months had reached at this place; `null` without history. */
  pace: number | null
  /** 工作日: elapsed statutory working days ÷ working days; `null` for a unit without one. */
  workday: number | null
}

export const BASES = ['calendar', 'pace', 'workday'] as const
export type Basis = (typeof BASES)[number]

/** Where now stands in a unit: the business day and how much of its shop hours has passed. */
export interface Moment {
  unit: { start: string; end: string }
  today: string
  share: number
}

/** Months that make the pace, and how far back they are looked for. */
const PACE_MONTHS = 3
const FARTHEST = 15

/** Elapsed and all days of a unit, today counted by its shop hours. */
export function pointIn({ unit, today, share }: Moment): Point {
  const start = dayNumber(unit.start)
  const days = dayNumber(unit.end) - start
  return { elapsed: Math.min(days, Math.max(0, dayNumber(today) - start + share)), days }
}

/**
 * The months whose course is a month's pace, newest first: the three before it. One that the Spring Festival breaks, or
 * that has no units, is replaced by the same month a year before, then by the months next to that, later ones first.
 */
export function paceMonths(history: DailyUnits, month: string, calendar: Calendar): string[] {
  const usable = (name: string): boolean =>
    name < month && !isBroken(name, calendar.springFestival) && sum(daysIn(history, name) ?? []) > 0
  const before = Array.from({ length: PACE_MONTHS }, (_, i) => monthAfter(month, -1 - i))
  const yearBefore = Array.from({ length: FARTHEST - PACE_MONTHS }, (_, i) => {
    const step = Math.ceil(i / 2) * (i % 2 ? 1 : -1)
    return monthAfter(month, -12 + step)
  })
  const found = [...before, ...yearBefore].filter((name, i, all) => all.indexOf(name) === i && usable(name))
  return found.slice(0, PACE_MONTHS)
}

/**
 * The share of a month that should be reached at a point: the mean of its pace months. A month that the festival breaks
 * itself has no month like it: its share is the learned course of its own days.
 */
function monthPace(history: DailyUnits, month: string, point: Point, calendar: Calendar): number | null {
  const names = paceMonths(history, month, calendar)
  if (names.length === 0) return null
  if (!isBroken(month, calendar.springFestival))
    return paceShare(
      names.map((name) => daysIn(history, name)!),
      point,
    )
  return shareReached(learnCourse(history, month, calendar.springFestival).days(month), point)
}

/**
 * The three progress bases of a month, quarter or year. `history`: days of the whole that is the yardstick, all complete
 * months up to the running one. A quarter or year weighs its months as the year before had them, grown alike, and the
 * running month by its own pace; without that year the months weigh the same.
 */
export function basesOf(moment: Moment, history: DailyUnits, calendar: Calendar): Bases {
  const { unit, today, share } = moment
  const point = pointIn(moment)
  const last = addDays(unit.end, -1)
  const all = calendar.workdays(unit.start, last)
  const passed = today > last ? all : calendar.workdays(unit.start, addDays(today, -1))
  const running = today <= last && calendar.isWorkday(today) ? share : 0
  return {
    calendar: calendarShare(point),
    pace: unitPace(moment, history, calendar),
    workday: all > 0 ? Math.min(1, (passed + running) / all) : null,
  }
}

function unitPace({ unit, today, share }: Moment, history: DailyUnits, calendar: Calendar): number | null {
  if (today >= unit.end) return 1
  const month = today.slice(0, 7)
  const own = { start: firstDay(month), end: firstDay(monthAfter(month, 1)) }
  const within = monthPace(history, month, pointIn({ unit: own, today, share }), calendar)
  if (within === null || (own.start === unit.start && own.end === unit.end)) return within
  const months = monthsOf(history, firstDay(month))
  const begun = unit.start.slice(0, 7)
  const course = learnCourse(history, month, calendar.springFestival)
  let [reached, total] = [0, 0]
  for (let name = begun; firstDay(name) < unit.end; name = monthAfter(name, 1)) {
    const expected = expectMonth(months, name, begun, course) ?? 1
    total += expected
    reached += name < month ? expected : name === month ? expected * within : 0
  }
  return reached / total
}
