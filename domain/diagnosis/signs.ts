import type { Sign } from './leaves.ts'

/** A process figure that speaks for a step of the funnel: what it is called, and which way it goes with that step. */
export type SignKind = Pick<Sign, 'name' | 'stage' | 'bad'>

/** A lead that is contacted within two hours is contacted in time. */
export const IN_TIME_MS = 2 * 3_600_000

/** The signs that any maker has; what is lost to rivals comes beside them, each rival for itself. */
export const SIGNS = {
  /** Calls that reached somebody, of calls that say whether they did. */
  contact_reached: { name: 'contact_reached', stage: 'first_visit', bad: 'less' },
  /** Leads of the range whose first contact came in time, of those that were contacted in the range. */
  first_response: { name: 'first_response', stage: 'first_visit', bad: 'less' },
  /** Leads of the range that were called again, of those whose first call reached nobody. */
  second_call: { name: 'second_call', stage: 'first_visit', bad: 'less' },
  /** Orders taken back, of orders. */
  order_cancel: { name: 'order_cancel', stage: 'deal', bad: 'more' },
  /** Cars on hand at the range's end, of shelves (dealer × model) that are reported. */
  stock: { name: 'stock', stage: 'delivery', bad: 'less' },
} as const satisfies Record<string, SignKind>

/** What is lost to one rival (a model, or a brand where no model is named), of all that is lost. */
export const lostTo = (rival: string): SignKind => ({
  name: `lost_to:${rival}`,
  stage: 'order',
  bad: 'more',
})
