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
  /** Step of the funnel. */
  stage: string
  /** Measures whose fall makes this one fall, too. */
  follows: readonly string[]
}

const RESPONSE = 'first_response_median'
const VISIT_RATE = 'invited_visit_per_lead_rate'
const ORDER_RATE = 'first_visit_order_rate'

/** In the order of the funnel: the earlier one of two that belong together is the cause. */
export function alertMeasures(retail: string): readonly AlertMeasure[] {
  const handed = { delivery: ['交车', 'Deliveries'], deal: ['成交', 'Deals'], invoice: ['开票', 'Invoices'] }[retail]!
  return [
    count('unique_lead', '唯一线索', 'Unique leads', []),
    {
      name: RESPONSE, zh: '首次响应中位数', en: 'First response, median', sort: 'median', above: null, below: null,
      stage: 'unique_lead', follows: [],
    },
    rate(VISIT_RATE, '邀约到店率', 'Invited visits per lead', 'first_visit.invited', 'unique_lead.lead', [RESPONSE]),
    count('first_visit', '首次到店', 'First visits', ['unique_lead', RESPONSE, VISIT_RATE]),
    rate(ORDER_RATE, '到店下订率', 'First visits to order', 'order', 'first_visit', []),
    count('order', '下订', 'Orders', ['unique_lead', RESPONSE, VISIT_RATE, 'first_visit', ORDER_RATE]),
    count(retail, handed[0]!, handed[1]!, ['unique_lead', 'first_visit', ORDER_RATE, 'order']),
  ] // prettier-ignore
}

const count = (name: string, zh: string, en: string, follows: readonly string[]): AlertMeasure => ({
  name, zh, en, sort: 'count', above: name, below: null, stage: name, follows,
}) // prettier-ignore

const rate = (
  name: string,
  zh: string,
  en: string,
  above: string,
  below: string,
  follows: readonly string[],
): AlertMeasure => ({ name, zh, en, sort: 'rate', above, below, stage: above.split('.')[0]!, follows })
