import type { City } from './places.ts'

/** What the script has planned for a store; days are relative to the demo day. */
export interface Marks {
  /** 1: served by the east's common calling centre. */
  hub: boolean
  /** 5: two advisors open cards only for those who order. */
  gaming: boolean
  /** 8: called again by another person (`pilot`), or comparable without it (`control`). */
  secondCall: '' | 'pilot' | 'control'
  /** Decoys. */
  closed: boolean
  lucky: boolean
  moved: boolean
}

export interface Script {
  no: number
  zh: string
  en: string
  /** First and last day, relative to the demo day; an end after it means: still going on. */
  from: number
  to: number
  /** The step of the funnel where it bites, and whether the cause lies inside the maker. */
  step: string
  cause: 'inside' | 'outside' | 'data'
  cell: Record<string, string[]>
  expect: string
}

/** The eight planted incidents. */
// prettier-ignore
export const SCRIPTS: readonly Script[] = [
  { no: 1, zh: '华东集中邀约中心减员过半', en: 'Eastern calling centre loses half its callers', from: -20, to: 25, step: 'visit', cause: 'inside',
    cell: { area: ['苏南', '上海'], channel_1: ['portal', 'video', 'own'] }, expect: 'first response 22→410 min, reach 63→41 %, invited arrival 5.9→3.7 %; one common cause for 18 stores' },
  { no: 2, zh: '垂媒B合同到期', en: 'Portal B contract lapses', from: -18, to: 30, step: 'lead', cause: 'inside',
    cell: { region: ['西部'], channel: ['portal_b'] }, expect: 'leads of the channel −70 % in nine areas, short video +8 %' },
  { no: 3, zh: '竞品对澜X5降价1.2万', en: 'Rival cuts 12,000 against LAN X5', from: -9, to: 30, step: 'order', cause: 'outside',
    cell: { region: ['华南'], model: ['X5'] }, expect: 'visit→order 25→17 %, lost to that model ×2.4' },
  { no: 4, zh: '澜E白色缺车', en: 'LAN E white out of stock', from: -14, to: 20, step: 'delivery', cause: 'inside',
    cell: { model: ['E'], 'attrs.colour': ['white'] }, expect: 'orders hold, deliveries −35 %, orders in hand up, cancels 11→16 %' },
  { no: 5, zh: '门店虚增转化', en: 'A store games its cards', from: -75, to: 60, step: 'card', cause: 'data',
    cell: { city: ['保定'] }, expect: 'O level 71 % of two advisors’ cards, cards per visit 97 %, bursts at 20:40: flag, not praise' },
  { no: 6, zh: '“11.11领油卡”批量线索', en: 'Bulk leads of a fuel-card campaign', from: -6, to: 4, step: 'lead', cause: 'inside',
    cell: { region: ['鲁豫'], campaign: ['1111-fuel-card'] }, expect: 'leads +140 %, valid share falls, visits unchanged: mix, not execution' },
  { no: 7, zh: 'DMS供应商断数', en: 'One DMS vendor is silent', from: -1, to: 0, step: 'data', cause: 'data',
    cell: { region: ['浙闽赣'], source: ['dms-c'] }, expect: 'grey, no alert, all arrives at 11:30' },
  { no: 8, zh: '华中换人二次外呼', en: 'Second call by another person', from: -45, to: 400, step: 'visit', cause: 'inside',
    cell: { region: ['华中'], channel_1: ['portal', 'video', 'own'] }, expect: 'arrival 4.0→5.9 % in four weeks in 11 stores; 9 matched stores without' },
]

export const CAMPAIGN = '1111-fuel-card'
/** The outage of no. 7, local time of day in ms: silent from the evening before until late morning. */
export const OUTAGE = { from: (19 * 60 + 40) * 60_000, until: (11 * 60 + 30) * 60_000 }

/** Decoys without a cause; none of them should be raised. */
export const DECOYS = {
  closed: { from: -40, to: 25 },
  lucky: { from: -9, to: -3, perDay: 1.15 },
  moved: { on: -75, to: { area: '鲁东', en: 'E Shandong' } },
  overTarget: { area: '冀北', factor: 1.35 },
} as const

const PILOT = new Set(['汉南', '洪山', '江夏', '东西湖', '樊城', '西陵', '雨花', '岳麓', '望城', '天元', '武陵'])
const CONTROL = new Set(['武昌', '沙市', '蒸湘', '郑东', '中原', '洛龙', '包河', '红谷滩', '雁塔'])

/** The script's marks of a store by its place; names of districts are unique enough within their city. */
export function markStore({ region, area, city }: City, district: string, nth: number): Marks {
  const first = nth === 0
  const control =
    CONTROL.has(district) && ['武汉', '荆州', '衡阳', '郑州', '洛阳', '合肥', '南昌', '西安'].includes(city)
  return {
    hub: area === '苏南' || area === '上海',
    gaming: first && city === '保定' && district === '城东',
    secondCall: region === '华中' && PILOT.has(district) ? 'pilot' : control ? 'control' : '',
    closed: first && city === '茂名' && district === '茂南',
    lucky: first && city === '大庆' && district === '萨尔图',
    moved: first && city === '淄博' && district === '张店',
  }
}
