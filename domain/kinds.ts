interface KindDeclaration {
  zh: string
  en: string
  /** What one event of this kind says. */
  meaning: string
  /** Fields that this kind requires beside `event_id`, `kind` and `occurred_at`. */
  requires?: readonly ('lead_id' | 'order_id' | 'same_as' | 'customer')[]
  /** The event may come without a dealer: it waits in the head-office pool. */
  pool?: true
  /** Settled by the booker from the surviving events, never sent. */
  derived?: true
}

/** Every kind of event, declared once: validation, measures, labels and the reference page come from here. */
export const KINDS = {
  traffic: { zh: '客流', en: 'Traffic', meaning: 'People counted at the showroom door; units are heads.' },
  lead: {
    zh: '线索',
    en: 'Leads',
    meaning: 'A purchase intent entered (raw lead).',
    requires: ['lead_id'],
    pool: true,
  },
  clean: { zh: '清洗', en: 'Cleaned leads', meaning: 'A lead was checked and found valid.', pool: true },
  dispatch: { zh: '下发', en: 'Dispatched leads', meaning: 'A lead was given to a dealer.' },
  assign: { zh: '分配', en: 'Assigned leads', meaning: 'A lead was given to an advisor.' },
  card: { zh: '留档', en: 'Cards', meaning: 'A customer card was opened.' },
  contact: { zh: '跟进', en: 'Contacts', meaning: 'A call or message to the customer.' },
  appointment: { zh: '预约', en: 'Appointments', meaning: 'A visit or test drive was booked.' },
  no_show: { zh: '爽约', en: 'No-shows', meaning: 'A booked customer did not come.' },
  visit: { zh: '到店', en: 'Visits', meaning: 'A customer came to the showroom.' },
  test_drive: { zh: '试驾', en: 'Test drives', meaning: 'A customer drove the car.' },
  quote: { zh: '报价', en: 'Quotes', meaning: 'A price was offered.' },
  reserve: { zh: '小订', en: 'Reservations', meaning: 'A refundable reservation was paid.', pool: true },
  reserve_cancel: { zh: '小订取消', en: 'Cancelled reservations', meaning: 'A reservation was given back.' },
  order: {
    zh: '下订',
    en: 'Orders',
    meaning: 'An order with deposit was signed; one car, one order.',
    requires: ['order_id'],
  },
  lock: { zh: '锁单', en: 'Locked orders', meaning: 'The order’s configuration was locked.', requires: ['order_id'] },
  order_cancel: { zh: '退订', en: 'Cancelled orders', meaning: 'An order was cancelled.', requires: ['order_id'] },
  invoice: { zh: '开票', en: 'Invoices', meaning: 'The car was invoiced.', requires: ['order_id'] },
  deal: { zh: '成交', en: 'Deals', meaning: 'The car was paid in full.', requires: ['order_id'] },
  delivery: { zh: '交车', en: 'Deliveries', meaning: 'The car was handed over.', requires: ['order_id'] },
  insured: { zh: '上险', en: 'Insured', meaning: 'The car was insured or registered.' },
  vehicle_return: { zh: '退车', en: 'Returned cars', meaning: 'A delivered car came back.' },
  wholesale: { zh: '批售', en: 'Wholesale', meaning: 'The dealer took the car from the maker.' },
  lost: { zh: '战败', en: 'Lost', meaning: 'The customer was given up or bought elsewhere.' },
  dormant: { zh: '休眠', en: 'Dormant', meaning: 'Follow-up paused without a next date.' },
  revive: { zh: '激活', en: 'Revived', meaning: 'A lost or dormant customer came back.' },
  wecom_add: { zh: '加微', en: 'WeCom adds', meaning: 'The customer was added in WeCom.' },
  identify: {
    zh: '身份合并',
    en: 'Identities joined',
    meaning: 'Two persons are the same.',
    requires: ['customer', 'same_as'],
    pool: true,
  },
  score: { zh: '评级', en: 'Ratings', meaning: 'The intent level was rated anew.' },
  unique_lead: {
    zh: '唯一线索',
    en: 'Unique leads',
    meaning: 'A person’s earliest lead at a dealer, after merging.',
    derived: true,
  },
  customer_lead: {
    zh: '客户线索',
    en: 'Customer leads',
    meaning: 'A person’s earliest unique lead at the maker.',
    derived: true,
  },
  first_visit: { zh: '首次到店', en: 'First visits', meaning: 'The earliest visit of a lead.', derived: true },
  return_visit: { zh: '再回展厅', en: 'Return visits', meaning: 'Any later visit of a lead.', derived: true },
} as const satisfies Record<string, KindDeclaration>

export type Kind = keyof typeof KINDS
export type DerivedKind = 'unique_lead' | 'customer_lead' | 'first_visit' | 'return_visit'

export const KIND_NAMES = Object.keys(KINDS) as Kind[]

/** The declaration of a kind under its general type. */
export const kindOf = (kind: Kind): KindDeclaration => KINDS[kind]

/** Whether a word is a kind that a source may send or the booker may derive. */
export const isKind = (word: unknown): word is Kind => typeof word === 'string' && Object.hasOwn(KINDS, word)
