import type { ClearEvent, Withdrawal } from '#domain/event.ts'
import type { Fact } from '#domain/fact.ts'
import { FIELD_NAMES, type FieldName } from '#domain/fields.ts'
import type { Zone } from '#domain/zone.ts'
import { digest } from './digest.ts'
import type { PersonSealer } from './person.ts'

/** An event on its way to the booker: no person in clear, the dealer as its source names it. */
export type Incoming = Booking | Recall

interface Arrival {
  source: string
  event_id: string
  revision: number
  body_hash: number
  /** When the maker knew it, for history; `null` for live rows, which count from when they are booked. */
  known_since: number | null
}

export interface Booking extends Arrival {
  void: false
  /** The entry as it will be booked, but for its number, its dealer's own code and when it was received. */
  entry: Fact
}

/** A withdrawal. */
export interface Recall extends Arrival {
  void: true
}

/** The digest of a withdrawal: it has no body. */
export const VOID_HASH = 1

export interface SealingRules {
  sealer: PersonSealer
  zone: Zone
  /** Every row counts as received when it happened, unless it says when it was recorded. */
  history: boolean
  /** The clock of the door: nothing is known before it happened to be told. */
  now: number
}

/** Closes an event: persons and vehicle become keyed hashes, days are cut, the body gets its digest. */
export function seal(event: ClearEvent | Withdrawal, rules: SealingRules): Incoming {
  const { source, event_id, revision } = event
  if (event.void) {
    return {
      void: true,
      source,
      event_id,
      revision,
      body_hash: VOID_HASH,
      known_since: bounded(event.recorded_at, rules.now),
    }
  }
  const entry = entryOf(event, rules)
  entry.body_hash = bodyHash(entry)
  const told = event.recorded_at ?? (rules.history ? event.occurred_at : null)
  return {
    void: false,
    source,
    event_id,
    revision,
    body_hash: entry.body_hash,
    entry,
    known_since: bounded(told, rules.now),
  }
}

/** Nothing is known before the first day that the ledger takes, or later than now. */
const bounded = (told: number | null, now: number): number | null =>
  told === null ? null : Math.min(Math.max(told, OLDEST), now)
const OLDEST = Date.parse('2000-01-01T00:00:00Z')

function entryOf(event: ClearEvent, { sealer, zone }: SealingRules): Fact {
  const { source, event_id, customer } = event
  const fields = event.fields as unknown as Pick<Fact, FieldName>
  const { lead_id, vin } = fields
  const person =
    customer !== ''
      ? sealer.customer(customer)
      : lead_id !== ''
        ? sealer.lead(source, lead_id)
        : sealer.event(source, event_id)
  const day = zone.day(event.occurred_at)
  // Written out, since every event of the house passes here: a spread costs more than all hashing.
  return {
    seq: 0,
    received_at: 0,
    sign: 1,
    derived: 0,
    kind: event.kind,
    occurred_at: event.occurred_at,
    day,
    business_date: event.business_date || day,
    source,
    event_id,
    revision: event.revision,
    body_hash: 0,
    subject: subjectOf(event, person),
    person,
    same_as: event.same_as === '' ? '' : sealer.customer(event.same_as),
    dealer_id: event.dealer_id,
    advisor_id: fields.advisor_id,
    lead_id,
    order_id: fields.order_id,
    model: fields.model,
    channel: fields.channel,
    campaign: fields.campaign,
    intent_level: fields.intent_level,
    sale_type: fields.sale_type,
    visit_kind: fields.visit_kind,
    purpose: fields.purpose,
    due_at: fields.due_at,
    next_due_at: fields.next_due_at,
    via: fields.via,
    connected: fields.connected,
    duration_s: fields.duration_s,
    follow_level: fields.follow_level,
    reason: fields.reason,
    competitor_brand: fields.competitor_brand,
    competitor_model: fields.competitor_model,
    audit: fields.audit,
    pay: fields.pay,
    trade_in: fields.trade_in,
    list_price: fields.list_price,
    discount: fields.discount,
    deposit: fields.deposit,
    vin: vin === '' ? '' : sealer.vehicle(vin),
    customer_type: fields.customer_type,
    units: event.units,
    amount: fields.amount,
    attrs: event.attrs,
  }
}

/**
 * What uniqueness is settled over. Leads, cards and what closes an opportunity: the person. Visits: their lead, without
 * one the customer, without both nothing, since each then stands for itself.
 */
function subjectOf({ kind, source, fields, customer }: ClearEvent, person: string): string {
  switch (kind) {
    case 'lead':
    case 'card':
    case 'deal':
    case 'lost':
      return person
    case 'visit':
      if (fields.lead_id !== '') return leadSubject(source, fields.lead_id as string)
      return customer === '' ? '' : person
    default:
      return ''
  }
}

/** The subject of a lead's visits; its form is no person’s, so the two never meet. */
export const leadSubject = (source: string, lead_id: string): string =>
  `visits of ${encodeURIComponent(source)}/${lead_id}`

const HASHED = [
  'kind', 'occurred_at', 'business_date', 'person', 'same_as', 'dealer_id', 'units', ...FIELD_NAMES,
] as const // prettier-ignore

/** Over values as they were read, in a fixed order: neither the order of keys nor the spelling of a phone matters. */
function bodyHash(entry: Fact): number {
  let text = ''
  for (const name of HASHED) text += `${entry[name] ?? ''}\u001f`
  for (const name of Object.keys(entry.attrs).sort()) text += `${name}\u001e${entry.attrs[name]}\u001f`
  return digest(text)
}
