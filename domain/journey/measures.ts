import type { Measure } from '../measure.ts'
import { rateOf } from '../kpi/rate.ts'
import { units } from '../kpi/term.ts'
import {
  DEALT_LEAD,
  FEWEST_CONTACTS,
  FIRST_CONTACT,
  LAGS,
  measuredCounter,
  rateCounter,
  SUBJECTIVE_LOST,
} from './counters.ts'

/** A duration: read from `Cell.values`. Its term counts over how many journeys it was measured. */
const duration = (
  name: string,
  of: string,
  quantile: number,
  unit: 'minutes' | 'days',
  [zh, en]: readonly [string, string],
  [meaningZh, meaningEn]: readonly [string, string],
  source: Measure['source'],
): Measure => ({
  name,
  zh: `${zh}${quantile === 0.5 ? '中位数' : `P${quantile * 100}`}`,
  en: `${en}, ${quantile === 0.5 ? 'median' : `P${quantile * 100}`}`,
  unit,
  formula: `${quantile === 0.5 ? 'median' : `P${quantile * 100}`} of ${of}`,
  meaning: { zh: meaningZh, en: meaningEn },
  terms: [units(measuredCounter(of))],
  quantile,
  better: 'less',
  source,
  level: 'advisor',
})

const QUANTILES = [
  ['median', 0.5],
  ['p80', 0.8],
] as const

const RESPONSE = [
  '从线索（下发更晚则从下发）到首次联系的分钟数；30 天内未联系的不计入',
  'Minutes from the unique lead, or its dispatch where that is later, to the first contact; without one in 30 days left out',
] as const

const share = (
  name: string,
  rate: Parameters<typeof rateCounter>[0],
  [zh, en]: readonly [string, string],
  meaning: readonly [string, string],
  source: Measure['source'],
): Measure =>
  rateOf({ name, zh, en, above: [units(rateCounter(rate, 'in'))], below: [units(rateCounter(rate, 'of'))], meaning, source }) // prettier-ignore

/** KPIs over journeys: they begin in the range, or for lags and lost end in it, and count in every mode alike. */
export const JOURNEY_MEASURES: readonly Measure[] = [
  share('first_visit_15d_rate', 'first_visit_15d', ['首次进店率', 'First visit within 15 days'], [
    '电话与店外唯一线索中 15 天内首次到店的 ÷ 已到店或已满 15 天的',
    'Of unique leads from outside the showroom: visited within 15 days ÷ visited or 15 days old',
  ], 'seed'),
  share('contact_24h_rate', 'contact_24h', ['24h 跟进及时率', 'Contact within 24 hours'], [
    '唯一线索（下发更晚则从下发起）24 小时内首次联系的 ÷ 已联系或已满 24 小时的',
    'Unique leads contacted within 24 hours of the lead or its later dispatch ÷ those so contacted or 24 hours old',
  ], 'trade'),
  share('contact_2h_rate', 'contact_2h', ['2h 跟进及时率', 'Contact within 2 hours'], [
    '唯一线索（下发更晚则从下发起）2 小时内首次联系的 ÷ 已联系或已满 2 小时的',
    'Unique leads contacted within 2 hours of the lead or its later dispatch ÷ those so contacted or 2 hours old',
  ], 'trade'),
  share('second_call_rate', 'second_call', ['二次外呼率', 'Second call'], [
    '首呼未接通的唯一线索中再呼的 ÷ 首呼未接通的（30 天内）',
    'Unique leads called again ÷ those not reached by the first call, within 30 days',
  ], 'trade'),
  share('third_call_rate', 'third_call', ['三次外呼率', 'Third call'], [
    '前两呼均未接通的唯一线索中第三次呼的 ÷ 前两呼均未接通的（30 天内）',
    'Unique leads called a third time ÷ those not reached by two calls, within 30 days',
  ], 'trade'),
  {
    ...share('subjective_lost_rate', SUBJECTIVE_LOST, ['主观战败率', 'Lost with hardly a contact'], [
      `战败前联系少于 ${FEWEST_CONTACTS} 次的战败 ÷ 战败`,
      `Lost with fewer than ${FEWEST_CONTACTS} contacts before in their journey ÷ lost`,
    ], 'trade'),
    better: 'less',
  },
  {
    name: FIRST_CONTACT,
    zh: '首次联系',
    en: 'First contacts',
    unit: 'count',
    formula: 'contact, the first of its journey',
    meaning: { zh: '旅程（自唯一线索起）中的第一次联系，一段旅程只计一次', en: 'Contacts that are the first since the unique lead of their journey; each journey counts once' },
    terms: [units(FIRST_CONTACT)],
    better: 'more',
    source: 'ours',
    level: 'advisor',
  },
  rateOf({
    name: 'repurchase_rate',
    zh: '复购率',
    en: 'Deals per dealt lead',
    above: [units('deal')],
    below: [units(DEALT_LEAD)],
    meaning: ['成交订单数 ÷ 成交线索数，一条线索在其首次成交时计一次', 'Deals ÷ leads that came to a deal, each counted at its first'],
    source: 'seed',
    unit: 'ratio',
  }),
  ...QUANTILES.map(([suffix, q]) =>
    duration(`first_response_${suffix}`, 'first_response', q, 'minutes', ['首次响应时长', 'First response'], RESPONSE, 'trade'),
  ),
  ...LAGS.flatMap(({ name, zh, en, at, since }) =>
    QUANTILES.map(([suffix, q]) =>
      duration(`${name}_days_${suffix}`, name, q, 'days', [zh, en], [
        `期内的${zh.split('→')[1]}，回看同一旅程中${since ? `首次${zh.split('→')[0]}` : '唯一线索'}至此的天数`,
        `Of each ${at} of the range: days since the first ${since ?? 'unique_lead'} of its journey`,
      ], 'trade'),
    ),
  ),
] // prettier-ignore
