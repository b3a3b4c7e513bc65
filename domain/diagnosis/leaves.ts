/**
 * What two ranges brought, cut into leaves: one for every combination of `dims` that any of the counts knows. Leaves
 * hold only what the asker may see and only facts that are comparable (no dealer whose data is late).
 */
export interface Leaves {
  /** Names of dimensions, organisation from coarse to fine first: `region, area, dealer_id, model, channel_1, …`. */
  dims: readonly string[]
  /** By leaf: its values in the order of `dims`; `''` where a fact carries none. */
  rows: readonly (readonly string[])[]
  /** Stages of the funnel from the first to the asked outcome; flow, gross, never negative. */
  stages: readonly string[]
  /** By stage, then leaf: counts of the compared range, unscaled. */
  baseline: readonly Float64Array[]
  /** By stage, then leaf: counts of the present range. */
  actual: readonly Float64Array[]
  /**
   * By leaf: what comes in at the first stage, as the mean of so many ranges (`periods`, above one) before the present
   * one. More of them tell steadier than the compared range alone what was to be expected.
   */
  usual?: { counts: Float64Array; periods: number }
  /** Channels whose leads come with events, such as auto shows: their volume comes and goes by plan. */
  events?: readonly string[]
  /** What hints at the reason of a step: it counts as evidence for that step, and never has units of its own. */
  signs?: readonly Sign[]
}

/**
 * A process figure that moves with a step of the funnel: calls that reach somebody before a visit, rivals before an
 * order.
 */
export interface Sign {
  /** `contact_reached`, `lost_competitor`, `order_cancel` … */
  name: string
  /** The step that it speaks for: one of the leaves' `stages`, not the first. */
  stage: string
  /** Whether more of it goes with less of the stage. */
  bad: 'more' | 'less'
  /** By leaf: how often it was so (`hits`) of how many (`tries`), in both ranges. */
  baseline: { hits: Float64Array; tries: Float64Array }
  actual: { hits: Float64Array; tries: Float64Array }
}
