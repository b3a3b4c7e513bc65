import {
  dailyNeed,
  forecast,
  gapTo,
  statusOf,
  usualDaily,
  type Forecast,
  type Gap,
  type MonthDays,
  type Status,
} from '#domain/pace.ts'
import type { ViewResult } from '#domain/view.ts'
import type { Question } from '../../live/question.ts'
import { countOf, historyPeriod, kpisOf, stagesOf, type Pace, type Scene } from '../scene.ts'

/** The totals of the period: A1, the KPI tiles and the funnel read the same view, so they always agree. */
export const askTotals = ({ state, where, retail }: Scene): Question => ({
  measures: [...new Set([...stagesOf(retail), ...kpisOf(retail)])],
  where,
  period: state.period,
  compare: ['previous', 'last_year', 'target', 'target_full'],
})

/** Days of the last months of the whole maker: its pace is the yardstick at every level. */
export const askPace = ({ retail, today }: Scene): Question => ({
  measures: kpisOf(retail),
  by: ['day'],
  period: historyPeriod(today),
})

export interface Headline {
  actual: number
  /** `null`: no target for this selection. */
  target: number | null
  completion: number | null
  gap: Gap | null
  status: Status
  forecast: Forecast | null
  /** Units a day that the rest needs; and what the same rest of last month brought. */
  need: number | null
  usual: number | null
}

/** A1: completion of the target against the pace. `lastMonth`: the days of the month before in this selection. */
export function readHeadline(totals: ViewResult, retail: string, pace: Pace | null, lastMonth?: MonthDays): Headline {
  const actual = countOf(totals.total.current, retail)
  const target = totals.total.target_full?.[retail] ?? null
  const gap = pace && target ? gapTo(pace.share, actual, target) : null
  const open = totals.ranges.current.open
  const month = pace && pace.months.length > 0 ? pace.point : null
  return {
    actual,
    target: target && target > 0 ? target : null,
    completion: target && target > 0 ? actual / target : null,
    gap,
    status: statusOf(gap, target ?? 0, pace?.rule),
    forecast: month ? forecast(actual, pace!.months, month) : null,
    need: open && target && pace?.point ? dailyNeed(target, actual, pace.point) : null,
    usual: month && lastMonth ? usualDaily(lastMonth, month) : null,
  }
}
