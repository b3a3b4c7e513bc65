/** Field names whose value is a person's, wherever they stand in a row that could not be read. */
const PERSONAL = 'customer|customer_name|same_as|vin|phone|mobile|tel|telephone|name|full_name|id_?card|id_?no|identity|passport|wechat|weixin|wecom_id|openid|unionid|e?mail|address|plate' // prettier-ignore
const PERSONAL_NAME = new RegExp(`^(${PERSONAL})$`, 'i')
/** In text that is not JSON: the name, then whatever may be its value, as far as it may reach. */
const PERSONAL_PAIR = new RegExp(
  `(["']?\\b(?:${PERSONAL})["']?\\s*[:=]\\s*)("(?:\\\\.|[^"\\\\])*"?|'[^']*'?|[^,}\\]\\n]*)`,
  'gi',
)
const LOOKS_PERSONAL = [
  /(?<!\d)(?:\+?(?:00)?86[- ]?)?1[3-9](?:[- ]?\d){9}(?!\d)/g, // mobile
  /(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)/g, // landline
  /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]/g, // identity card
  /(?<!\d)\d{11,}(?!\d)/g, // any long number: better a lost order number than a kept phone
  /[\w.+-]+@[\w-]+\.[\w.-]+/g,
]
// Neither Postgres nor a log can keep these.
const UNKEEPABLE = /[\u0000\ud800-\udfff]/gu
const LONGEST = 4_000
const DEEPEST = 8

/**
 * Codes by which a row is found again stand in the ledger as they are once it is good; only what can be nothing but a
 * phone, an identity card or an address is masked in them.
 */
const CODES = new Set(['event_id', 'lead_id', 'order_id'])
const CERTAINLY_PERSONAL = [LOOKS_PERSONAL[0]!, LOOKS_PERSONAL[2]!, LOOKS_PERSONAL[4]!]
const LONGEST_PERSON = 200

/** Replaces everything in a text that looks like a phone, an identity number or an address by `***`. */
export function maskText(text: string, patterns: readonly RegExp[] = LOOKS_PERSONAL): string {
  const keepable = text.replace(UNKEEPABLE, '')
  const plain = keepable.normalize('NFKC')
  let masked = plain
  for (const pattern of patterns) masked = masked.replace(pattern, '***')
  return masked === plain ? keepable : masked
}

/** Something that was refused, fit to be kept: at most 4,000 characters; `whole` tells that nothing of it is missing. */
export interface Masked {
  body: string
  whole: boolean
}

/** A line that is not JSON: no person in clear. */
export function maskBroken(line: string): Masked {
  const body = maskText(line.slice(0, LONGEST).replace(PERSONAL_PAIR, '$1***'))
  return { body, whole: body === line }
}

/** How persons and vehicles are sealed. */
export interface Seals {
  customer(clear: string): string
  vehicle(clear: string): string
}

/**
 * A row: persons and vehicles replaced by `#` and their hash, everything else that looks personal masked. `open` are
 * names that are no customer's in this row: what a dealer or model is called.
 */
export function maskRow(value: unknown, seals: Seals, open: readonly string[] = []): Masked {
  const state = { whole: true, open }
  const text = JSON.stringify(maskValue(value, seals, DEEPEST, state)) ?? 'null'
  return { body: text.slice(0, LONGEST), whole: state.whole && text.length <= LONGEST }
}

interface State {
  whole: boolean
  open: readonly string[]
}

function maskValue(value: unknown, seals: Seals, depth: number, state: State, name = ''): unknown {
  const lose = <T>(rest: T): T => {
    state.whole = false
    return rest
  }
  if (typeof value === 'string') {
    const masked = maskText(value.slice(0, LONGEST), CODES.has(name) ? CERTAINLY_PERSONAL : LOOKS_PERSONAL)
    return masked === value ? value : lose(masked)
  }
  if (typeof value === 'number') {
    if (Math.abs(value) < 1e9 || name === 'revision') return value
    const masked = maskText(String(value))
    return masked === String(value) ? value : lose(masked)
  }
  if (typeof value !== 'object' || value === null) return value
  if (depth === 0) return lose('…')
  if (Array.isArray(value)) {
    if (value.length > MOST_ELEMENTS) lose(null)
    return value.slice(0, MOST_ELEMENTS).map((one) => maskValue(one, seals, depth - 1, state))
  }
  const entries = Object.entries(value)
  if (entries.length > MOST_NAMES) lose(null)
  return Object.fromEntries(
    entries.slice(0, MOST_NAMES).map(([own, one]) => {
      const masked = maskText(own.slice(0, 100))
      if (masked !== own) lose(null)
      // Only at the top a name means the field of an event.
      const field = depth === DEEPEST ? own : ''
      return [masked, PERSONAL_NAME.test(own) && !state.open.includes(field) ? sealValue(one, own, seals, lose) : maskValue(one, seals, depth - 1, state, field)] // prettier-ignore
    }),
  )
}

const MOST_ELEMENTS = 40
const MOST_NAMES = 100

function sealValue(value: unknown, name: string, seals: Seals, lose: <T>(rest: T) => T): unknown {
  if (value === undefined || value === null || value === '' || typeof value === 'boolean') return value
  if (typeof value !== 'string') return lose('***')
  // Only these fields of an event are sealed by the door in the same way.
  if (value.length > LONGEST_PERSON || !SEALED_BY_DOOR.includes(name)) lose(null)
  return `${SEALED}${name === 'vin' ? seals.vehicle(value) : seals.customer(value)}`
}

const SEALED = '#'
const SEALED_BY_DOOR: readonly string[] = ['customer', 'same_as', 'vin']

/** Reads persons of a kept row: their hashes as they stand, whatever else as ever. */
export function sealsOfKept<S extends Seals>(seals: S): S {
  const kept = (of: (clear: string) => string) => (text: string) =>
    text.startsWith(SEALED) ? text.slice(SEALED.length) : of(text)
  return { ...seals, customer: kept(seals.customer), vehicle: kept(seals.vehicle) }
}
