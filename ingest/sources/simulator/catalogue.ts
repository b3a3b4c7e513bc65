import { cumulate } from './random.ts'

/** A model of the maker. Prices in yuan, `share` in per cent of orders. */
interface CarModel {
  code: string
  zh: string
  en: string
  series: string
  segment: string
  energy: string
  low: number
  high: number
  share: number
  nev: boolean
}

export const BRAND = '远澜'

// prettier-ignore
export const MODELS: readonly CarModel[] = [
  { code: 'A', zh: '澜A', en: 'LAN A', series: '澜A', segment: '轿车', energy: '燃油', low: 89_800, high: 129_800, share: 16, nev: false },
  { code: 'A-PHEV', zh: '澜A PHEV', en: 'LAN A PHEV', series: '澜A', segment: '轿车', energy: 'PHEV', low: 109_800, high: 149_800, share: 19, nev: true },
  { code: 'X3', zh: '澜X3', en: 'LAN X3', series: '澜X3', segment: 'SUV', energy: '燃油', low: 115_800, high: 159_800, share: 17, nev: false },
  { code: 'X5', zh: '澜X5', en: 'LAN X5', series: '澜X5', segment: 'SUV', energy: 'EREV', low: 159_800, high: 235_800, share: 26, nev: true },
  { code: 'E', zh: '澜E', en: 'LAN E', series: '澜E', segment: '轿车', energy: 'BEV', low: 149_800, high: 209_800, share: 14, nev: true },
  { code: 'V', zh: '澜V', en: 'LAN V', series: '澜V', segment: 'MPV', energy: 'PHEV', low: 249_800, high: 329_800, share: 8, nev: true },
]

export const MODEL_X5 = 3
export const MODEL_E = 4
const withE = MODELS.map(({ share }) => share)
/** Cumulative shares once 澜E is sold, and before. */
export const MODEL_SHARES = {
  after: cumulate(withE),
  before: cumulate(withE.map((share, i) => (i === MODEL_E ? 0 : share))),
}

/** A leaf of the channel tree with its yields per unique lead; `visit` = first visit within 30 days, `order` = of visitors. */
interface Leaf {
  code: string
  source: string
  /** Share of unique leads in per cent. */
  share: number
  valid: number
  visit: number
  order: number
  /** Leads of these are called in: the invited arrival rate is about them. */
  online: boolean
  /** Head office receives them first and dispatches them. */
  pooled: boolean
}

interface Top {
  code: string
  zh: string
  en: string
  paid: boolean
  /** `better`: factor on the channel's visit rate where a part differs. */
  leaves: readonly (readonly [code: string, zh: string, en: string, share: number, better?: number])[]
  source: string
  valid: number
  visit: number
  order: number
  online?: true
  pooled?: true
}

// prettier-ignore
const TREE: readonly Top[] = [
  { code: 'portal', zh: '垂媒', en: 'Portals', paid: true, source: 'portal', valid: 0.58, visit: 0.055, order: 0.24, online: true, pooled: true,
    leaves: [['portal_a', '垂媒A', 'Portal A', 18.5, 0.87], ['portal_b', '垂媒B', 'Portal B', 15, 1.25], ['portal_c', '垂媒C', 'Portal C', 10.5, 0.87]] },
  { code: 'video', zh: '短视频直播', en: 'Video & live', paid: true, source: 'livestream', valid: 0.4, visit: 0.03, order: 0.2, online: true, pooled: true,
    leaves: [['video_hq', '总部直播', 'HQ live', 8.4], ['video_store', '门店直播', 'Store live', 8.8], ['video_kol', '达人', 'Creators', 3.8]] },
  { code: 'own', zh: '自有', en: 'Own media', paid: false, source: 'app', valid: 0.82, visit: 0.14, order: 0.32, online: true, pooled: true,
    leaves: [['own_app', 'App', 'App', 3.5], ['own_mini', '小程序', 'Mini app', 3], ['own_web', '官网', 'Website', 1.5], ['own_400', '400热线', 'Hotline 400', 2]] },
  { code: 'referral', zh: '转介绍基盘', en: 'Referral & base', paid: false, source: 'crm', valid: 0.92, visit: 0.4, order: 0.38,
    leaves: [['referral_owner', '转介绍', 'Referral', 3], ['referral_base', '置换基盘', 'Trade-in base', 2]] },
  { code: 'outreach', zh: '外拓', en: 'Outreach', paid: true, source: 'crm', valid: 0.65, visit: 0.1, order: 0.22,
    leaves: [['outreach_show', '车展', 'Auto shows', 2.4], ['outreach_mall', '商超', 'Malls', 3.2], ['outreach_tour', '巡展', 'Road shows', 2.4]] },
  { code: 'call', zh: '来电', en: 'Incoming calls', paid: false, source: 'callcenter', valid: 0.85, visit: 0.3, order: 0.25, leaves: [['call_in', '来电', 'Incoming calls', 2]] },
  { code: 'walk', zh: '自然进店', en: 'Walk-in', paid: false, source: 'reception', valid: 1, visit: 1, order: 0.19, leaves: [['walk_in', '自然进店', 'Walk-in', 10]] },
]

/** The leaves that bring leads; the last one is the natural walk-in. */
export const LEAVES: readonly Leaf[] = TREE.flatMap((top) =>
  top.leaves.map(([code, , , share, better = 1]) => ({
    code,
    source: code === 'own_400' ? 'callcenter' : top.source,
    share,
    valid: top.valid,
    visit: top.visit * better,
    order: top.order,
    online: top.online ?? false,
    pooled: top.pooled ?? false,
  })),
)
export const WALK_IN = LEAVES.length - 1
export const leafOf = (code: string): number => LEAVES.findIndex((leaf) => leaf.code === code)

/** Arrival of online leads where nobody calls a second time, relative to the brand's mean: 4.0 of 5.5 %. */
export const BEFORE_SECOND_CALL = 0.73

/** Rows of the `channels` stream: seven channels and their parts. */
export const CHANNEL_ROWS = TREE.flatMap((top) => [
  { channel: top.code, name: top.zh, paid: top.paid, attrs: { en: top.en } },
  ...top.leaves.map(([code, zh, en]) => ({ channel: code, parent: top.code, name: zh, paid: top.paid, attrs: { en } })),
])

/** The twelve systems that speak for the maker. Each event comes from one of them. */
// prettier-ignore
export const SOURCES = [
  'portal', 'livestream', 'app', 'callcenter', 'crm', 'wecom', 'reception', 'counter', 'dms-a', 'dms-b', 'dms-c', 'insurance',
] as const

export const COLOURS = ['white', 'black', 'grey', 'silver', 'blue', 'red', 'green'] as const
export const COLOUR_SHARES = cumulate([45, 16, 15, 7, 8, 6, 3])
/** Fictional rivals: brand, model, the own model it fights. */
// prettier-ignore
export const RIVALS: readonly (readonly [brand: string, model: string])[] = [
  ['启岳', '启岳S5'], ['海川', '海川Max'], ['云陌', '云陌03'], ['北辰道', '辰星'], ['穗石', '穗石X'],
]
