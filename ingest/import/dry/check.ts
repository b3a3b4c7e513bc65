import { Refusal } from '#domain/errors.ts'
import { readEvent } from '#domain/event.ts'
import { STREAMS } from '#domain/streams.ts'
import type { Zone } from '#domain/zone.ts'
import type { Target } from '../mapping/field.ts'

/** What a row would count as, once booked. */
export interface Checked {
  /** What identifies it: the same again replaces or is a duplicate. */
  id: string
  revision: number
  /** Kind of the event, or the stream. */
  kind: string
  /** `2026-11`, `''` for reference rows. */
  month: string
  units: number
  /** Money in fen. */
  amount: number
  codes: { dealers: string; advisors: string; models: string; channels: string }
}

export interface CheckRules {
  now: number
  zone: Zone
  /** Source of events that name none. */
  source: string
}

const AHEAD_MS = 600_000

/** Checks a row as the door would, and tells what it would count as. Throws a Refusal. */
export function checkRow(target: Target, row: Record<string, unknown>, rules: CheckRules): Checked {
  if (target !== 'events') return checkReference(target, row)
  const event = readEvent(row, { now: rules.now, ahead: AHEAD_MS, source: rules.source })
  const id = `${event.source}\n${event.event_id}`
  if (event.void) return { id, revision: event.revision, kind: 'void', month: '', units: 0, amount: 0, codes: none }
  const day = event.business_date || rules.zone.day(event.occurred_at)
  const { advisor_id, model, channel, amount } = event.fields
  const codes = {
    dealers: event.dealer_id,
    advisors: String(advisor_id),
    models: String(model),
    channels: String(channel),
  }
  return {
    id,
    revision: event.revision,
    kind: event.kind,
    month: day.slice(0, 7),
    units: event.units,
    amount: Number(amount),
    codes,
  }
}

const none = { dealers: '', advisors: '', models: '', channels: '' }

function checkReference(target: Exclude<Target, 'events'>, row: Record<string, unknown>): Checked {
  const { row: form, key } = STREAMS[target]
  const parsed = form.safeParse(row)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const path = issue!.code === 'unrecognized_keys' ? issue!.keys[0]! : issue!.path.join('.')
    throw new Refusal(
      issue!.code === 'unrecognized_keys' ? 'unknown_field' : 'bad_field',
      `${path} ${issue!.message}`,
      { path },
    )
  }
  const id = key.map((name) => String(row[name] ?? '')).join('\n')
  return {
    id,
    revision: 0,
    kind: target,
    month: '',
    units: 1,
    amount: 0,
    codes: { ...none, dealers: dealerOf(target, row) },
  }
}

const dealerOf = (target: Target, row: Record<string, unknown>): string =>
  target !== 'dealers' && typeof row.dealer_id === 'string' ? row.dealer_id : ''
