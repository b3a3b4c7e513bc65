import type { Dimension } from '#domain/dimensions.ts'
import { MEASURES } from '#domain/measures.ts'
import type { Row, ViewResult } from '#domain/view.ts'
import { shiftDay } from '../../format/time.ts'
import type { Question } from '../../live/question.ts'
import type { Scene } from '../scene.ts'

/** The hours that 今日 draws: showrooms open 9–21, an hour before; what comes later sits in the last one. */
export const HOURS = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21] as const

/** Those measures of a list that the dictionary knows: a figure that cannot be asked for is said to be missing. */
export const known = (measures: readonly string[]): string[] => measures.filter((name) => MEASURES.has(name))

/**
 * Today with the same weekday last week up to the same time: of the present place, by any dimensions. `null` when the
 * dictionary knows none of the measures. Counts of events and figures that take a reading of their own are asked apart,
 * so that the counts stay live to the second.
 */
export function askDay(
  { where }: Pick<Scene, 'where'>,
  measures: readonly string[],
  by: Dimension[] = [],
): Question | null {
  const names = known(measures)
  if (names.length === 0) return null
  return { measures: names, by, where, period: 'today', compare: ['previous'], align: 'weekday', limit: 10_000 }
}

/**
 * The same of yesterday, for what a day's leads tell only when their time is over: within 24 hours of a lead nothing can
 * be said to be late, so that today's own leads would always look perfect.
 */
export function askYesterday(scene: Pick<Scene, 'where'>, measures: readonly string[]): Question | null {
  const today = askDay(scene, measures)
  return today && { ...today, period: 'yesterday' }
}

/** How long before its day an appointment may have been made, and how many days after today are looked at. */
const MADE_DAYS = 60
const NEXT_DAYS = 3

/** Appointments that are due today and in the next days, by channel, whenever they were made. */
export const askDue = ({ where, today }: Pick<Scene, 'where' | 'today'>): Question => ({
  measures: ['appointment'],
  by: ['channel_1', 'due_day'],
  where: { ...where, due_day: Array.from({ length: NEXT_DAYS + 1 }, (_, i) => shiftDay(today, i)) },
  period: { from: shiftDay(today, -MADE_DAYS), to: shiftDay(today, 1) },
  limit: 10_000,
})

/** Of a channel, or of all: appointments due today, and in the days after it; `null` before the answer. */
export function dueOf(
  result: ViewResult | null,
  today: string,
  channel?: string | null,
): { today: number; next: number } | null {
  if (!result) return null
  const due = { today: 0, next: 0 }
  for (const { key, current } of result.rows) {
    if (channel !== undefined && key.channel_1 !== channel) continue
    due[key.due_day === today ? 'today' : 'next'] += figureOf(current, 'appointment') ?? 0
  }
  return due
}

/** The whole same weekday of last week, hour by hour. */
export const askWeekAgo = ({ where, today }: Scene, measures: readonly string[]): Question => ({
  measures: known(measures),
  by: ['hour'],
  where,
  period: { from: shiftDay(today, -7), to: shiftDay(today, -6) },
})

/** A figure of a range; `null` where it was not answered. */
export function figureOf(figures: Row['current'] | null | undefined, measure: string): number | null {
  const value = figures?.[measure]
  return typeof value === 'number' ? value : null
}

/** The flow measures of the KPI tiles and small curves: one question serves them all. */
export const DAY_COUNTS = [
  'unique_lead',
  'visit',
  'test_drive',
  'net_order',
  'order',
  'order_cancel',
  'delivery',
] as const
/** The response times of today's leads. */
export const DAY_RESPONSE = ['first_response_median'] as const
/** Shares of leads that are in time: asked of yesterday's. */
export const SETTLES_LATER: readonly string[] = ['contact_24h_rate']

/** Cells by a key's two values: `cells.get('华东')?.get('09')`. */
export function grid(result: ViewResult, across: string, down: string): Map<string, Map<string, Row>> {
  const cells = new Map<string, Map<string, Row>>()
  for (const row of result.rows) {
    const [a, d] = [row.key[across], row.key[down]]
    if (a === null || a === undefined || d === null || d === undefined) continue
    const line = cells.get(a) ?? new Map<string, Row>()
    line.set(d, row)
    cells.set(a, line)
  }
  return cells
}

/** Which of the drawn hours an hour of the clock belongs to. */
export const drawnHour = (hour: number): number => Math.min(21, Math.max(8, hour))

export interface HeatCell {
  hour: number
  count: number
  before: number
  /** 1 (far fewer) … 5 (far more); 0: too few to say; `null`: still to come. */
  step: 0 | 1 | 2 | 3 | 4 | 5 | null
}

/** Upper ends of the first four steps of a change, exclusive; the fifth is open. */
export const HEAT_ENDS = [-0.4, -0.15, 0.15, 0.4] as const
/** Fewer visits than this a week ago say nothing about an hour. */
const LEAST = 4

function heatStep(count: number, before: number): HeatCell['step'] {
  if (before < LEAST) return 0
  const change = count / before - 1
  const at = HEAT_ENDS.findIndex((end) => change < end)
  return (at < 0 ? 5 : at + 1) as HeatCell['step']
}

/** B1 of 今日: a place's hours against the same weekday last week; the running hour is compared up to the same minute. */
export function readHeat(cells: ReadonlyMap<string, Row> | undefined, measure: string, now: number): HeatCell[] {
  const sums = new Map<number, { count: number; before: number }>(HOURS.map((hour) => [hour, { count: 0, before: 0 }]))
  for (const [hour, row] of cells ?? []) {
    const sum = sums.get(drawnHour(Number(hour)))!
    sum.count += figureOf(row.current, measure) ?? 0
    sum.before += figureOf(row.previous, measure) ?? 0
  }
  return HOURS.map((hour) => {
    const { count, before } = sums.get(hour)!
    return { hour, count, before, step: hour > drawnHour(now) ? null : heatStep(count, before) }
  })
}

/** Values of the drawn hours of one measure. */
export function hoursOf(
  result: ViewResult | null,
  measure: string,
  range: 'current' | 'previous' = 'current',
): number[] {
  const values = HOURS.map(() => 0)
  for (const row of result?.rows ?? []) {
    if (row.key.hour === null || row.key.hour === undefined) continue
    values[drawnHour(Number(row.key.hour)) - HOURS[0]]! += figureOf(row[range], measure) ?? 0
  }
  return values
}

/**
 * The open backlog at the end of each drawn hour up to now, told backwards from the present one by what came in and
 * went out since.
 */
export function backlogOf(open: number, came: readonly number[], left: readonly number[], now: number): number[] {
  const last = HOURS.indexOf(drawnHour(now) as (typeof HOURS)[number])
  const line: number[] = []
  let at = open
  for (let i = last; i >= 0; i--) {
    line.unshift(at)
    at -= came[i]! - left[i]!
  }
  return line
}
