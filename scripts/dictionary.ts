import { isKind } from '../domain/kinds.ts'
import { SLICES } from '../domain/kpi/slices.ts'
import type { Measure } from '../domain/measure.ts'
import { MEASURES } from '../domain/measures.ts'
import { page, table } from './page.ts'

const UNITS: Readonly<Record<Measure['unit'], string>> = {
  count: 'count',
  money: 'money',
  rate: 'share',
  ratio: 'quotient',
  minutes: 'minutes',
  days: 'days',
}

const BETTER: Readonly<Record<Measure['better'], string>> = { more: '↑', less: '↓', neither: '–' }

const list = (measures: readonly Measure[]): string =>
  table(
    ['measure', '中文', 'English', 'unit', 'formula', '定义', 'definition', 'good', 'source', 'level'],
    measures.map(({ name, zh, en, unit, formula, meaning, better, source, level }) => [
      `\`${name}\``,
      zh,
      en,
      UNITS[unit],
      formula,
      meaning?.zh ?? '',
      meaning?.en ?? '',
      BETTER[better],
      source,
      level,
    ]),
  )

/** Where the business's papers contradict themselves or leave a formula open, and what stands here. */
const READINGS = [
  ['邀约到店率', 'Named without a formula. Trade divides invited arrivals by leads or by appointments.', '`WARROOM_INVITED_VISIT_RATE`, `leads` by default; both stand under names of their own.'],
  ['成交', 'One paper: delivered. Another: paid in full, with 交车 a later step.', '`deal` is paid in full, `delivery` handed over. 订单成交率 uses `deal`; `order_delivery_rate` uses `delivery`; 零售 is `WARROOM_RETAIL_EVENT`, `delivery` by default.'],
  ['订单战败率(退单率)', 'One paper has one KPI, another keeps 退单 and 战败 apart.', 'Three measures: `order_cancel_rate`, `order_lost_rate` (losses that name an order) and both together, `order_fallen_rate`.'],
  ['唯一线索, 客户线索', 'Unique per dealer, and per maker.', 'Two kinds; `customer_lead` needs the whole maker in scope, so that no region counts a person for itself.'],
  ['留档率 by way of contact', 'Showroom, phone, outside; no formula.', 'By `via` of `card` and `traffic`: `phone` is 来电; `onsite` and unstated are the showroom.'],
  ['再回展厅率', 'Named without a formula; trade also counts customers instead of visits.', 'Later visits ÷ first visits of the range.'],
  ['预约兑现率', 'Trade also divides by all appointments.', 'Of those that were due: came ÷ (came + did not come). Divided by all appointments it is `invited_visit_per_appointment_rate`.'],
  ['Every rate', 'No paper gives a formula except 复购率.', '`flow`: both parts count events of the same range. `source` says who names the figure; the formula is ours where a paper gives none.'],
] // prettier-ignore

/** Figures that are named somewhere and that events cannot carry. */
const NOT_COMPUTABLE = [
  ['客户信息卡录入准确率', 'needs somebody to compare each card with the truth; no event says that a card is right'],
  ['核心顾问流失率, 高绩效顾问占比', 'need a rule for 核心 and 高绩效 that the papers do not give'],
  ['客户满意度', 'comes from surveys, not from sales events'],
  ['认证通过率, 成长周期', 'come from the learning platform'],
  ['单条线索成本', 'needs spending by channel'],
]

/** The page of measures: the whole dictionary with sources, readings and what is left out. */
export function measures(): string {
  const all = [...MEASURES.values()]
  const amounts = all.filter(({ unit }) => unit === 'money')
  const whole = all.filter(({ name }) => isKind(name))
  const rest = all.filter((measure) => !amounts.includes(measure) && !whole.includes(measure))
  return page(
    'Measures',
    'Counts are `sum(sign × units)` of the range; a quotient with an empty denominator is `null`. `a_b_rate` is always b ÷ a of the same range. `GET /api/measures` answers these declarations with the choices of this installation applied.',
    '**source**: `seed`, the figure is named in the business’s own papers; `trade`, it is usual among dealers; `ours`, this project adds it. **level**: the finest level at which the figure says something. **good**: ↑ more, ↓ less, – neither.',
    '## Figures',
    list(rest),
    '## Counts of one kind',
    list(whole),
    `Each has its amount, \`<kind>_amount\`: ${amounts.map(({ name }) => `\`${name}\``).join(' ')}.`,
    '## Slices',
    'Entries of one kind that a formula counts apart. `given`: the attribute is there.',
    table(
      ['slice', 'kind', 'entries with'],
      SLICES.map(({ name, kind, where = {} }) => [
        `\`${name}\``,
        `\`${kind}\``,
        Object.entries(where)
          .map(([field, values]) => `${field} = ${values.map((text) => text || '(absent)').join(' or ')}`)
          .join(', '),
      ]),
    ),
    '## Readings',
    table(['figure', 'what the papers leave open', 'what stands here'], READINGS),
    '## Named, and not computable from events',
    table(['figure', 'why'], NOT_COMPUTABLE),
  )
}
