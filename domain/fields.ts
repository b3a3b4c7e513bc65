/** How a field's value is read. `money` is decimal text or a number, at most two decimals, kept in fen. */
export type FieldType = 'text' | 'code' | 'instant' | 'date' | 'integer' | 'money' | 'boolean' | 'enum' | 'person'

export interface FieldDeclaration {
  type: FieldType
  zh: string
  meaning: string
  /** Values allowed where `type` is `enum`. */
  values?: readonly string[]
  /** Longest text in characters; 200 unless said. */
  longest?: number
  /** Smallest and largest integer. */
  range?: readonly [number, number]
}

/** The optional attributes of an event that are kept as they are, declared once. */
export const FIELDS = {
  advisor_id: { type: 'code', zh: '顾问', meaning: 'The sales advisor.' },
  lead_id: { type: 'code', zh: '线索号', meaning: 'The lead, unique within its source.' },
  order_id: { type: 'code', zh: '订单号', meaning: 'The order, unique within its source.' },
  model: { type: 'code', zh: '车型', meaning: 'The model’s code.' },
  channel: { type: 'code', zh: '渠道', meaning: 'The channel’s code.' },
  campaign: { type: 'code', zh: '活动', meaning: 'The campaign’s code.' },
  intent_level: { type: 'code', zh: '意向级别', meaning: 'H, A, B, C, N, O or the maker’s own.' },
  sale_type: {
    type: 'enum',
    zh: '销售类型',
    meaning: 'Whom the car goes to.',
    values: ['retail', 'fleet', 'wholesale', 'demo', 'staff'],
  },
  visit_kind: {
    type: 'enum',
    zh: '到店方式',
    meaning: 'Why the customer came.',
    values: ['invited', 'walk_in', 'service'],
  },
  purpose: { type: 'code', zh: '预约目的', meaning: 'What the appointment is for.' },
  due_at: { type: 'instant', zh: '预约时间', meaning: 'When the booked visit is due.' },
  next_due_at: { type: 'instant', zh: '下次跟进', meaning: 'When the next follow-up is due.' },
  via: { type: 'code', zh: '联系方式', meaning: 'phone, wecom, sms, onsite, platform …' },
  connected: { type: 'boolean', zh: '是否接通', meaning: 'Whether the contact was reached.' },
  duration_s: { type: 'integer', zh: '通话秒数', meaning: 'Length of the contact in seconds.', range: [0, 86_400] },
  follow_level: { type: 'code', zh: '跟进级别', meaning: '3-3, 3-7, 7-15, 15-30 or the maker’s own.' },
  reason: { type: 'text', zh: '原因', meaning: 'Why it was lost or cancelled.' },
  competitor_brand: { type: 'code', zh: '竞品品牌', meaning: 'The brand that won.' },
  competitor_model: { type: 'code', zh: '竞品车型', meaning: 'The model that won.' },
  audit: {
    type: 'enum',
    zh: '审核',
    meaning: 'How far a loss or cancellation is approved.',
    values: ['applied', 'approved', 'rejected'],
  },
  pay: { type: 'code', zh: '付款方式', meaning: 'Cash, loan …' },
  trade_in: { type: 'boolean', zh: '置换', meaning: 'Whether an old car is traded in.' },
  list_price: { type: 'money', zh: '指导价', meaning: 'List price with tax.' },
  discount: { type: 'money', zh: '优惠', meaning: 'Discount on the list price.' },
  deposit: { type: 'money', zh: '订金', meaning: 'Deposit paid.' },
  vin: { type: 'person', zh: '车架号', meaning: 'The vehicle; kept as a keyed hash only.', longest: 64 },
  customer_type: { type: 'code', zh: '客户类型', meaning: 'Private, company …' },
  amount: { type: 'money', zh: '金额', meaning: 'Contract price with tax; of a reservation its deposit.' },
} as const satisfies Record<string, FieldDeclaration>

export type FieldName = keyof typeof FIELDS

/** Fields with rules of their own: identity, time, person and free attributes. */
export const ENVELOPE = [
  'event_id', 'source', 'kind', 'occurred_at', 'recorded_at', 'business_date', 'revision', 'void', 'units',
  'dealer_id', 'customer', 'same_as', 'attrs',
] as const // prettier-ignore

export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[]
