import type { Comparison } from '../range.ts'
import type { Basis } from '../targets/bases.ts'
import type { Key, ViewResult, ViewSpec } from '../view.ts'
import type { Segment } from './lattice.ts'

/** What a gap is measured against. */
export type Against = Extract<Comparison, 'previous' | 'last_year' | 'target'>

/**
 * A stage of the funnel in both ranges. `rate` is from the stage before; `null` for the first stage and where nobody
 * was.
 */
export interface StageSide {
  count: number
  rate: number | null
}

/** What one step adds to or takes from the gap, in units of the last stage. */
export interface StepPart {
  stage: string
  /** `volume` for the first stage, else the rate from the stage before. */
  of: 'volume' | 'rate'
  /** Sums with the other steps to the gap; `mix` is part of it. */
  units: number
  /** How much of `units` is a shift of weights between segments and not their own rates. Sums to zero over the steps. */
  mix: number
  /** Parts of the leaves that gained and that lost; they sum to `units` without `mix`. */
  gained: number
  lost: number
  /** Nine of ten repetitions of the same business would fall between the two. */
  low: number
  high: number
  baseline: StageSide
  actual: StageSide
}

/** A segment's share of the gap. The children of a node sum to it, step by step. */
export interface SplitNode {
  key: Key
  gap: number
  /** In the order of the steps. */
  steps: number[]
}

/** The part of the gap that has one place and one step, with what it cost. */
export interface Cause {
  segment: Segment
  stage: string
  /** `mix`: many more units of the stage came that lead to nothing, and dilute the rates after it. */
  of: 'volume' | 'rate' | 'mix'
  /** Units of the last stage that it cost (below zero) or brought. */
  units: number
  low: number
  high: number
  /** Units of its own stage: what was to be expected of the actual count of the stage before, and what came. */
  expected: number
  actual: number
  /** For a rate: before and now, with the count it is taken of. */
  rate: { before: number; now: number; of: number } | null
  /** Log likelihood ratio less the price of the choice. */
  evidence: number
  /** The count is too small to be sure of the figure, though not of the place. */
  small: boolean
  /** Opens exactly this cell at the desk: the question's own ranges with the segment as `where`. */
  view: Partial<ViewSpec>
}

/** What the war room says on one click on a number that is behind. */
export interface Diagnosis {
  seq: number
  as_of: string
  measure: string
  against: Against
  ranges: ViewResult['ranges']
  /** What should be there, what is, and the difference, in units of `measure`. */
  due: number
  actual: number
  gap: number
  /** Against a target: how it was told what is due by now. The funnel of `previous` is then scaled to end at `due`. */
  due_by: Basis | 'weights' | null
  /** From the first stage to `measure`; their `units` sum to `gap`. */
  steps: StepPart[]
  /** By the next level below the question's place, largest loss first. */
  by: string
  nodes: SplitNode[]
  /** In the order of `compareCauses`: what is beyond doubt first; of these losses, then mix, then gains. */
  causes: Cause[]
  /** Dealers whose data is not complete: they take no part in the causes, and say so. */
  silent: string[]
  freshness: ViewResult['freshness']
  /** When it was read how leads were called, which says why; `null` where that is not among what is looked at. */
  calls_as_of: string | null
  /** Something that says why is still being read: asked again in a moment, there may be more causes, or others. */
  pending: boolean
}
