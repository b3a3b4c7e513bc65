import type { Calendar } from '../calendar.ts'
import { learnCourse } from '../forecast/course.ts'
import { firstDay, monthAfter, monthsOf, sum, type DailyUnits } from '../forecast/history.ts'
import { expectMonth } from '../forecast/season.ts'
import { addDays, dayNumber } from '../zone.ts'

/** What a day weighs against others. */
export interface Weight {
  weight: number
  /** Whether the day is of a sort of its own that is well known: a working Sunday is not. */
  sure: boolean
  /** Relative error of the weight, beyond that of ordinary days. */
  doubt: number
}

/** `null` where no like day was ever seen, so that nothing can be said of it. */
export type DayWeight = (day: string) => Weight | null

/** Days after a long holiday whose business still follows it: orders come days after the visits. */
const AFTERMATH_DAYS = 6
/** One holiday of the year before tells the next one about so well. */
const HOLIDAY_DOUBT = 0.15
/** Days on both sides of a past holiday that tell what is usual around it. */
const AROUND_DAYS = 21
/** Units that a past holiday must have brought to speak for the next one. */
const LEAST_UNITS = 200

/**
 * Learns what days weigh for one measure of the whole maker: the month's own size by last year, the push at its end,
 * weekdays, the weeks around the Spring Festival wherever it lies, and long holidays by the last one of their name.
 * Long holidays that history does not hold weigh `null`; working Sundays and single days off lie between what their
 * weekday and their sort weigh.
 */
export function learnSeason(history: DailyUnits, today: string, calendar: Calendar): DayWeight {
  const festival = (year: number): string => calendar.springFestival(year)
  const month = today.slice(0, 7)
  const course = learnCourse(history, month, festival)
  const months = monthsOf(history, firstDay(month))
  const levels = new Map<string, number>()
  const levelOf = (name: string): number => {
    let level = levels.get(name)
    if (level === undefined) {
      const weights = sum(course.weights(name))
      const units = months.get(name) ?? expectMonth(months, name, month, course) ?? 0
      level = weights > 0 && units > 0 ? units / weights : 0
      levels.set(name, level)
    }
    return level
  }
  const mean = recentLevel([...months.keys()].slice(-3).map(levelOf))
  const plain = (day: string): number => {
    const name = day.slice(0, 7)
    return (levelOf(name) || mean) * course.weights(name)[Number(day.slice(8)) - 1]!
  }
  const holidays = longHolidays(calendar, history, plain)
  return (day) => {
    const holiday = holidays(day)
    if (holiday !== undefined)
      return holiday === null ? null : { weight: plain(day) * holiday, sure: true, doubt: HOLIDAY_DOUBT }
    if (!isOdd(day, calendar)) return { weight: plain(day), sure: true, doubt: 0 }
    // Wednesday stands for the days of work, Saturday for those off.
    const like = addDays(day, (calendar.isWorkday(day) ? 3 : 6) - weekdayOf(day))
    return { weight: (plain(day) + plain(like)) / 2, sure: false, doubt: HOLIDAY_DOUBT }
  }
}

const recentLevel = (levels: readonly number[]): number => (levels.length > 0 ? sum(levels) / levels.length || 1 : 1)

/** A working Sunday, or a single weekday off. */
function isOdd(day: string, calendar: Calendar): boolean {
  const weekday = weekdayOf(day)
  return calendar.isWorkday(day) !== (weekday > 0 && weekday < 6)
}

/** Sunday is 0. */
const weekdayOf = (day: string): number => (((dayNumber(day) + 4) % 7) + 7) % 7

/** The Spring Festival is in the course already; 五一 and 国庆 are read from the last one that history holds. */
function longHolidays(
  calendar: Calendar,
  history: DailyUnits,
  plain: (day: string) => number,
): (day: string) => number | null | undefined {
  const until = addDays(history.from, history.units.length)
  const unitsOf = (day: string): number | null =>
    day >= history.from && day < until ? history.units[dayNumber(day) - dayNumber(history.from)]! : null
  const known = new Map<string, number | null>()
  for (const { window, occurrences } of calendar.windows.values()) {
    if (window === 'spring_festival') {
      // Only what the course was taught of: a festival that history never held is not told.
      for (const { from, to } of occurrences) mark(known, addDays(from, -1), to, () => (held(from) ? 1 : null))
      continue
    }
    if (window !== 'labour_day' && window !== 'guoqing') continue
    for (const { year, from, to } of occurrences) {
      const before = occurrences.find((one) => one.year === year - 1)
      const factors = before ? factorsOf(before.from, addDays(before.to, AFTERMATH_DAYS)) : null
      mark(known, from, addDays(to, AFTERMATH_DAYS), (i) => factors?.[Math.min(i, factors.length - 1)] ?? null)
    }
  }
  return (day) => known.get(day)

  function held(from: string): boolean {
    const year = Number(from.slice(0, 4)) - 1
    return history.from <= calendar.springFestival(year)
  }

  function factorsOf(from: string, to: string): number[] | null {
    const days = Array.from({ length: dayNumber(to) - dayNumber(from) }, (_, i) => addDays(from, i))
    const around = Array.from({ length: AROUND_DAYS }, (_, i) => [addDays(from, -1 - i), addDays(to, i)]).flat()
    const total = (all: readonly string[]) => sum(all.map((day) => unitsOf(day) ?? 0))
    if (days.some((day) => unitsOf(day) === null) || total(days) < LEAST_UNITS) return null
    const usual = sum(around.filter((day) => unitsOf(day) !== null).map(plain))
    const level = usual > 0 ? total(around) / usual : 0
    return level > 0 ? days.map((day) => unitsOf(day)! / (plain(day) * level)) : null
  }
}

function mark(known: Map<string, number | null>, from: string, to: string, factor: (i: number) => number | null): void {
  for (let day = from, i = 0; day < to; day = addDays(day, 1), i++) known.set(day, factor(i))
}

/** The first day of the history that a season needs: two years and the months before, so that last year speaks. */
export const historyStart = (today: string): string => firstDay(monthAfter(today.slice(0, 7), -14))
