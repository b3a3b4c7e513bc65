import type { SliceDimension } from './place.ts'

/** `fall`: less came than usual, or it took longer. `rise`: more came, or it was quicker. */
export type Side = 'fall' | 'rise'
/** How a side is taken: a loss, good news, or something to look into that is neither. */
export type Tone = 'bad' | 'good' | 'watch'

/** What is watched for alerts: a count, a count over another, or the median of a duration. */
export interface AlertMeasure {
  /** A name of the KPI dictionary. */
  name: string
  zh: string
  en: string
  sort: 'count' | 'rate' | 'median'
  /** Counter of the dictionary: a kind or a slice of one; for a median nothing. */
  above: string | null
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

const RESPONSE = 'first_response_median'
const REACH = 'contact_connected_rate'
const VISIT_RATE = 'invited_visit_per_lead_rate'
const ORDER_RATE = 'first_visit_order_rate'
const MORE = { fall: 'bad', rise: 'good' } as const
/** Of these only more is news. */
const LESS = { rise: 'bad' } as const

/** In the order of the funnel: the earlier one of two that belong together is the cause. */
export function alertMeasures(retail: string): readonly AlertMeasure[] {
  const handed = { delivery: ['交车', 'Deliveries'], deal: ['成交', 'Deals'], invoice: ['开票', 'Invoices'] }[retail]!
  return [
    { ...count('unique_lead', '唯一线索', 'Unique leads'), tones: { fall: 'bad', rise: 'watch' }, slices: ['channel'], sliced: ['rise'] },
    {
      ...count(RESPONSE, '首次响应中位数', 'First response, median'), sort: 'median', above: null, follows: [REACH], stage: 'unique_lead', step: 'first_visit',
      tones: { fall: 'bad' },
    },
    // Where few answer, fewer come a few days later: of all signs of a caller centre in trouble the surest.
    { ...rate(REACH, '跟进接通率', 'Contacts reached', 'contact.connected', 'contact.stated'), stage: 'unique_lead', step: 'first_visit' },
    {
      ...rate(VISIT_RATE, '邀约到店率', 'Invited visits per lead', 'first_visit.invited', 'unique_lead.lead'),
      slices: ['channel'], follows: [RESPONSE, REACH], thinned: ['unique_lead'],
    },
    { ...count('first_visit', '首次到店', 'First visits'), slices: ['model'], follows: ['unique_lead', RESPONSE, REACH, VISIT_RATE] },
    {
      ...rate(ORDER_RATE, '到店下订率', 'First visits to order', 'order', 'first_visit'),
      slices: ['model'], thinned: ['unique_lead', VISIT_RATE, 'first_visit'],
    },
    { ...count('lost', '战败', 'Lost customers'), step: 'order', tones: LESS, slices: ['competitor_model'], whole: false, weighed: 'first_visit' },
    {
      ...count('order', '下订', 'Orders'), slices: ['model'],
      follows: ['unique_lead', RESPONSE, REACH, VISIT_RATE, 'first_visit', ORDER_RATE],
    },
    { ...count('order_cancel', '退订', 'Cancelled orders'), step: retail, tones: LESS, slices: ['model'], follows: ['order'], weighed: 'order' },
    { ...count(retail, handed[0]!, handed[1]!), slices: ['model'], follows: ['unique_lead', 'first_visit', ORDER_RATE, 'order'] },
  ] // prettier-ignore
}

const count = (name: string, zh: string, en: string): AlertMeasure => ({
  name, zh, en, sort: 'count', above: name, below: null, stage: name, step: name, tones: MORE, slices: [], whole: true, sliced: [], follows: [], thinned: [],
  weighed: name,
}) // prettier-ignore

const rate = (name: string, zh: string, en: string, above: string, below: string): AlertMeasure => ({
  ...count(name, zh, en), sort: 'rate', above, below, stage: above.split('.')[0]!, step: above.split('.')[0]!,
}) // prettier-ignore
