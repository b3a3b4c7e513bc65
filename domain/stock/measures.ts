import type { Choices } from '../kpi/choices.ts'
import { rateOf } from '../kpi/rate.ts'
import { units } from '../kpi/term.ts'
import type { Measure, Words } from '../measure.ts'

type Better = Measure['better']

const level = (
  name: string,
  counter: string,
  [zh, en]: readonly [string, string],
  formula: string,
  meaning: Words,
  better: Better = 'neither',
  source: Measure['source'] = 'seed',
  finest: Measure['level'] = 'advisor',
): Measure => ({
  name,
  zh,
  en,
  unit: 'count',
  formula,
  meaning,
  terms: [units(counter)],
  better,
  source,
  level: finest,
})

const IDENTITY = 'carried_in + new − converted − lost = carried_out'

const flow = (of: 'card' | 'order', zh: string, en: string, ends: readonly [Words, Words]): Measure[] => [
  level(`${of}_carried_in`, `${of}_carried_in`, [`${zh}期初`, `${en}, carried in`], IDENTITY, { zh: '期初在手', en: 'In hand as the range begins' }),
  level(`${of}_new`, `${of}_new`, [`${zh}新增`, `${en}, new`], IDENTITY, { zh: '期内新增', en: 'Opened within the range' }, 'more'),
  level(`${of}_converted`, `${of}_converted`, [`${zh}转化`, `${en}, converted`], IDENTITY, ends[0], 'more'),
  level(`${of}_lost`, `${of}_lost`, [`${zh}流失`, `${en}, lost`], IDENTITY, ends[1], 'less'),
  level(`${of}_carried_out`, `${of}_carried_out`, [`${zh}期末`, `${en}, carried out`], IDENTITY, { zh: '期末在手', en: 'In hand as the range ends' }),
] // prettier-ignore

const LEVELS: readonly Measure[] = [
  level('active_card', 'card_carried_out', ['有望客户在手', 'Active cards'], 'card, until order, lost or dormant', {
    zh: '已留档，未下订、未战败、未休眠的客户卡',
    en: 'Cards with neither order nor loss, and not dormant',
  }),
  level('order_in_hand', 'order_carried_out', ['在手订单', 'Orders in hand'], 'order, until delivery or order_cancel', {
    zh: '已下订，未交车、未退订的订单',
    en: 'Orders neither delivered nor cancelled',
  }),
  ...flow('card', '有望客户', 'Cards', [
    {
      zh: '期内由活跃转为订单（退订回冲）',
      en: 'Cards that came to an order within the range, less those whose order was cancelled',
    },
    { zh: '期内战败或休眠（激活回冲）', en: 'Cards lost or dormant within the range, less those revived' },
  ]),
  ...flow('order', '订单', 'Orders', [
    { zh: '期内交车的订单', en: 'Orders delivered within the range' },
    { zh: '期内退订的订单', en: 'Orders cancelled within the range' },
  ]),
  level('ha_card', 'card_high_intent', ['H/A 级在手', 'Active cards of level H or A'], 'active_card of intent_level H or A', {
    zh: '在手有望客户中最近一次评级为 H 或 A 的',
    en: 'Active cards whose latest rating, contact or card says H or A',
  }, 'more'),
  level('overdue_card', 'card_overdue', ['逾期未跟进', 'Overdue cards'], 'active_card with next_due_at passed and no contact since', {
    zh: '在手有望客户中，最近约定的跟进时间已过且此后没有跟进的',
    en: 'Active cards whose latest agreed follow-up has passed without a contact since',
  }, 'less'),
  level('uncontacted_lead', 'lead_untouched', ['未首触线索', 'Leads not contacted yet'], 'unique_lead of 30 days without contact, visit, order or lost', {
    zh: '近 30 天的唯一线索中，尚未跟进、到店、下订或战败的',
    en: 'Unique leads of the last 30 days with no contact, visit, order or loss so far',
  }, 'less', 'trade'),
  level('vehicle_on_hand', 'vehicle_on_hand', ['库存台数', 'Cars on hand'], 'stock.on_hand', {
    zh: '各店各车型最近一次上报的在库台数',
    en: 'On hand as each dealer and model last reported',
  }, 'neither', 'trade', 'dealer'),
  level('vehicle_in_transit', 'vehicle_in_transit', ['在途台数', 'Cars in transit'], 'stock.in_transit', {
    zh: '各店各车型最近一次上报的在途台数',
    en: 'In transit as each dealer and model last reported',
  }, 'neither', 'trade', 'dealer'),
  level('vehicle_aged_90', 'vehicle_aged_90', ['库龄超 90 天', 'Cars aged over 90 days'], 'stock.aged_90', {
    zh: '各店各车型最近一次上报的库龄超过 90 天的台数',
    en: 'Older than 90 days as each dealer and model last reported',
  }, 'less', 'trade', 'dealer'),
  rateOf({
    name: 'vehicle_aged_rate',
    zh: '超期库存占比',
    en: 'Aged share of stock',
    above: [units('vehicle_aged_90')],
    below: [units('vehicle_on_hand')],
    meaning: ['库龄超 90 天台数 ÷ 库存台数', 'Cars aged over 90 days ÷ cars on hand'],
    source: 'trade',
    level: 'dealer',
    better: 'less',
  }),
] // prettier-ignore

/** The measures of what is in stock; what counts as retail is chosen. */
export const stockMeasures = ({ retail }: Choices): Measure[] => [
  ...LEVELS,
  {
    ...rateOf({
      name: 'order_cover_rate',
      zh: '订单储备率',
      en: 'Order cover',
      above: [units('order_carried_out', 3)],
      below: [units(`${retail}_3_months`)],
      meaning: ['在手订单 ÷ 前三个完整月的月均零售', 'Orders in hand ÷ average month of the last three whole months’ retail'],
      source: 'trade',
      level: 'dealer',
      unit: 'ratio',
    }),
    formula: `order_in_hand ÷ (${retail} of the last 3 whole months ÷ 3)`,
  },
  {
    ...rateOf({
      name: 'stock_turn_rate',
      zh: '库存系数',
      en: 'Months of stock',
      above: [units('vehicle_on_hand')],
      below: [units(`${retail}_30_days`)],
      meaning: ['期末库存台数 ÷ 近 30 天零售', 'Cars on hand ÷ retail of the last 30 days'],
      source: 'trade',
      level: 'dealer',
      better: 'neither',
      unit: 'ratio',
    }),
    formula: `vehicle_on_hand ÷ ${retail} of the last 30 days`,
  },
] // prettier-ignore
