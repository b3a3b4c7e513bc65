import type { Ranges } from '../view.ts'
import type { RangeName } from '../range.ts'

/** Whole days that are told apart; the last place of a histogram holds all longer ones. */
export const TOLD_DAYS = 61

/** How long one step took in the journeys of a range. They are counted, not their units. */
export interface LagDistribution {
  /** Journeys that came to the first stage; the three below add up to it. */
  begun: number
  reached: number
  /** Not reached, and lost without a later revive. */
  lost: number
  undecided: number
  /** Days; `null` when nobody reached the second stage. */
  median: number | null
  p80: number | null
  /** Journeys by whole days: 0 … 60, and 61 or more. */
  histogram: number[]
}

/** The answer of `POST /api/lags`. */
export interface LagsAnswer extends Partial<Record<RangeName, LagDistribution>> {
  seq: number
  as_of: string
  ranges: Ranges
  entry: string
  from: string
  to: string
}
