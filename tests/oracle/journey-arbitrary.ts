import fc from 'fast-check'
import { JOURNEY_KPIS } from './journey.ts'
import type { SentRow } from './ledger.ts'

const HOUR = 3_600_000
const small = (most: number) => fc.integer({ min: 0, max: most })

const KINDS = [
  'lead', 'lead', 'lead', 'card', 'dispatch', 'contact', 'contact', 'contact', 'visit', 'visit', 'test_drive', 'order', 'order', 'order_cancel',
  'deal', 'delivery', 'lost', 'lost', 'revive', 'identify',
] as const // prettier-ignore

/** Hours ago of what strays: mostly within some windows of the clock, some a year before. */
const hoursAgo = fc.oneof(
  { weight: 6, arbitrary: small(30 * 24) },
  { weight: 3, arbitrary: small(40) },
  { weight: 4, arbitrary: small(70 * 24) },
  { weight: 1, arbitrary: fc.integer({ min: 360 * 24, max: 400 * 24 }) },
)
/** When the business of each customer begins, days ago, and how many hours later each kind usually comes. */
const BEGINS = [3, 6, 10, 15, 21, 28, 34, 2] as const
const USUALLY: Readonly<Record<string, number>> = {
  lead: 0, dispatch: 0, card: 1, contact: 1, identify: 3, visit: 20, test_drive: 22, order: 24, deal: 40, delivery: 48, order_cancel: 44,
  lost: 60, revive: 66,
} // prettier-ignore

/** Of a source. */
const MOST_EVENTS = 100
/** Customers of whom a lead may come. */
const WITH_LEADS = 6

const event = fc.record({
  source: fc.constantFrom(0, 0, 0, 1),
  id: small(MOST_EVENTS - 1),
  revision: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, small(3)),
  void: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  kind: fc.constantFrom(...KINDS),
  /** Without it the event comes about when its kind usually does, some hours later. */
  hour: fc.option(hoursAgo, { nil: undefined, freq: 1 }),
  later: small(6),
  dealer: fc.constantFrom('D1', 'D1', 'D1', 'D1', 'D1', 'D2', 'D3', 'D4', 'DMS-4', undefined),
  /** The last two walk in: nobody has a lead of theirs. */
  customer: fc.option(small(WITH_LEADS + 1), { nil: undefined, freq: 5 }),
  other: small(WITH_LEADS - 1),
  lead: fc.option(small(5), { nil: undefined, freq: 3 }),
  order: small(2),
  model: fc.constantFrom('X5', 'x5-old', 'S7', ''),
  via: fc.constantFrom('phone', 'outreach', 'onsite', ''),
  connected: fc.constantFrom(true, false, false, undefined),
  visit_kind: fc.constantFrom('invited', 'walk_in', undefined),
  units: fc.constantFrom(1, 1, 1, 3),
})
type Drawn = typeof event extends fc.Arbitrary<infer T> ? T : never

/** Batches as they arrive; so many events that most questions have an answer, and from the first world on. */
export const journeyWorld = fc.noBias(
  fc.array(fc.array(event, { minLength: 12, maxLength: 36 }), { minLength: 3, maxLength: 7 }),
)

