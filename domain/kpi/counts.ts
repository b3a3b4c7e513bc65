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
