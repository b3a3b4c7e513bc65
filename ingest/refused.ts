import type { Refusal } from '#domain/errors.ts'
import type { Reject } from '#store/postgres/rejects.ts'
import type { Rejected } from './call.ts'
import { maskBroken, maskRow, maskText } from './steps/mask.ts'
import type { PersonSealer } from './steps/person.ts'
import type { Row } from './steps/split.ts'

/** A refused row: what its sender is told, and what is kept, in which nobody stands in clear. */
export interface Refused {
  told: Rejected
  kept: Reject
}

export function refuse(row: Row, refusal: Refusal, source: string, at: number, sealer: PersonSealer): Refused {
  const { code, message } = refusal
  const { line } = row
  const value =
    'value' in row && typeof row.value === 'object' && row.value !== null ? (row.value as Record<string, unknown>) : {}
  const event_id = typeof value.event_id === 'string' ? value.event_id.slice(0, 200) : null
  const named = typeof value.source === 'string' && value.source !== '' ? value.source.slice(0, 200) : source
  const body = 'broken' in row ? maskBroken(row.broken) : maskRow(row.value, sealer.customer)
  return {
    told: { line, event_id, code, message },
    kept: {
      at,
      source: maskText(named),
      line,
      event_id: maskText(event_id ?? ''),
      code,
      message: maskText(message),
      body,
    },
  }
}
