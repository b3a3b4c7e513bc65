import { Refusal } from '#domain/errors.ts'
import { readInstant } from '#domain/value.ts'
import type { Zone } from '#domain/zone.ts'
import type { Reject } from '#store/postgres/rejects.ts'
import type { Call, Rejected } from './call.ts'
import { maskBroken, maskRow, maskText } from './steps/mask.ts'
import type { PersonSealer } from './steps/person.ts'
import type { Row } from './steps/split.ts'

/** A refused row: what its sender is told, and what is kept, in which nobody stands in clear. */
export interface Refused {
  told: Rejected
  kept: Reject
}

/** What a sender may do, kept with its refused rows: they are sent again with the same rights. */
export type Sender = Pick<Call, 'source' | 'mayNameSources' | 'mayBackdate' | 'history'>

export interface RefusingRules {
  call: Call
  /** Epoch ms. */
  at: number
  sealer: PersonSealer
  zone: Zone
}

export function refuse(row: Row, refusal: Refusal, { call, at, sealer, zone }: RefusingRules): Refused {
  const { code, message } = refusal
  const { line } = row
  const value =
    'value' in row && typeof row.value === 'object' && row.value !== null ? (row.value as Record<string, unknown>) : {}
  const word = (name: string): string => (typeof value[name] === 'string' ? value[name].slice(0, 200) : '')
  const event_id = typeof value.event_id === 'string' ? value.event_id.slice(0, 200) : null
  const { body, whole } =
    'broken' in row ? maskBroken(row.broken) : maskRow(row.value, sealer, call.stream === 'events' ? [] : ['name'])
  const told = Number(value.units)
  const units = Number.isInteger(told) && told > 0 && told < 1e9 ? told : 1
  const { source, mayNameSources, mayBackdate, history } = call
  const sender: Sender = { source, mayNameSources, mayBackdate, history }
  return {
    told: { line, event_id, code, message },
    kept: {
      at,
      source: maskText(word('source') || source),
      line,
      event_id: maskText(event_id ?? ''),
      code,
      message: maskText(message),
      body,
      stream: call.stream,
      dealer_id: maskText(word('dealer_id')),
      kind: maskText(word('kind')),
      day: dayOf(value['occurred_at'], zone),
      units,
      sender: JSON.stringify(sender),
      whole,
    },
  }
}

/** The business day that a row tells; of a time that is no instant the date that it begins with; else `''`. */
function dayOf(raw: unknown, zone: Zone): string {
  try {
    return zone.day(readInstant(raw, 'occurred_at'))
  } catch (thrown) {
    if (thrown instanceof Refusal) return /^\d{4}-\d{2}-\d{2}/.exec(typeof raw === 'string' ? raw : '')?.[0] ?? ''
    throw thrown
  }
}
