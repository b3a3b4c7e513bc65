import { readAttrs } from './attrs.ts'
import { Refusal, quote } from './errors.ts'
import { ENVELOPE, FIELDS, FIELD_NAMES, type FieldDeclaration, type FieldName } from './fields.ts'
import { isKind, kindOf, type Kind } from './kinds.ts'
import { readCode, readDate, readInstant, readInteger, readMoney } from './value.ts'

/** An event as its source meant it: every field read and checked, persons still in clear. Never kept, never logged. */
export interface ClearEvent {
  event_id: string
  source: string
  revision: number
  void: false
  kind: Kind
  occurred_at: number
  recorded_at: number | null
  /** `''` where the sender leaves it to the local day of `occurred_at`. */
  business_date: string
  units: number
  dealer_id: string
  customer: string
  same_as: string
  fields: Record<FieldName, string | number | null>
  attrs: Record<string, string>
}

/** A withdrawal: only identity and revision count. */
export interface Withdrawal {
  event_id: string
  source: string
  revision: number
  void: true
  recorded_at: number | null
}

export interface ReadingRules {
  /** The clock of the door, epoch ms. */
  now: number
  /** How far ahead of the clock an event may lie, ms. */
  ahead: number
  /** Source of rows that name none. */
  source: string
}

const OLDEST = Date.parse('2000-01-01T00:00:00Z')
const FARTHEST = Date.parse('2100-01-01T00:00:00Z')
const MOST_UNITS = 100_000
const KNOWN = new Set<string>([...ENVELOPE, ...FIELD_NAMES])
/** What every field holds that is not sent: most fields of most events. */
const ABSENT = Object.fromEntries(FIELD_NAMES.map((name) => [name, readField(null, name, FIELDS[name])])) as Record<
  FieldName,
  string | number | null
>

/**
 * Reads one row of `POST /api/ingest/events`. Throws a `Refusal` that names the offending field and value.
 * A field that is `null` or `''` is absent: a revision is the whole event.
 */
export function readEvent(row: unknown, rules: ReadingRules): ClearEvent | Withdrawal {
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    throw new Refusal('not_json', 'the row is not a JSON object')
  const raw = row as Record<string, unknown>
  const event_id = required(raw, 'event_id')
  const source = readCode(raw.source, 'source') || rules.source
  const revision = raw.revision === undefined || raw.revision === null ? 0 : raw.revision
  if (!Number.isSafeInteger(revision) || (revision as number) < 0) {
    throw new Refusal('bad_revision', `revision ${quote(revision)} is not an integer from 0 to 2^53−1`, {
      path: 'revision',
    })
  }
  const recorded_at =
    raw.recorded_at === undefined || raw.recorded_at === null ? null : readInstant(raw.recorded_at, 'recorded_at')
  if (raw.void !== undefined && raw.void !== null && typeof raw.void !== 'boolean') {
    throw new Refusal('bad_field', `void ${quote(raw.void)} is neither true nor false`, { path: 'void' })
  }
  if (raw.void === true) return { event_id, source, revision: revision as number, void: true, recorded_at }
  for (const name in raw) {
    if (!KNOWN.has(name))
      throw new Refusal('unknown_field', `no field is called ${quote(name)}; free attributes go into attrs`, {
        path: name.slice(0, 60),
      })
  }
  const kind = readKind(raw.kind)
  const occurred_at = readInstant(raw.occurred_at, 'occurred_at')
  if (occurred_at > rules.now + rules.ahead) {
    throw new Refusal(
      'future_time',
      `occurred_at ${quote(raw.occurred_at)} is more than ${rules.ahead / 60_000} minutes ahead`,
      { path: 'occurred_at' },
    )
  }
  if (occurred_at < OLDEST)
    throw new Refusal('too_old', `occurred_at ${quote(raw.occurred_at)} lies before 2000-01-01`, {
      path: 'occurred_at',
    })
  const declared = kindOf(kind)
  const fields = { ...ABSENT }
  for (const name in raw)
    if (Object.hasOwn(ABSENT, name))
      fields[name as FieldName] = readField(raw[name], name as FieldName, FIELDS[name as FieldName])
  const event: ClearEvent = {
    event_id, source, revision: revision as number, void: false, kind, occurred_at, recorded_at,
    business_date: raw.business_date === undefined || raw.business_date === null ? '' : readDate(raw.business_date, 'business_date'),
    units: readUnits(raw.units, fields.vin !== ''),
    dealer_id: declared.pool ? readCode(raw.dealer_id, 'dealer_id') : required(raw, 'dealer_id'),
    customer: readCode(raw.customer, 'customer'),
    same_as: readCode(raw.same_as, 'same_as'),
    fields,
    attrs: readAttrs(raw.attrs),
  } // prettier-ignore
  for (const name of declared.requires ?? []) required(raw, name)
  return event
}

function required(raw: Record<string, unknown>, name: string): string {
  const text = readCode(raw[name], name)
  if (text === '') throw new Refusal('missing_field', `${name} is missing`, { path: name })
  return text
}

function readKind(raw: unknown): Kind {
  if (raw === undefined || raw === null || raw === '')
    throw new Refusal('missing_field', 'kind is missing', { path: 'kind' })
  if (!isKind(raw)) throw new Refusal('unknown_kind', `no event has the kind ${quote(raw)}`, { path: 'kind' })
  if (kindOf(raw).derived)
    throw new Refusal('derived_kind', `${raw} is derived at the door and cannot be sent`, { path: 'kind' })
  return raw
}

/** An instant that a calendar of this trade can hold; the store's own range ends in 2299. */
function readNear(raw: unknown, name: string): number {
  const instant = readInstant(raw, name)
  if (instant < OLDEST || instant > FARTHEST)
    throw new Refusal('bad_time', `${name} ${quote(raw)} does not lie in 2000…2100`, { path: name })
  return instant
}

function readUnits(raw: unknown, hasVin: boolean): number {
  if (raw === undefined || raw === null) return 1
  const most = hasVin ? 1 : MOST_UNITS
  if (!Number.isInteger(raw) || (raw as number) < 1 || (raw as number) > most) {
    throw new Refusal('bad_units', `units ${quote(raw)} is not an integer from 1 to ${most.toLocaleString('en')}`, {
      path: 'units',
    })
  }
  return raw as number
}

function readField(raw: unknown, name: FieldName, field: FieldDeclaration): string | number | null {
  const absent = raw === undefined || raw === null || raw === ''
  switch (field.type) {
    case 'text':
    case 'code':
    case 'person':
      return absent ? '' : readCode(raw, name, field.longest)
    case 'enum':
      if (absent) return ''
      if (!field.values!.includes(raw as string)) {
        throw new Refusal('bad_field', `${name} ${quote(raw)} is none of ${field.values!.join(', ')}`, { path: name })
      }
      return raw as string
    case 'boolean':
      if (absent) return ''
      if (typeof raw !== 'boolean')
        throw new Refusal('bad_field', `${name} ${quote(raw)} is neither true nor false`, { path: name })
      return String(raw)
    case 'instant':
      return absent ? null : readNear(raw, name)
    case 'date':
      return absent ? '' : readDate(raw, name)
    case 'integer':
      return absent ? null : readInteger(raw, name, field.range!)
    case 'money':
      return absent ? null : readMoney(raw, name)
  }
}
