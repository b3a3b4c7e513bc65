/**
 * The pace of a month (节奏进度): the share of a month's units that the months before had reached at the same point.
 * Car sales pile up at the month's end, so elapsed days alone would call every region late until the last evening.
 */

/** Units per business day of one complete past month, the 1st first, one entry a day. */
export type MonthDays = readonly number[]

/** A point in a month: `elapsed` of `days` days have passed, today counted by its shop hours (21.09 of 30). */
export interface Point {
  elapsed: number
  days: number
}

export interface Forecast {
  /** Units at the month's end. */
  value: number
  /** Four of five months should end between the two. */
  low: number
  high: number
}

/** One-sided share of the normal distribution for an interval that holds 80 %. */
const EIGHTY_PERCENT = 1.28

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Elapsed days ÷ days of the month (自然日进度). */
export const calendarShare = ({ elapsed, days }: Point): number =>
  days > 0 ? Math.min(1, Math.max(0, elapsed / days)) : 0

/**
 * The share of a past month's units reached at a point. Months of different length meet at the same share of their
 * days, so that their last days meet too. `null` for a month without units.
 */
export function shareReached(month: MonthDays, point: Point): number | null {
  const total = sum(month)
  if (total <= 0) return null
  const passed = calendarShare(point) * month.length
  const whole = Math.floor(passed)
  const reached = sum(month.slice(0, whole)) + (month[whole] ?? 0) * (passed - whole)
  return Math.min(1, Math.max(0, reached / total))
}

const sharesOf = (months: readonly MonthDays[], point: Point): number[] =>
  months.map((month) => shareReached(month, point)).filter((share) => share !== null)

/** The pace at a point: the mean share of the past months; `null` when none of them has units. */
export function paceShare(months: readonly MonthDays[], point: Point): number | null {
  const shares = sharesOf(months, point)
  return shares.length > 0 ? sum(shares) / shares.length : null
}

/**
 * Where the month ends if it goes on as the past months did. The interval joins how much those months differed at
 * this point with the chance in what is still to come (square root of the count). `null` without pace.
 */
export function forecast(actual: number, months: readonly MonthDays[], point: Point): Forecast | null {
  const shares = sharesOf(months, point)
  const pace = paceShare(months, point)
  if (pace === null || pace <= 0) return null
  const value = actual / pace
  const spread =
    shares.length > 1 ? Math.sqrt(sum(shares.map((share) => (share - pace) ** 2)) / (shares.length - 1)) : 0
  const deviation = Math.hypot((value * spread) / pace, Math.sqrt(Math.max(0, value - actual)))
  return { value, low: Math.max(actual, value - EIGHTY_PERCENT * deviation), high: value + EIGHTY_PERCENT * deviation }
}

/** Units a day that the rest of the month must bring; 0 when the target is met, `null` when no time is left. */
export function dailyNeed(target: number, actual: number, { elapsed, days }: Point): number | null {
  if (actual >= target) return 0
  return days > elapsed ? (target - actual) / (days - elapsed) : null
}

/** Units a day that a past month brought in the same rest of its days: what the need is fairly compared with. */
export function usualDaily(month: MonthDays, point: Point): number | null {
  const share = shareReached(month, point)
  const left = month.length * (1 - calendarShare(point))
  return share === null || left <= 0 ? null : (sum(month) * (1 - share)) / left
}

export type Status = 'on_plan' | 'warning' | 'behind' | 'unrated'

/** When a lamp turns: down to which 进度差 (a share, ≤ 0) it is still ◆, and from which target on it is rated at all. */
export interface LampRule {
  warning_from: number
  /** Below it one car more or less would turn the lamp. */
  least_target: number
}

/** What subtracting shares may lose. */
const ROUNDING = 1e-9
export const LEAST_TARGET = 10
export const LAMP_RULE: LampRule = { warning_from: -0.03, least_target: LEAST_TARGET }

/** 进度差: how far the completion of a target is from the pace, as a share and in units. */
export interface Gap {
  share: number
  units: number
}

export function gapTo(pace: number, actual: number, target: number): Gap | null {
  return target > 0 ? { share: actual / target - pace, units: actual - target * pace } : null
}

/**
 * The lamp of a 进度差: ● from 0 or where less than one unit is missing, ◆ down to −3 pp, ■ below; targets under 10
 * units are not rated. A maker may set the two bounds otherwise.
 */
export function statusOf(gap: Gap | null, target: number, rule: LampRule = LAMP_RULE): Status {
  if (gap === null || target < rule.least_target) return 'unrated'
  if (gap.share >= -ROUNDING || gap.units > -1) return 'on_plan'
  return gap.share >= rule.warning_from - ROUNDING ? 'warning' : 'behind'
}

/**
 * Units that the day at a point should bring: what is missing at its start, times the day's share of what past months
 * still brought from there on. `null` without pace; 0 when the target is met.
 */
export function needOfDay(
  target: number,
  before: number,
  months: readonly MonthDays[],
  { elapsed, days }: Point,
): number | null {
  const start = Math.floor(elapsed)
  const reached = paceShare(months, { elapsed: start, days })
  const after = paceShare(months, { elapsed: start + 1, days })
  if (reached === null || after === null) return null
  if (before >= target) return 0
  return reached < 1 ? ((target - before) * (after - reached)) / (1 - reached) : null
}
