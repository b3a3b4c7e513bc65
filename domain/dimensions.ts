import { isAttrName } from './attrs.ts'
import { Refusal, quote } from './errors.ts'

/**
 * Where a dimension's value comes from: the fact itself, the dealer's place in the organisation, the model's or the
 * channel's reference row, the business clock, the journey that the fact belongs to, or how
 * long it has been in stock.
 */
export type DimensionOrigin = 'fact' | 'dealer' | 'model' | 'channel' | 'time' | 'journey' | 'stock'

interface DimensionDeclaration {
  zh: string
  en: string
  origin: DimensionOrigin
}

/** Everything that a question may group or filter by, declared once; `attrs.NAME` comes on top. */
export const DIMENSIONS = {
  region: { zh: '大区', en: 'Region', origin: 'dealer' },
  area: { zh: '小区', en: 'Area', origin: 'dealer' },
  dealer_id: { zh: '经销商', en: 'Dealer', origin: 'fact' },
  advisor_id: { zh: '顾问', en: 'Advisor', origin: 'fact' },
  province: { zh: '省份', en: 'Province', origin: 'dealer' },
  city: { zh: '城市', en: 'City', origin: 'dealer' },
  group: { zh: '集团', en: 'Owner group', origin: 'dealer' },
  channel_type: { zh: '网点类型', en: 'Outlet type', origin: 'dealer' },
  city_tier: { zh: '城市级别', en: 'City tier', origin: 'dealer' },
  model: { zh: '车型', en: 'Model', origin: 'fact' },
  series: { zh: '车系', en: 'Series', origin: 'model' },
  brand: { zh: '品牌', en: 'Brand', origin: 'model' },
  energy: { zh: '能源', en: 'Energy', origin: 'model' },
  channel: { zh: '渠道', en: 'Channel', origin: 'fact' },
  channel_1: { zh: '一级渠道', en: 'Channel level 1', origin: 'channel' },
  channel_2: { zh: '二级渠道', en: 'Channel level 2', origin: 'channel' },
  channel_3: { zh: '三级渠道', en: 'Channel level 3', origin: 'channel' },
  channel_4: { zh: '四级渠道', en: 'Channel level 4', origin: 'channel' },
  campaign: { zh: '活动', en: 'Campaign', origin: 'fact' },
  intent_level: { zh: '意向级别', en: 'Intent level', origin: 'fact' },
  sale_type: { zh: '销售类型', en: 'Sale type', origin: 'fact' },
  visit_kind: { zh: '到店方式', en: 'Visit kind', origin: 'fact' },
  reason: { zh: '原因', en: 'Reason', origin: 'fact' },
  competitor_brand: { zh: '竞品品牌', en: 'Competitor brand', origin: 'fact' },
  competitor_model: { zh: '竞品车型', en: 'Competitor model', origin: 'fact' },
  customer_type: { zh: '客户类型', en: 'Customer type', origin: 'fact' },
  follow_level: { zh: '跟进级别', en: 'Follow-up level', origin: 'fact' },
  via: { zh: '联系方式', en: 'Contact by', origin: 'fact' },
  connected: { zh: '是否接通', en: 'Reached', origin: 'fact' },
  pay: { zh: '付款方式', en: 'Payment', origin: 'fact' },
  trade_in: { zh: '置换', en: 'Trade-in', origin: 'fact' },
  audit: { zh: '审核', en: 'Approval', origin: 'fact' },
  intake: { zh: '新增/结转', en: 'New or carried over', origin: 'journey' },
  due_day: { zh: '预约日', en: 'Day due', origin: 'fact' },
  source: { zh: '来源系统', en: 'Source', origin: 'fact' },
  card_age: { zh: '卡龄', en: 'Age of card', origin: 'stock' },
  hour: { zh: '小时', en: 'Hour', origin: 'time' },
  day: { zh: '日', en: 'Day', origin: 'time' },
  week: { zh: '周', en: 'Week', origin: 'time' },
  month: { zh: '月', en: 'Month', origin: 'time' },
  xun: { zh: '旬', en: 'Third of a month', origin: 'time' },
  fiscal_month: { zh: '财务月', en: 'Fiscal month', origin: 'time' },
} as const satisfies Record<string, DimensionDeclaration>

export type DimensionName = keyof typeof DIMENSIONS
/** A declared dimension or `attrs.NAME`. */
export type Dimension = DimensionName | `attrs.${string}`

export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as DimensionName[]

export const isAttrDimension = (dimension: Dimension): dimension is `attrs.${string}` => dimension.startsWith('attrs.')

/** `attrs.colour` → `colour`. */
export const attrName = (dimension: `attrs.${string}`): string => dimension.slice('attrs.'.length)

/** Where a dimension comes from; free attributes come from the fact. */
export const originOf = (dimension: Dimension): DimensionOrigin =>
  isAttrDimension(dimension) ? 'fact' : DIMENSIONS[dimension].origin

/** Whether a dimension says where business was done, down to who did it. */
export const isPlace = (name: Dimension): boolean =>
  name === 'dealer_id' || name === 'advisor_id' || originOf(name) === 'dealer'
export const isModel = (name: Dimension): boolean => name === 'model' || originOf(name) === 'model'
/** Whether cars on hand have it: their dealer and model, and what these belong to. */
export const isOfCars = (name: Dimension): boolean => name !== 'advisor_id' && (isPlace(name) || isModel(name))
export const isChannel = (name: Dimension): boolean => name === 'channel' || originOf(name) === 'channel'

/** Reads a dimension's name. Throws `unknown_dimension` naming it. */
export function readDimension(raw: unknown, path: string): Dimension {
  if (typeof raw === 'string') {
    if (Object.hasOwn(DIMENSIONS, raw)) return raw as DimensionName
    if (raw.startsWith('attrs.') && isAttrName(raw.slice('attrs.'.length))) return raw as Dimension
  }
  throw new Refusal('unknown_dimension', `no dimension is called ${quote(raw)}`, { path })
}
