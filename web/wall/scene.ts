import { calendarShare, paceShare, type LampRule, type MonthDays, type Point } from '#domain/pace.ts'
import type { Bases, Basis } from '#domain/targets/bases.ts'
import type { Row, ViewResult, ViewSpec } from '#domain/view.ts'
import { dayShare, shiftDay, shiftMonth, weekday, type WallTime } from '../format/time.ts'
import type { WallState } from './state.ts'

/** What every tile of a scene shares; nothing else decides what a tile asks. */
export interface Scene {
  state: WallState
  where: ViewSpec['where']
  /** The event that counts as 零售. */
  retail: string
  /** The business day of now. */
  today: string
}

/** The funnel's stages, in order; the last one is the retail event. */
export function stagesOf(retail: string): string[] {
  const upper = ['unique_lead', 'first_visit', 'test_drive', 'net_order']
  return retail === 'deal'
    ? [...upper, 'deal']
    : retail === 'invoice'
      ? [...upper, 'invoice']
      : [...upper, 'deal', 'delivery']
}

/** The measures of the KPI tiles A2–A6. */
export const kpisOf = (retail: string): string[] => ['unique_lead', 'first_visit', 'test_drive', 'net_order', retail]

/** A count of a row's range; absent is zero. Amounts are never asked for here. */
export const countOf = (figures: Row['current'] | null | undefined, measure: string): number =>
  Number(figures?.[measure] ?? 0)

/** Months before this one whose days make the pace. */
const PACE_MONTHS = 3

/** The days from which the month's pace and the 30-day lines are read. */
export const historyPeriod = (today: string): { from: string; to: string } => ({
  from: shiftMonth(today, -PACE_MONTHS),
  to: shiftMonth(today, 1),
})

/** The complete months before this one, newest first, from a view by day; a month without any unit is left out. */
export function pastMonths(
  history: ViewResult | null,
  measure: string,
  today: string,
  complete: (month: string) => boolean,
): MonthDays[] {
  if (!history) return []
  const units = new Map(history.rows.map((row) => [row.key.day, countOf(row.current, measure)]))
  const months: MonthDays[] = []
  for (let back = 1; back <= PACE_MONTHS; back++) {
    const start = shiftMonth(today, -back)
    if (!complete(start.slice(0, 7))) continue
    const days: number[] = []
    for (let day = start; day < shiftMonth(start, 1); day = shiftDay(day, 1)) days.push(units.get(day) ?? 0)
    if (days.some((value) => value > 0)) months.push(days)
  }
  return months
}

/** Where now stands in the calendar unit of the state's period; `null` for periods that do not fill a unit. */
export function pointOf({ state, today }: Pick<Scene, 'state' | 'today'>, now: WallTime): Point | null {
  const month = Number(today.slice(5, 7))
  const starts: Partial<Record<WallState['period'], [start: string, end: string]>> = {
    month_to_date: [shiftMonth(today, 0), shiftMonth(today, 1)],
    quarter_to_date: [shiftMonth(today, -((month - 1) % 3)), shiftMonth(today, 3 - ((month - 1) % 3))],
    year_to_date: [shiftMonth(today, 1 - month), shiftMonth(today, 13 - month)],
    week_to_date: [shiftDay(today, -((weekday(today) + 6) % 7)), shiftDay(today, 7 - ((weekday(today) + 6) % 7))],
  }
  const unit = starts[state.period]
  if (!unit) return null
  const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
  return { elapsed: daysBetween(unit[0], today) + dayShare(now), days: daysBetween(unit[0], unit[1]) }
}

/** The pace that all tiles of a scene share. */
export interface Pace {
  /** Share of the target that should be reached by now. */
  share: number
  /** `history`: how past months ran; `weights`: the share that the target's own day weights put before now. */
  from: 'history' | 'weights'
  /** Elapsed days ÷ days; `null` for periods that do not fill a unit. */
  calendar: number | null
  point: Point | null
  /** Complete months before the running one; none where the period is no month. */
  months: MonthDays[]
  /** When lamps turn. */
  rule: LampRule
}

/** What `POST /api/pace` says of a period: the one source of progress. */
export interface ToldPace {
  bases: Bases
  pace_from: Pace['from'] | null
}

interface PaceSources {
  /** What the house says; `null` until it has answered, and for periods of which it tells none. */
  told: ToldPace | null
  months: MonthDays[]
  point: Point | null
  /** The share that the target's own day weights put before now. */
  weights: number | null
  period: WallState['period']
  lamp: LampRule & { basis: Basis }
}

/**
 * The pace of a period: the house's, on the base that turns the lamps. Until it has answered: past months for a running
 * month, else the target's day weights. A month without history has none: by elapsed days every lamp would be red until
 * the last evening.
 */
export function paceOf({ told, months, point, weights, period, lamp }: PaceSources): Pace | null {
  const month = period === 'month_to_date'
  const made = { calendar: point && calendarShare(point), point, months: month ? months : [], rule: lamp }
  const share = told?.bases[lamp.basis] ?? null
  if (share !== null) return { share, from: told!.pace_from ?? 'history', ...made }
  const own = month ? point && paceShare(months, point) : weights
  return own === null ? null : { share: own, from: month ? 'history' : 'weights', ...made }
}
