import type { Calendar } from './calendar.ts'
import type { Zone } from './zone.ts'

export const NAMED_PERIODS = [
  'today', 'yesterday', 'week_to_date', 'month_to_date', 'quarter_to_date', 'year_to_date', 'previous_month',
  'last_7_days', 'last_30_days', 'xun_to_date', 'previous_xun', 'fiscal_month_to_date', 'previous_fiscal_month',
] as const // prettier-ignore
export type NamedPeriod = (typeof NAMED_PERIODS)[number]

export const COMPARISONS = ['previous', 'last_year', 'target', 'target_full'] as const
export type Comparison = (typeof COMPARISONS)[number]

export const ALIGNMENTS = ['elapsed', 'weekday', 'workday', 'lunar'] as const
export type Alignment = (typeof ALIGNMENTS)[number]

/** Half-open: a date means 00:00 of the business day, an instant needs an offset. */
export interface CustomPeriod {
  from: string
  to: string
}

/** A named window of the calendar; without a year its latest occurrence that has begun. */
export interface WindowPeriod {
  window: string
  year?: number | undefined
}

export type Period = NamedPeriod | CustomPeriod | WindowPeriod

export type RangeName = 'current' | 'previous' | 'last_year'
export const RANGE_NAMES: readonly RangeName[] = ['current', 'previous', 'last_year']

/** A half-open range of instants (epoch ms). Facts count when `from ≤ occurred_at < until`. */
export interface Range {
  from: number
  /** The stated end: of a running custom range the end that was asked for. */
  to: number
  /** Where counting ends: never after `as_of`. */
  until: number
  open: boolean
}

/** The calendar unit that a period fills or is filling: business days, half-open. */
export interface Unit {
  kind: 'day' | 'week' | 'month' | 'quarter' | 'year' | 'days' | 'xun' | 'fiscal' | 'window' | 'custom'
  start: string
  end: string
  /** Of a window: which one. */
  window?: string
}

export interface Clock {
  as_of: number
  zone: Zone
  calendar: Calendar
}

/** The range that an answer really used, ISO with the business zone's offset. */
export interface StatedRange {
  from: string
  to: string
  /** Business days touched. */
  days: number
  /** Statutory working days among them. */
  workdays: number
  /** The range still runs at `as_of`. */
  open: boolean
  /** Some of its working days are guessed: the year's statutory notice is not known. Absent where all are known. */
  calendar?: 'assumed'
}
