import { Refusal, quote } from './errors.ts'
import { COUNTERS, type Counter } from './counter.ts'
import { KIND_NAMES, KINDS, type Kind } from './kinds.ts'
import type { Measure, Term } from './measure.ts'

const units = (counter: string, factor: 1 | -1 = 1): Term => ({ counter, of: 'units', factor })
const LESS: readonly Kind[] = ['no_show', 'reserve_cancel', 'order_cancel', 'vehicle_return', 'lost', 'dormant']

const counts = KIND_NAMES.map((kind): Measure => ({
  name: kind,
  zh: KINDS[kind].zh,
  en: KINDS[kind].en,
  unit: 'count',
  formula: KINDS[kind].meaning,
  terms: [units(kind)],
  better: LESS.includes(kind) ? 'less' : 'more',
  source: 'ours',
  level: 'advisor',
  ...(kind === 'customer_lead' && { wholeMaker: true as const }),
}))

const amounts = KIND_NAMES.map((kind): Measure => ({
  name: `${kind}_amount`,
  zh: `${KINDS[kind].zh}金额`,
  en: `${KINDS[kind].en}, amount`,
  unit: 'money',
  formula: `Sum of the amounts of ${kind}.`,
  terms: [{ counter: kind, of: 'amount', factor: 1 }],
  better: LESS.includes(kind) ? 'less' : 'more',
  source: 'ours',
  level: 'advisor',
  ...(kind === 'customer_lead' && { wholeMaker: true as const }),
}))

const NET_ORDER = [units('order'), units('order_cancel', -1)] as const

interface Rate {
  name: string
  zh: string
  en: string
  above: readonly Term[]
  below: readonly Term[]
  better?: 'less'
}

/** `a_b_rate` is always b ÷ a, both of the same range (flow). */
const RATES: readonly Rate[] = [
  { name: 'unique_lead_first_visit_rate', zh: '总体进店率', en: 'Leads to first visit', above: [units('first_visit')], below: [units('unique_lead')] },
  { name: 'lead_visit_rate', zh: '线索到店率', en: 'Leads to visit', above: [units('visit')], below: [units('lead')] },
  { name: 'lead_unique_lead_rate', zh: '线索去重率', en: 'Unique share of leads', above: [units('unique_lead')], below: [units('lead')] },
  { name: 'lead_clean_rate', zh: '线索有效率', en: 'Valid share of leads', above: [units('clean')], below: [units('lead')] },
  { name: 'lead_order_rate', zh: '线索订单率', en: 'Leads to order', above: [units('order')], below: [units('lead')] },
  { name: 'lead_deal_rate', zh: '线索成交率', en: 'Leads to deal', above: [units('deal')], below: [units('lead')] },
  { name: 'unique_lead_order_rate', zh: '唯一线索订单率', en: 'Unique leads to order', above: [units('order')], below: [units('unique_lead')] },
  { name: 'unique_lead_deal_rate', zh: '唯一线索成交率', en: 'Unique leads to deal', above: [units('deal')], below: [units('unique_lead')] },
  { name: 'traffic_card_rate', zh: '留档率', en: 'Traffic to card', above: [units('card')], below: [units('traffic')] },
  { name: 'first_visit_test_drive_rate', zh: '试驾率', en: 'First visits to test drive', above: [units('test_drive')], below: [units('first_visit')] },
  { name: 'visit_test_drive_rate', zh: '到店试驾率', en: 'Visits to test drive', above: [units('test_drive')], below: [units('visit')] },
  { name: 'test_drive_net_order_rate', zh: '试驾净订单率', en: 'Test drives to net order', above: NET_ORDER, below: [units('test_drive')] },
  { name: 'visit_order_rate', zh: '进店订单率', en: 'Visits to order', above: [units('order')], below: [units('visit')] },
  { name: 'first_visit_order_rate', zh: '首次进店订单率', en: 'First visits to order', above: [units('order')], below: [units('first_visit')] },
  { name: 'net_order_deal_rate', zh: '净订单成交率', en: 'Net orders to deal', above: [units('deal')], below: NET_ORDER },
  { name: 'order_deal_rate', zh: '订单成交率', en: 'Orders to deal', above: [units('deal')], below: [units('order')] },
  { name: 'deal_delivery_rate', zh: '成交交车率', en: 'Deals to delivery', above: [units('delivery')], below: [units('deal')] },
  { name: 'order_cancel_rate', zh: '退订率', en: 'Orders cancelled', above: [units('order_cancel')], below: [units('order')], better: 'less' },
] // prettier-ignore

const rates = RATES.map(({ name, zh, en, above, below, better }): Measure => {
  const words = (terms: readonly Term[]) =>
    terms.map(({ counter, factor }, i) => `${i ? (factor < 0 ? ' − ' : ' + ') : ''}${counter}`).join('')
  const bracket = (terms: readonly Term[]) => (terms.length > 1 ? `(${words(terms)})` : words(terms))
  return {
    name,
    zh,
    en,
    unit: 'rate',
    formula: `${bracket(above)} ÷ ${bracket(below)}`,
    terms: above,
    per: below,
    better: better ?? 'more',
    source: 'ours',
    level: 'advisor',
  }
})

const netOrder: Measure = {
  name: 'net_order',
  zh: '净订单',
  en: 'Net orders',
  unit: 'count',
  formula: 'order − order_cancel',
  terms: NET_ORDER,
  better: 'more',
  source: 'ours',
  level: 'advisor',
}

/** Every figure that can be asked for, by name. */
export const MEASURES: ReadonlyMap<string, Measure> = new Map(
  [...counts, netOrder, ...rates, ...amounts].map((measure) => [measure.name, measure]),
)

/** Reads a measure's name. Throws `unknown_measure` naming it. */
export function readMeasure(raw: unknown, path: string): Measure {
  const measure = typeof raw === 'string' ? MEASURES.get(raw) : undefined
  if (!measure) throw new Refusal('unknown_measure', `no measure is called ${quote(raw)}`, { path })
  return measure
}

/** The counters that a list of measures needs, each once. Throws TypeError when a declaration names an unknown one. */
export function countersOf(measures: readonly Measure[]): Counter[] {
  const names = new Set(
    measures.flatMap(({ terms, per = [], parts = {} }) =>
      [...terms, ...per, ...Object.values(parts).flat()].map(({ counter }) => counter),
    ),
  )
  return [...names].map((name) => {
    const counter = COUNTERS.get(name)
    if (!counter) throw new TypeError(`no counter is called ${name}`)
    return counter
  })
}
