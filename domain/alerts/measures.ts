import { rateCounter, type ResponseRate } from '../journey/counters.ts'
import type { SliceDimension } from './place.ts'

/** `fall`: less came than usual. `rise`: more came. */
export type Side = 'fall' | 'rise'
/** How a side is taken: a loss, good news, or something to look into that is neither. */
export type Tone = 'bad' | 'good' | 'watch'

/** What is watched for alerts: a count, or a count over another. */
export interface AlertMeasure {
  /** A name of the KPI dictionary. */
  name: string
  zh: string
  en: string
  sort: 'count' | 'rate'
  /** What is counted: entries of the ledger, journeys from their lead on, or cars on hand as they are reported. */
  from: 'entries' | 'journeys' | 'stock'
  /** Counter of the dictionary: a kind or a slice of one, a part of a journey's figure, a level of stock. */
  above: string
  /** Counter that it is divided by, for a rate. */
  below: string | null
  /** What its units are of, and the step of the funnel that it is looked at with. */
  stage: string
  step: string
  /** The sides that are told, and how they are taken. */
  tones: Readonly<Partial<Record<Side, Tone>>>
  /** What single values of which are watched beside the whole of a place; only those, where `whole` is false. */
  slices: readonly SliceDimension[]
  whole: boolean
  /** Sides that are told of single values only: a car show brings leads to a whole area. */
  sliced: readonly Side[]
  /** Measures whose move makes this one move the same way. */
  follows: readonly string[]
  /** Measures whose move alone moves this one the other way. */
  thinned: readonly string[]
  /** The measure of the whole maker that says how much a unit of this one is worth. */
  weighed: string
}

const RESPONSE = 'contact_2h_rate'
const SECOND = 'second_call_rate'
const REACH = 'contact_connected_rate'
/** How leads are called: what comes of it shows days later, at the doors. */
const CALLS = [RESPONSE, SECOND, REACH]
const VISIT_RATE = 'invited_visit_per_lead_rate'
const ORDER_RATE = 'first_visit_order_rate'
const CARS = 'vehicle_on_hand'
const MORE = { fall: 'bad', rise: 'good' } as const
/** Of these only more is news. */
const LESS = { rise: 'bad' } as const

/** In the order of the funnel: the earlier one of two that belong together is the cause. */
export function alertMeasures(retail: string): readonly AlertMeasure[] {
  const handed = { delivery: ['交车', 'Deliveries'], deal: ['成交', 'Deals'], invoice: ['开票', 'Invoices'] }[retail]!
  return [
    { ...count('unique_lead', '唯一线索', 'Unique leads'), tones: { fall: 'bad', rise: 'watch' }, slices: ['channel'], sliced: ['rise'] },
    // A caller centre that is short of people answers late at once; that few are reached shows over days.
    { ...calls(RESPONSE, '2h 跟进及时率', 'Contact within 2 hours', 'contact_2h'), follows: [] },
    { ...calls(SECOND, '二次外呼率', 'Second call', 'second_call'), follows: [RESPONSE] },
    {
      ...rate(REACH, '跟进接通率', 'Contacts reached', 'contact.connected', 'contact.stated'), stage: 'unique_lead', step: 'first_visit',
      follows: [RESPONSE, SECOND],
    },
    {
      ...rate(VISIT_RATE, '邀约到店率', 'Invited visits per lead', 'first_visit.invited', 'unique_lead.lead'),
      slices: ['channel'], follows: CALLS, thinned: ['unique_lead'],
    },
    { ...count('first_visit', '首次到店', 'First visits'), slices: ['model'], follows: ['unique_lead', ...CALLS, VISIT_RATE] },
    {
      ...rate(ORDER_RATE, '到店下订率', 'First visits to order', 'order', 'first_visit'),
      slices: ['model'], thinned: ['unique_lead', VISIT_RATE, 'first_visit'],
    },
    { ...count('lost', '战败', 'Lost customers'), step: 'order', tones: LESS, slices: ['competitor_model'], whole: false, weighed: 'first_visit' },
    {
      ...count('order', '下订', 'Orders'), slices: ['model'],
      follows: ['unique_lead', ...CALLS, VISIT_RATE, 'first_visit', ORDER_RATE],
    },
    { ...count('order_cancel', '退订', 'Cancelled orders'), step: retail, tones: LESS, slices: ['model'], follows: ['order'], weighed: 'order' },
    // Cars that are missing hold up what was sold: told before the hand-overs, which fall with them.
    {
      ...count(CARS, '现车', 'Cars on hand'), from: 'stock', step: retail, tones: { fall: 'bad', rise: 'watch' }, slices: ['model'],
    },
    { ...count(retail, handed[0]!, handed[1]!), slices: ['model'], follows: ['unique_lead', 'first_visit', ORDER_RATE, 'order', CARS] },
  ] // prettier-ignore
}

const count = (name: string, zh: string, en: string): AlertMeasure => ({
  name, zh, en, sort: 'count', from: 'entries', above: name, below: null, stage: name, step: name, tones: MORE, slices: [], whole: true, sliced: [], follows: [], thinned: [],
  weighed: name,
}) // prettier-ignore

const rate = (name: string, zh: string, en: string, above: string, below: string): AlertMeasure => ({
  ...count(name, zh, en), sort: 'rate', above, below, stage: above.split('.')[0]!, step: above.split('.')[0]!,
}) // prettier-ignore

const calls = (name: string, zh: string, en: string, part: ResponseRate): AlertMeasure => ({
  ...rate(name, zh, en, rateCounter(part, 'in'), rateCounter(part, 'of')), from: 'journeys', stage: 'unique_lead', step: 'first_visit',
}) // prettier-ignore