/** The rows of a batch; every world has sources and people of its own. */
export function rowsOf(n: number, batch: readonly Drawn[], start: number): SentRow[] {
  return batch.map((drawn): SentRow => {
    const { id, revision } = drawn
    const walksIn = drawn.customer !== undefined && drawn.customer >= WITH_LEADS
    const kind = walksIn && drawn.kind === 'lead' ? 'card' : drawn.kind
    const source = `case${n}-${drawn.source}`
    const event_id = `e${id}`
    if (drawn.void) return { source, event_id, revision, void: true }
    const phone = (who: number): string => `1${3_000_000_000 + n * 100 + who}`
    const pool = kind === 'lead' || kind === 'identify'
    const usual = BEGINS[drawn.customer ?? 0]! * 24 - USUALLY[kind]! - drawn.later
    const hour = drawn.hour ?? Math.max(0, usual)
    const dealer = drawn.dealer ?? (pool ? undefined : 'D1')
    // Calls and deals of a journey are told apart in time: which came first must not depend on their names.
    const nudge = kind === 'contact' || kind === 'deal' ? id + MOST_EVENTS * drawn.source : 0
    return {
      source, event_id, revision, kind, units: drawn.units,
      occurred_at: new Date(start - hour * HOUR + nudge).toISOString(),
      ...(dealer && { dealer_id: dealer }),
      ...((drawn.customer !== undefined || kind === 'identify') && { customer: phone(drawn.customer ?? 0) }),
      ...(kind === 'identify' && { same_as: phone(drawn.other) }),
      ...((drawn.lead !== undefined || kind === 'lead') && !walksIn && { lead_id: `L${drawn.lead ?? 0}` }),
      ...(['order', 'order_cancel', 'deal', 'delivery'].includes(kind) && { order_id: `O${drawn.order}` }),
      ...(drawn.model && { model: drawn.model }),
      ...(kind === 'contact' && drawn.connected !== undefined && { connected: drawn.connected }),
      ...((kind === 'card' || kind === 'contact') && drawn.via && { via: drawn.via }),
      ...(kind === 'visit' && drawn.visit_kind && { visit_kind: drawn.visit_kind }),
    } // prettier-ignore
  })
}

/** In any mode; how often a lead deals again divides events, which a cohort does not count. */
const KPIS = JOURNEY_KPIS.filter((name) => name !== 'repurchase_rate')
const STAGES = [
  'unique_lead', 'card', 'contact', 'visit', 'first_visit', 'invited_visit', 'test_drive', 'order', 'net_order', 'deal', 'delivery', 'lost',
  'unique_lead_order_rate', 'visit_order_rate', 'order_cancel_rate', 'test_drive_net_order_rate', 'net_order_deal_rate',
] as const // prettier-ignore
const FLOWS = [
  'lead',
  'unique_lead',
  'visit',
  'order',
  'net_order',
  'deal',
  'contact',
  'visit_order_rate',
  'repurchase_rate',
] as const
const BY = ['dealer_id', 'region', 'model', 'intake', 'hour', 'week'] as const

const asked = fc.record({
  by: fc.shuffledSubarray<string>([...BY], { maxLength: 2 }),
  where: fc.constantFrom<Record<string, (string | null)[]>>(
    {}, {}, {}, {}, {}, {}, { region: ['华东'] }, { dealer_id: ['D1', null] }, { intake: ['new'] }, { intake: ['carried', null] }, { model: ['X5'] },
  ), // prettier-ignore
  period: fc.oneof(
    fc.constantFrom('last_7_days', 'month_to_date', 'previous_month', 'last_30_days', 'last_30_days', 'today'),
    fc.record({ from: fc.integer({ min: -60, max: -1 }), days: fc.integer({ min: 1, max: 60 }) }),
  ),
  compare: fc.subarray(['previous', 'last_year']),
  align: fc.constantFrom('elapsed', 'weekday'),
  org: fc.constantFrom('current', 'as_stood'),
  /** How long before the clock the question is put, and which batch is the last that it knows. */
  ago: fc.constantFrom(0, 0, 5 * HOUR, 20 * 24 * HOUR),
  known: fc.option(small(999), { freq: 1 }),
  entry: fc.constantFrom('unique_lead', 'unique_lead', 'card', 'first_visit', 'order'),
  window_days: fc.constantFrom(1, 7, 30),
})

/** A cohort, KPIs over journeys in either mode, or a flow that tells new from carried. */
export const journeyQuestion = fc.noBias(fc.oneof(
  { weight: 3, arbitrary: fc.tuple(asked, fc.subarray<string>([...STAGES], { minLength: 3, maxLength: 9 })).map(([one, measures]) => ({ ...one, measures, mode: 'cohort' as const })) },
  { weight: 3, arbitrary: fc.tuple(asked, fc.subarray(KPIS, { minLength: 4, maxLength: 12 }), fc.constantFrom('flow' as const, 'cohort' as const)).map(([one, measures, mode]) => ({ ...one, measures, mode })) },
  { weight: 2, arbitrary: fc.tuple(asked, fc.subarray<string>([...FLOWS], { minLength: 1 })).map(([one, measures]) => ({ ...one, by: [...new Set([...one.by, 'intake'])], measures, mode: 'flow' as const })) },
)) // prettier-ignore
