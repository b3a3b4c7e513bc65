import type { DerivedCounter, FlowCounter } from '../counter.ts'
import { SLICES } from '../kpi/slices.ts'
import { KIND_NAMES } from '../kinds.ts'

/**
 * What became of an entrant at a stage. `reached`: an event of that kind in its window, whatever was skipped before.
 * `lost`: not reached, and a lost in the window that no later revive follows. `undecided`: the rest. `expired`: those
 * of the undecided whose window has closed.
 */
export const OUTCOMES = ['reached', 'lost', 'undecided', 'expired'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Orders of the window that no cancellation in it took back: a stage of its own. */
export const NET_ORDER_STAGE = 'net_order'

/** Whatever can be a stage: every kind, entries of one kind, and orders that stayed. */
export const STAGES: readonly string[] = [...KIND_NAMES, ...SLICES.map(({ name }) => name), NET_ORDER_STAGE]

/** The counter of a stage's outcome. */
export const stageCounter = (stage: string, outcome: Outcome): string => `${stage}@${outcome}`

/** What a counter's name says, or `undefined` when it is not of a stage. */
export function readStage(counter: string): { stage: string; outcome: Outcome } | undefined {
  const [stage, outcome] = counter.split('@')
  return outcome === undefined ? undefined : { stage: stage!, outcome: outcome as Outcome }
}

/** How long after its beginning a journey's first answer and first calls are looked for. */
export const RESPONSE_DAYS = 30

/** KPIs over journeys from their unique lead on: how many fulfil it, and of how many that is decided. */
export const RESPONSE_RATES = ['first_visit_15d', 'contact_24h', 'second_call', 'third_call', 'contact_2h'] as const
export type ResponseRate = (typeof RESPONSE_RATES)[number]

/** Lost journeys that were hardly followed up. */
export const SUBJECTIVE_LOST = 'subjective_lost'
/** Fewer contacts than this before the lost. */
export const FEWEST_CONTACTS = 3

/** Leads that came to a deal, each counted at the first deal of its journey. */
export const DEALT_LEAD = 'dealt_lead'

/** Contacts that are the first of their journey. */
export const FIRST_CONTACT = 'first_contact'

export type Part = 'in' | 'of'
export const rateCounter = (rate: ResponseRate | typeof SUBJECTIVE_LOST, part: Part): string => `${rate}.${part}`

/** How long one step took, measured at the later event and looking back in its journey. `since` null: its beginning. */
export interface Lag {
  name: string
  at: FlowCounter['kind']
  since: FlowCounter['kind'] | null
  zh: string
  en: string
}

export const LAGS: readonly Lag[] = [
  { name: 'lead_visit', at: 'first_visit', since: null, zh: '线索→首次到店', en: 'Lead to first visit' },
  { name: 'visit_order', at: 'order', since: 'visit', zh: '到店→下订', en: 'Visit to order' },
  { name: 'order_deal', at: 'deal', since: 'order', zh: '下订→成交', en: 'Order to deal' },
  { name: 'deal_delivery', at: 'delivery', since: 'deal', zh: '成交→交车', en: 'Deal to delivery' },
  { name: 'lead_deal', at: 'deal', since: null, zh: '线索→成交', en: 'Lead to deal' },
]

/** How many journeys a duration was measured over. */
export const measuredCounter = (duration: string): string => `${duration}.measured`

const journey = (name: string): DerivedCounter => ({ name, from: 'journey' })

/** Everything that is counted over journeys. */
export const JOURNEY_COUNTERS: readonly DerivedCounter[] = [
  ...STAGES.flatMap((stage) => OUTCOMES.map((outcome) => journey(stageCounter(stage, outcome)))),
  ...[...RESPONSE_RATES, SUBJECTIVE_LOST].flatMap((rate) =>
    (['in', 'of'] as const).map((part) => journey(rateCounter(rate as ResponseRate, part))),
  ),
  journey(DEALT_LEAD),
  journey(FIRST_CONTACT),
  ...['first_response', ...LAGS.map(({ name }) => name)].map((name) => journey(measuredCounter(name))),
]
