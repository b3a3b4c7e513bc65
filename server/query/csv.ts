import { KINDS } from '#domain/kinds.ts'
import type { Measure } from '#domain/measure.ts'
import type { ListedRow } from './listed.ts'

export type ExportLang = 'zh' | 'en'

/** What a column of an export holds: a number of ours as it is, or text that others wrote. */
interface Column {
  zh: string
  en: string
  number?: true
  of: (row: ListedRow, lang: ExportLang) => unknown
}

const field = (name: string, zh: string, en: string): Column => ({ zh, en, of: (row) => row[name] })

/** The columns of an export. The first is what an entry counts: over all lines it sums to the exported figure. */
export function columnsOf({ unit, quantile }: Measure, dealerName: (code: string) => string): Column[] {
  const money = unit === 'money'
  const counted = ({ sign, units, amount }: ListedRow) => (money ? signed(amount ?? '0.00', sign) : sign * units)
  return [
    { zh: '计入', en: 'Counts', number: true, of: counted },
    { zh: '序号', en: 'Entry', number: true, of: ({ seq }) => seq },
    { zh: '事件', en: 'Event', of: ({ kind }, lang) => nameOf(kind)[lang] },
    field('occurred_at', '发生时间', 'Occurred'),
    field('received_at', '收到时间', 'Received'),
    { zh: '数量', en: 'Units', number: true, of: ({ units }) => units },
    { zh: '金额', en: 'Amount', number: true, of: ({ amount }) => amount },
    ...(quantile === undefined ? [] : [took(unit === 'days')]),
    field('dealer_id', '经销商', 'Dealer'),
    { zh: '经销商名称', en: 'Dealer name', of: ({ dealer_id }) => dealer_id && dealerName(dealer_id as string) },
    field('advisor_id', '顾问', 'Advisor'),
    field('model', '车型', 'Model'),
    field('channel', '渠道', 'Channel'),
    field('campaign', '活动', 'Campaign'),
    field('lead_id', '线索号', 'Lead'),
    field('order_id', '订单号', 'Order'),
    field('intent_level', '意向级别', 'Intent level'),
    field('follow_level', '跟进级别', 'Follow-up level'),
    field('visit_kind', '到店方式', 'Visit kind'),
    field('purpose', '预约目的', 'Purpose'),
    field('via', '联系方式', 'Contact by'),
    field('connected', '是否接通', 'Reached'),
    field('reason', '原因', 'Reason'),
    field('audit', '审核', 'Approval'),
    field('competitor_brand', '竞品品牌', 'Competitor brand'),
    field('competitor_model', '竞品车型', 'Competitor model'),
    field('sale_type', '销售类型', 'Sale type'),
    field('customer_type', '客户类型', 'Customer type'),
    field('pay', '付款方式', 'Payment'),
    field('trade_in', '置换', 'Trade-in'),
    field('source', '来源系统', 'Source'),
    field('event_id', '事件号', 'Event id'),
    { zh: '版本', en: 'Revision', number: true, of: ({ revision }) => revision },
    { zh: '其他', en: 'More', of: ({ attrs }) => attrsText(attrs as Record<string, string>) },
  ]
}

const took = (days: boolean): Column => ({
  zh: days ? '用时（天）' : '用时（分）',
  en: days ? 'Took (days)' : 'Took (minutes)',
  number: true,
  of: (row) => row.took,
})

const nameOf = (kind: ListedRow['kind']): { zh: string; en: string } =>
  kind === 'advisor'
    ? { zh: '在职顾问', en: 'Advisor' }
    : kind === 'stock'
      ? { zh: '库存上报', en: 'Stock report' }
      : KINDS[kind]

const attrsText = (attrs: Record<string, string>): string =>
  Object.keys(attrs).length > 0 ? JSON.stringify(attrs) : ''

const signed = (amount: string, sign: number): string => {
  if (sign === 0) return '0.00'
  const positive = amount.replace(/^-/, '')
  return sign < 0 === amount.startsWith('-') ? positive : `-${positive}`
}

/** What a spreadsheet would take for a formula. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/

/** A cell: text that a spreadsheet would calculate is shown as text, and quoted where it has to be. */
function cell(value: unknown, number: boolean): string {
  if (value === null || value === undefined) return ''
  const raw = String(value)
  const text = !number && FORMULA.test(raw) ? `'${raw}` : raw
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The heads of the columns, behind the mark by which Excel knows UTF-8. */
export const csvHead = (columns: readonly Column[], lang: ExportLang): string =>
  `\uFEFF${columns.map((column) => cell(column[lang], false)).join(',')}\r\n`

/** Lines of an export, RFC 4180. */
export const csvLines = (columns: readonly Column[], rows: readonly ListedRow[], lang: ExportLang): string =>
  rows.map((row) => `${columns.map((column) => cell(column.of(row, lang), column.number === true)).join(',')}\r\n`).join('') // prettier-ignore
