import type { Measure, Words } from '../measure.ts'
import { formulaOf, NET_ORDER, units } from './term.ts'

const count = (
  name: string,
  [zh, en]: readonly [string, string],
  terms: Measure['terms'],
  meaning: Words,
  source: Measure['source'] = 'seed',
): Measure => ({
  name,
  zh,
  en,
  unit: 'count',
  formula: formulaOf(terms),
  meaning,
  terms,
  better: 'more',
  source,
  level: 'advisor',
})

/** Counts that are made of several kinds, or of some entries of one. */
export const COUNTS: readonly Measure[] = [
  count('net_order', ['净订单', 'Net orders'], NET_ORDER, { zh: '下订 − 退订', en: 'Orders − cancelled orders' }, 'ours'),
  count('sales_visit', ['入店总流量', 'Sales visits'], [units('visit.sales')], { zh: '到店批次，不含售后来店', en: 'Visits, those for service left out' }),
  count('invited_visit', ['邀约到店', 'Invited visits'], [units('visit.invited')], { zh: '受邀而来的到店批次', en: 'Visits of customers who were invited' }),
  count('walk_in_visit', ['自然到店', 'Walk-in visits'], [units('visit.walk_in')], { zh: '未经邀约的到店批次', en: 'Visits of customers who came by themselves' }),
] // prettier-ignore

/** What else a formula counts apart, under the slice's own name: so that every part of every rate can be listed. */
export const SLICE_COUNTS: readonly Measure[] = [
  count('unique_lead.lead', ['由线索而来的唯一线索', 'Unique leads from a lead'], [units('unique_lead.lead')], { zh: '有线索号的唯一线索，自然进店不算', en: 'Unique leads that came as a lead, natural walk-ins left out' }, 'ours'),
  count('first_visit.invited', ['受邀首次到店', 'Invited first visits'], [units('first_visit.invited')], { zh: '受邀而来的首次到店', en: 'First visits of customers who were invited' }, 'ours'),
  count('appointment.test_drive', ['试驾预约', 'Test drives booked'], [units('appointment.test_drive')], { zh: '目的为试驾的预约', en: 'Appointments for a test drive' }, 'ours'),
  { ...count('no_show.test_drive', ['试驾爽约', 'Test drives missed, count'], [units('no_show.test_drive')], { zh: '目的为试驾的爽约', en: 'No-shows of test drives' }, 'ours'), better: 'less' },
  count('contact.connected', ['接通的联系', 'Contacts reached'], [units('contact.connected')], { zh: '记录为接通的联系', en: 'Contacts that reached the customer' }, 'ours'),
  count('contact.stated', ['记录了是否接通的联系', 'Contacts with outcome'], [units('contact.stated')], { zh: '注明接通或未接通的联系', en: 'Contacts that state whether they reached the customer' }, 'ours'),
  { ...count('card.o', ['新建O级卡', 'New cards of level O'], [units('card.o')], { zh: '建卡时已是 O 级的卡', en: 'Cards opened at level O' }, 'ours'), better: 'less' },
  count('card.ha', ['新建H/A级卡', 'New cards of level H or A'], [units('card.ha')], { zh: '建卡时为 H 或 A 级的卡', en: 'Cards opened at level H or A' }, 'ours'),
  count('card.phone', ['来电留档', 'Cards from calls'], [units('card.phone')], { zh: '来电新建的卡', en: 'Cards opened on the phone' }),
  count('card.showroom', ['进店留档', 'Cards from the showroom'], [units('card.showroom')], { zh: '展厅新建的卡，未注明方式的按展厅算', en: 'Cards opened in the showroom; of unstated kind counts as showroom' }),
  { ...count('traffic.phone', ['来电流量', 'Incoming calls'], [units('traffic.phone')], { zh: '来电的客流', en: 'Traffic by phone' }), level: 'dealer' },
  { ...count('traffic.showroom', ['展厅流量', 'Showroom traffic'], [units('traffic.showroom')], { zh: '展厅的客流，未注明方式的按展厅算', en: 'Traffic of the showroom; of unstated kind counts as showroom' }), level: 'dealer' },
  { ...count('lost.order', ['订单战败', 'Orders lost, count'], [units('lost.order')], { zh: '注明订单号的战败', en: 'Losses that name an order' }), better: 'less' },
  { ...count('lost.clear', ['明确战败', 'Losses explained'], [units('lost.clear')], { zh: '有原因且已批准的战败', en: 'Losses with a reason and approved' }, 'trade'), better: 'neither' },
  { ...count('deal.loan', ['贷款成交', 'Deals on loan, count'], [units('deal.loan')], { zh: '付款方式为贷款的成交', en: 'Deals paid by loan' }, 'trade'), better: 'neither' },
  { ...count('deal.trade_in', ['置换成交', 'Trade-in deals'], [units('deal.trade_in')], { zh: '有置换的成交', en: 'Deals with an old car traded in' }, 'trade'), better: 'neither' },
] // prettier-ignore
