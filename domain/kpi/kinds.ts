import { KIND_NAMES, KINDS, type Kind } from '../kinds.ts'
import type { Measure } from '../measure.ts'
import { amount, units } from './term.ts'

const LESS: readonly Kind[] = ['no_show', 'reserve_cancel', 'order_cancel', 'vehicle_return', 'lost', 'dormant']
/** Known before anybody at a dealer has it, or counted at the door of the house. */
const OF_DEALERS: readonly Kind[] = ['traffic', 'lead', 'clean', 'dispatch', 'unique_lead', 'wholesale']

/** Kinds that the trade counts and the business's own papers do not name. */
const OF_TRADE: readonly Kind[] = ['reserve', 'reserve_cancel', 'lock', 'invoice', 'insured', 'vehicle_return', 'wholesale'] // prettier-ignore

const levelOf = (kind: Kind): Measure['level'] =>
  kind === 'customer_lead' ? 'maker' : OF_DEALERS.includes(kind) ? 'dealer' : 'advisor'

/** What one event of each kind says, in Chinese; the English words are the kind's own. */
const MEANINGS: Readonly<Record<Kind, string>> = {
  traffic: '展厅门口计到的人数',
  lead: '录入的购车意向，去重之前（原始线索）',
  clean: '清洗核实为有效的线索',
  dispatch: '派发给经销商的线索',
  assign: '分配给顾问的线索',
  card: '新建的客户信息卡，一卡一个购车机会',
  contact: '与客户的一次通话或消息',
  appointment: '约定的一次到店或试驾',
  no_show: '约了没来',
  visit: '客户到展厅的批次',
  test_drive: '客户实际试驾的次数',
  quote: '给出的报价',
  reserve: '支付的可退小订',
  reserve_cancel: '退回的小订',
  order: '付了订金签下的订单，一车一单',
  lock: '配置锁定的订单',
  order_cancel: '取消的订单',
  invoice: '已开票的台数',
  deal: '车款付清的台数',
  delivery: '已交付客户的台数',
  insured: '已上险或上牌的台数',
  vehicle_return: '交付后退回的台数',
  wholesale: '经销商从厂家提车的台数',
  lost: '放弃购车或购买他牌、他店的客户',
  dormant: '暂停跟进、没有下次跟进日期的客户',
  revive: '战败或休眠后又回来的客户',
  wecom_add: '添加企业微信的客户',
  identify: '认定为同一人的两个身份',
  score: '重新评定意向级别',
  unique_lead: '一人在一店最早的一条线索，合并去重后',
  customer_lead: '一人在全厂最早的一条唯一线索',
  first_visit: '一条线索（或自然进店客户）最早的一次到店',
  return_visit: '同一线索首次之后的到店',
}

const common = (kind: Kind): Pick<Measure, 'better' | 'source' | 'level' | 'wholeMaker'> => ({
  better: LESS.includes(kind) ? 'less' : 'more',
  source: OF_TRADE.includes(kind) ? 'trade' : 'seed',
  level: levelOf(kind),
  ...(kind === 'customer_lead' && { wholeMaker: true as const }),
})

/** The units of each kind. */
export const KIND_COUNTS = KIND_NAMES.map((kind): Measure => ({
  name: kind,
  zh: KINDS[kind].zh,
  en: KINDS[kind].en,
  unit: 'count',
  formula: kind,
  meaning: { zh: MEANINGS[kind], en: KINDS[kind].meaning },
  terms: [units(kind)],
  ...common(kind),
}))

/** The amounts of each kind. */
export const KIND_AMOUNTS = KIND_NAMES.map((kind): Measure => ({
  name: `${kind}_amount`,
  zh: `${KINDS[kind].zh}金额`,
  en: `${KINDS[kind].en}, amount`,
  unit: 'money',
  formula: `amount of ${kind}`,
  meaning: { zh: `${KINDS[kind].zh}的金额合计，含税`, en: `The amounts of ${kind} added up, with tax.` },
  terms: [amount(kind)],
  ...common(kind),
  source: 'ours',
}))
