import type { Words } from '../measure.ts'
import type { Direction } from './reading.ts'

/** What a key figure's movement means if the cause lies outside, and if it lies inside. */
export interface Interpretation {
  /** Name of a measure. */
  kpi: string
  direction: Direction
  outside: Words
  inside: Words
  /** `seed`: from the business's own table of key figures; `ours`: added here, the opposite directions among them. */
  source: 'seed' | 'ours'
}

const row = (
  kpi: string,
  direction: Direction,
  source: Interpretation['source'],
  [outsideZh, outsideEn]: readonly [string, string],
  [insideZh, insideEn]: readonly [string, string],
): Interpretation => ({
  kpi,
  direction,
  outside: { zh: outsideZh, en: outsideEn },
  inside: { zh: insideZh, en: insideEn },
  source,
})

/**
 * The interpretation of key figures (关键数据趋势分析). The table's 订单成交率 counts a deal when the car is handed over,
 * so its row stands for `order_delivery_rate` as well as for `order_deal_rate`.
 */
export const INTERPRETATIONS: readonly Interpretation[] = [
  row('sales_visit', 'down', 'seed', ['顾客购车意愿下降', 'buyers less willing'], ['缺乏有吸引力的集客活动', 'no attractive traffic events']),
  row('traffic_card_rate', 'up', 'seed', ['客户购车意向较强', 'strong intent of buyers'], ['销售顾问留档能力提高', 'advisors open cards better']),
  row('unique_lead_first_visit_rate', 'down', 'seed', ['意向顾客质量不高', 'weak quality of prospects'], ['邀约客户到店的效果不佳', 'invitations to the store work badly']),
  row('card_order_rate', 'down', 'seed', ['有望顾客意向不强', 'weak intent of prospects'], ['有望客户转化能力不足', 'weak skill in converting prospects']),
  row('order_deal_rate', 'down', 'seed', ['顾客不急着提车', 'customers in no hurry to take the car'], ['库存原因', 'stock']),
  row('order_delivery_rate', 'down', 'seed', ['顾客不急着提车', 'customers in no hurry to take the car'], ['库存原因', 'stock']),
  row('sales_visit', 'up', 'ours', ['顾客购车意愿上升', 'buyers more willing'], ['集客活动见效', 'traffic events work']),
  row('traffic_card_rate', 'down', 'ours', ['客户购车意向减弱', 'weaker intent of buyers'], ['销售顾问留档不力', 'advisors open too few cards']),
  row('unique_lead_first_visit_rate', 'up', 'ours', ['意向顾客质量提高', 'better quality of prospects'], ['邀约客户到店的效果提高', 'invitations to the store work better']),
  row('card_order_rate', 'up', 'ours', ['有望顾客意向较强', 'strong intent of prospects'], ['有望客户转化能力提高', 'better skill in converting prospects']),
  row('order_deal_rate', 'up', 'ours', ['顾客急着提车', 'customers in a hurry to take the car'], ['车源改善或积压订单兑现', 'cars available again, or a backlog that is handed over']),
  row('order_delivery_rate', 'up', 'ours', ['顾客急着提车', 'customers in a hurry to take the car'], ['车源改善或积压订单兑现', 'cars available again, or a backlog that is handed over']),
  row('unique_lead', 'down', 'ours', ['市场关注下降', 'less attention in the market'], ['投放或渠道减少', 'less advertising or a channel lost']),
  row('unique_lead', 'up', 'ours', ['市场关注上升', 'more attention in the market'], ['投放或活动增加', 'more advertising or a campaign']),
  row('first_visit_test_drive_rate', 'down', 'ours', ['到店客户意向不强', 'weak intent of visitors'], ['试驾邀请或试驾车不足', 'too few invitations to drive, or no car to drive']),
  row('first_visit_test_drive_rate', 'up', 'ours', ['到店客户意向较强', 'strong intent of visitors'], ['试驾邀请更到位', 'visitors invited to drive more often']),
] // prettier-ignore

/** A key figure as counts: its numerator, and its denominator unless it is a count itself. Names of measures. */
export interface Kpi {
  name: string
  above: string
  below: string | null
  /** The table's row that speaks of it. */
  row: string
}

const kpi = (name: string, above: string, below: string | null = null, row = name): Kpi => ({ name, above, below, row })

/** The key figure that tells how a stage of the funnel stands; `card` stands beside the funnel. */
export const KPI_OF: Readonly<Record<string, Kpi>> = {
  unique_lead: kpi('unique_lead', 'unique_lead'),
  card: kpi('traffic_card_rate', 'card', 'traffic'),
  first_visit: kpi('unique_lead_first_visit_rate', 'first_visit', 'unique_lead'),
  test_drive: kpi('first_visit_test_drive_rate', 'test_drive', 'first_visit'),
  order: kpi('card_order_rate', 'order', 'card'),
  // What follows the order in place of a deal is read as one.
  invoice: kpi('order_deal_rate', 'deal', 'order'),
  deal: kpi('order_deal_rate', 'deal', 'order'),
  delivery: kpi('order_delivery_rate', 'delivery', 'order'),
}

/** Where no cards are kept, visitors stand for prospects. */
export const CARDLESS_KPI: Kpi = kpi('first_visit_order_rate', 'order', 'first_visit', 'card_order_rate')

/** Where nobody counts heads at the door, cards stand alone. */
export const COUNTERLESS_KPI: Kpi = kpi('card', 'card', null, 'traffic_card_rate')

/** Showroom traffic stands for leads where customers come by themselves. */
export const WALK_IN_KPI: Kpi = kpi('sales_visit', 'sales_visit')

/** The table's row. Throws TypeError where none is declared. */
export function interpretationOf(name: string, direction: Direction): Interpretation {
  const found = INTERPRETATIONS.find((one) => one.kpi === name && one.direction === direction)
  if (!found) throw new TypeError(`nothing is said of ${name} going ${direction}`)
  return found
}
