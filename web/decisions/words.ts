import type { Decision } from '#domain/decision/decision.ts'
import { isReported, type MeasureRecord } from '#domain/decision/pool.ts'
import { measureText } from '../format/measure.ts'
import { NONE, points, signed } from '../format/number.ts'
import { clockText, wallTime } from '../format/time.ts'
import { say } from '../i18n/i18n.ts'
import type { Lang } from '../i18n/lang.ts'
import type { MessageKey } from '../i18n/messages.ts'
import type { Names } from '../session/names.ts'
import { valueName } from '../desk/why/words.ts'
import { isRate } from './draft.ts'

/** Where a decision applies: `苏南 × 线上`; the finest place, then model and channel. */
export function whereText({ where }: Pick<Decision, 'where'>, names: Names, lang: Lang): string {
  const places = ['dealer_id', 'area', 'region'] as const
  const place = places.find((name) => (where[name]?.length ?? 0) > 0)
  const rest = Object.entries(where).filter(([name]) => !(places as readonly string[]).includes(name))
  const told = (name: string, values: readonly (string | null)[]): string =>
    values.length > 3 ? say(name === 'dealer_id' ? 'dc_stores_and' : 'dc_values_and', { first: valueName(name, values[0]!, names, lang), n: values.length }) : values.map((value) => valueName(name, value, names, lang)).join(lang === 'zh' ? '、' : ', ') // prettier-ignore
  const parts = [...(place ? [told(place, where[place]!)] : []), ...rest.map(([name, values]) => told(name, values ?? []))] // prettier-ignore
  return parts.join(' × ') || say(names.whole ? 'nation' : 'my_scope')
}

/** What it should bring: `3.7% → 5.0%`, `+12`. */
export function expectedText({ expected }: Pick<Decision, 'expected'>, lang: Lang): string {
  if (!expected) return NONE
  const { measure, from, to, amount, low, high } = expected
  if (from !== null && to !== null) return `${measureText(measure, from, lang)} → ${measureText(measure, to, lang)}`
  const change = (value: number | null) => (isRate(measure) ? `${points(value)}pp` : signed(value, lang))
  return amount !== null ? change(amount) : `${change(low)} … ${change(high)}`
}

/** What it brought, with its interval; what was only reported is told as such. */
export function effectText({ measure, effect }: Pick<Decision, 'measure' | 'effect'>, lang: Lang): string {
  if (!effect) return NONE
  const told = (value: number) => (isRate(measure) ? points(value) : signed(value, lang))
  const text = `${told(effect.effect)}${isRate(measure) ? 'pp' : ''} (${told(effect.low)} – ${told(effect.high)})`
  return isReported(effect) ? `${text} · ${say('e_as_reported')}` : text
}

/** What a library measure brought on average on a figure, of how many decisions. */
export function pooledText({ measure, pooled }: Pick<MeasureRecord, 'measure' | 'pooled'>, lang: Lang): string {
  if (!pooled) return NONE
  const { effect, low, high, decisions, cases } = pooled
  const told = (value: number) => (isRate(measure) ? `${points(value)}pp` : signed(Math.round(value), lang))
  return say('e_pooled', { effect: told(effect), low: told(low), high: told(high), n: decisions, stores: cases })
}

const FIELDS: Readonly<Record<string, MessageKey>> = {
  title: 'e_title',
  what: 'e_what',
  owner: 'e_owner',
  due_on: 'e_due',
  review_on: 'e_review_on',
  expected: 'e_expectation',
  escalated: 'e_escalate',
  state: 'e_field_state',
  withdrawn: 'e_withdraw',
  verdict: 'e_field_verdict',
  effect: 'e_outcome',
  control: 'e_control',
  created: 'e_field_created',
  measure_kind: 'e_kind',
}

/** What a part of a decision is called; `''` for what nobody needs to see beside its name. */
export const fieldName = (field: string): string => (FIELDS[field] ? say(FIELDS[field]) : '')

/** `2026-11-22 10:03` in a zone, of an instant in ISO text. */
export function minuteText(at: string, zone: string): string {
  const { day, hour, minute } = wallTime(Date.parse(at), zone)
  return `${day} ${clockText({ hour, minute })}`
}
