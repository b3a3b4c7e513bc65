import type { ViewResult } from '#domain/view.ts'
import { shiftDay } from '../../format/time.ts'
import type { Question } from '../../live/question.ts'
import { countOf, type Scene } from '../scene.ts'

export const MEASURE = 'net_order'
/** The curve's hours: showrooms open 9–21, an hour of edge on both sides. */
export const FIRST_HOUR = 8
export const LAST_HOUR = 22

/** Today by hour, with the same weekday last week up to the same time. */
export const askHours = ({ where }: Scene): Question => ({
  measures: [MEASURE],
  by: ['hour'],
  where,
  period: 'today',
  compare: ['previous'],
  align: 'weekday',
})

/** The whole same weekday of last week. */
export const askLastWeek = ({ where, today }: Scene): Question => ({
  measures: [MEASURE],
  by: ['hour'],
  where,
  period: { from: shiftDay(today, -7), to: shiftDay(today, -6) },
})

/** The last 30 days by hour: how a day usually runs. */
export const askShape = ({ where, retail }: Scene): Question => ({
  measures: [MEASURE, retail],
  by: ['hour'],
  where,
  period: 'last_30_days',
})

export interface Curve {
  /** Cumulated at the end of each hour, index 0 = midnight to FIRST_HOUR. */
  values: number[]
  total: number
}

export interface Today {
  /** Cumulated today up to now: one value less than hours passed, the running hour last. */
  today: Curve
  lastWeek: Curve
  /** `null`: no need can be said (no target, or no usual day). */
  need: Curve | null
  /** The same weekday's count and the need at this very time. */
  thenNow: number
  needNow: number | null
}

const hoursOf = (result: ViewResult | null, measure = MEASURE): number[] => {
  const hours = new Array<number>(24).fill(0)
  for (const row of result?.rows ?? []) if (row.key.hour) hours[Number(row.key.hour)] = countOf(row.current, measure)
  return hours
}

/** Cumulates hours onto the axis FIRST_HOUR … LAST_HOUR; what happens earlier or later sits on its ends. */
function cumulate(hours: readonly number[], upto = 23): Curve {
  const values: number[] = []
  let sum = 0
  for (let hour = 0; hour <= upto; hour++) {
    sum += hours[hour] ?? 0
    if (hour >= FIRST_HOUR - 1 && hour < LAST_HOUR - 1) values.push(sum)
  }
  if (upto >= LAST_HOUR - 1) values.push(sum)
  if (values.length === 0) values.push(sum)
  return { values, total: sum }
}

/**
 * C1. `dayNeed` is what today must bring in retail units; it is turned into net orders by the last 30 days' orders
 * per retail unit, and spread over the day as those days ran.
 */
export function readToday(
  hours: ViewResult,
  lastWeek: ViewResult | null,
  shape: ViewResult | null,
  retail: string,
  hour: number,
  minute: number,
  dayNeed: number | null,
): Today {
  const usual = hoursOf(shape)
  const usualTotal = usual.reduce((sum, value) => sum + value, 0)
  const retailTotal = shape ? countOf(shape.total.current, retail) : 0
  const needTotal = dayNeed !== null && usualTotal > 0 && retailTotal > 0 ? (dayNeed * usualTotal) / retailTotal : null
  const need = needTotal === null ? null : cumulate(usual.map((value) => (value * needTotal) / usualTotal))
  const before = usual.slice(0, hour).reduce((sum, value) => sum + value, 0) + (usual[hour] ?? 0) * (minute / 60)
  return {
    today: cumulate(hoursOf(hours), hour),
    lastWeek: cumulate(hoursOf(lastWeek)),
    need,
    thenNow: countOf(hours.total.previous, MEASURE),
    needNow: needTotal === null ? null : (needTotal * before) / usualTotal,
  }
}

/** Room above the higher of comparison and need. */
const HEADROOM = 1.3

/** The top of the axis: fixed by comparison and need, enlarged only when today passes it. */
export function axisTop({ today, lastWeek, need }: Today): number {
  const planned = HEADROOM * Math.max(lastWeek.total, need?.total ?? 0, 1)
  return today.total > planned ? today.total * HEADROOM : planned
}

/** Pushes labels (positions 0 = top … 1 = bottom) apart to at least `apart`, keeping their order and the box. */
export function spreadLabels<T extends { at: number }>(labels: readonly T[], apart: number): T[] {
  const sorted = [...labels].sort((a, b) => a.at - b.at).map((label) => ({ ...label }))
  for (let i = 1; i < sorted.length; i++) sorted[i]!.at = Math.max(sorted[i]!.at, sorted[i - 1]!.at + apart)
  const last = sorted.at(-1)
  const over = last ? Math.max(0, last.at - 0.92) : 0
  return sorted.map((label) => ({ ...label, at: Math.max(0.04, label.at - over) }))
}
