import type { Kind } from './kinds.ts'

/**
 * One row of the ledger, in memory. Names are those of the ledger's columns and of the contract's fields.
 * Absent text is `''`, an absent flag is `''`, an absent instant, duration or price is `null`.
 * Instants are epoch milliseconds (UTC), money is integer fen, days are `YYYY-MM-DD` in the business time zone.
 */
export interface Fact extends Entry {
  /** Gapless number given by the one booker. */
  seq: number
  /** When the maker knew it: never before an earlier entry, except for imported history. */
  received_at: number
  /** `1` entry, `-1` reversal of an entry, `0` a remembered withdrawal. Every count is `sum(sign × units)`. */
  sign: -1 | 0 | 1
  /** `1` when the booker derived it (`unique_lead`, `first_visit` …), `0` when a source sent it. */
  derived: 0 | 1
}

/** What a source said happened, validated and with every person replaced by a keyed hash. */
export interface Entry {
  kind: Kind
  occurred_at: number
  /** Business day of `occurred_at`. */
  day: string
  business_date: string
  source: string
  event_id: string
  revision: number
  /** 53-bit digest of the whole body: tells a re-sent revision from a conflicting one. */
  body_hash: number
  /** What uniqueness is settled over: the person for leads, the lead for visits, `''` for other kinds. */
  subject: string
  person: string
  /** `identify` only: the person that is the same. */
  same_as: string
  dealer_id: string
  advisor_id: string
  lead_id: string
  order_id: string
  model: string
  channel: string
  campaign: string
  intent_level: string
  sale_type: string
  visit_kind: string
  purpose: string
  due_at: number | null
  next_due_at: number | null
  via: string
  connected: '' | 'true' | 'false'
  duration_s: number | null
  follow_level: string
  reason: string
  competitor_brand: string
  competitor_model: string
  audit: string
  pay: string
  trade_in: '' | 'true' | 'false'
  list_price: number | null
  discount: number | null
  deposit: number | null
  vin: string
  customer_type: string
  units: number
  amount: number | null
  /** Free attributes as text; each can be asked for as `attrs.NAME`. */
  attrs: Record<string, string>
}
