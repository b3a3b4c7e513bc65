import { isFestive, learnCourse, type Course } from './course.ts'
import {
  daysIn,
  firstDay,
  monthAfter,
  monthsOf,
  sum,
  type DailyUnits,
  type Festival,
  type MonthUnits,
} from './history.ts'
import { expectMonth, residuals, wanders } from './season.ts'

/** What a whole (a maker, a scope) should bring in a month, quarter or year: the yardstick of it and of its parts. */
export interface Yardstick {
  unit: { start: string; end: string }
  course: Course
  /** The whole's complete months before the running one, oldest first. */
  months: MonthUnits
  /** Units expected of the whole on each day of the unit, by what was known when it began. */
  days: readonly number[]
  /** Relative variance of the whole's level around what was expected of it. */
  level: number
  /** How far the beginning and the rest of the unit stray from its level, after `elapsed` days. */
  strays(elapsed: number): Strays
}

/** Relative variances around the level of the whole unit. */
export interface Strays {
  beginning: number
  rest: number
}

/** What is assumed of a variance, as relative deviation, and how many months of history it counts for. */
const LEVEL = { deviation: 0.1, months: 3 }
const DRIFT = { deviation: 0.06, months: 6 }
/** Added to a month around the Spring Festival, and within it: no two of them are alike. */
const FESTIVAL = { month: 0.12, drift: 0.06 }
const NOISE = { deviation: 0.035, months: 4 }
/** Relative deviation of a single day around its course: few days left even out less. */
const DAY = 0.1
/** Past months that tell how far a rest strays from its beginning. */
const DRIFT_MONTHS = 8
const YEAR = 12

/**
 * Opens the yardstick of a unit at the business day `today`. Pure. Of `history` only the complete months before
 * today's are read; of what is expected of the unit, only those before it.
 */
export function openYardstick(
  history: DailyUnits,
  unit: { start: string; end: string },
  today: string,
  festival: Festival,
): Yardstick {
  const running = today.slice(0, 7)
  const begun = unit.start.slice(0, 7)
  const months = monthsOf(history, firstDay(running))
  const course = learnCourse(history, running, festival)
  const names: string[] = []
  for (let month = begun; firstDay(month) < unit.end; month = monthAfter(month, 1)) names.push(month)
  const shares = names.map((month) => course.days(month))
  const expected = names.map((month) => expectMonth(months, month, begun, course) ?? shares[0]!.length)
  const days = shares.flatMap((own, i) => own.map((share) => share * expected[i]!))
  const past = residuals(months, running, course, festival)
  const excess = past.slice(0, YEAR).map(({ ahead, units }) => ahead ** 2 - 1 / units)
  const single = names.length === 1
  const festive = names.map((month) => (isFestive(month, festival) ? FESTIVAL.month ** 2 : 0))
  return {
    unit,
    course,
    months,
    days,
    level: variance(excess, LEVEL) + (single ? festive[0]! : 0),
    strays: single
      ? withinMonth(history, course, days.length, festive[0]! > 0 ? FESTIVAL.drift ** 2 : 0)
      : overMonths(months, running, days, shares, festive),
  }
}

/** A variance from what single months say of it and from what is assumed. */
function variance(excess: readonly number[], { deviation, months }: { deviation: number; months: number }): number {
  const found = (sum(excess) + months * deviation ** 2) / (excess.length + months)
  return Math.max((deviation / 2) ** 2, found)
}

/** How far the rests of past months strayed from their beginnings at the same place. */
function withinMonth(history: DailyUnits, course: Course, days: number, festive: number): Yardstick['strays'] {
  const known = course.months.slice(0, DRIFT_MONTHS).map((month) => {
    return { units: daysIn(history, month)!, shares: course.days(month) }
  })
  return (elapsed) => {
    const strayed = known.flatMap(({ units, shares }) => {
      const at = Math.round((elapsed / days) * units.length)
      const [done, left] = [sum(units.slice(0, at)), sum(units.slice(at))]
      const share = sum(shares.slice(0, at))
      if (done <= 0 || left <= 0 || share <= 0 || share >= 1) return []
      const apart = Math.log((left * share) / (done * (1 - share)))
      return [apart ** 2 - 1 / left - 1 / done]
    })
    const apart = variance(strayed, DRIFT) + festive
    return { beginning: apart / 2, rest: apart / 2 + DAY ** 2 / Math.max(1, days - elapsed) }
  }
}

/** Months stray each by itself; the more of them a beginning or a rest has, the more they even out. */
function overMonths(
  months: MonthUnits,
  running: string,
  days: readonly number[],
  shares: readonly (readonly number[])[],
  festive: readonly number[],
): Yardstick['strays'] {
  const ratios = [...months].flatMap(([month, units]) => {
    const year = month < running ? months.get(monthAfter(month, -YEAR)) : undefined
    return year && units > 0 && !wanders(month) ? [Math.log(units / year)] : []
  })
  const mean = sum(ratios) / Math.max(1, ratios.length)
  const freed = ratios.length / Math.max(1, ratios.length - 1)
  const noise = variance(
    ratios.map((ratio) => freed * (ratio - mean) ** 2),
    NOISE,
  )
  const starts = shares.map((_, i) => sum(shares.slice(0, i).map(({ length }) => length)))
  const part = (from: number, to: number): number => {
    const weights = shares.map(({ length }, i) => {
      return sum(days.slice(Math.max(starts[i]!, Math.round(from)), Math.min(starts[i]! + length, Math.round(to))))
    })
    const total = sum(weights)
    return total > 0 ? sum(weights.map((weight, i) => (noise + festive[i]!) * (weight / total) ** 2)) : 0
  }
  return (elapsed) => ({ beginning: part(0, elapsed), rest: part(elapsed, days.length) })
}
