import { createHmac, createSecretKey } from 'node:crypto'

/** Turns whoever an event is about into a keyed hash. The clear value is not kept. */
export interface PersonSealer {
  /** The hash of a customer: 96 bits, 16 base64url characters. Spellings of one phone number are one person. */
  customer(clear: string): string
  /** The hash of a vehicle. */
  vehicle(vin: string): string
  /** Who stands for a lead whose customer is unknown. */
  lead(source: string, lead_id: string): string
  /** Who stands for an event that names neither customer nor lead: itself. */
  event(source: string, event_id: string): string
}

const PHONE = /^\+?[\d\s().-]+$/
const LEAST_DIGITS = 7

/** A customer as it is hashed: NFKC, trimmed; a phone number as its digits without a leading +86 or 0086. */
export function normaliseCustomer(clear: string): string {
  const text = clear.normalize('NFKC').trim()
  if (!PHONE.test(text)) return text
  const digits = text.replace(/\D/g, '')
  if (digits.length < LEAST_DIGITS) return text
  if (text.startsWith('+86')) return digits.slice(2)
  return digits.startsWith('0086') ? digits.slice(4) : digits
}

/** Opens the sealer. The key must be the same for the life of a ledger, or nobody is recognised again. */
export function openPersonSealer(key: string | Buffer): PersonSealer {
  const secret = createSecretKey(Buffer.from(key as string))
  const hash = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url').slice(0, 16)
  return {
    customer: (clear) => hash(`customer\n${normaliseCustomer(clear)}`),
    vehicle: (vin) => hash(`vehicle\n${vin.normalize('NFKC').trim().toUpperCase()}`),
    lead: (source, lead_id) => hash(`lead\n${source}\n${lead_id}`),
    event: (source, event_id) => hash(`event\n${source}\n${event_id}`),
  }
}
