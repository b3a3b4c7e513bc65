import { VERDICTS } from '#domain/decision/decision.ts'
import { REASON_CODES } from '#domain/outcome/verdict.ts'

type Schema = Record<string, unknown>

/** How the document words an answer and the failures beside it. */
interface Wording {
  answer(description: string, schema: Schema): Schema
  failures(...statuses: number[]): Schema
}

const text: Schema = { type: 'string' }
const number: Schema = { type: 'number' }
const maybe = (type: string): Schema => ({ type: [type, 'null'] })
const listOf = (items: Schema): Schema => ({ type: 'array', items })
const object = (properties: Schema): Schema => ({ type: 'object', properties })
const words = { zh: text, en: text }
const ranged = object({ value: number, low: number, high: number })
const day: Schema = { ...text, format: 'date' }

const outcome = object({
  decision_id: text, seq: { type: 'integer' }, measure: text, unit: { ...text, enum: ['count', 'rate'] },
  before: day, from: day, to: day, weeks_before: number, weeks: number, matures_on: day, lag_days: number,
  verdict: object({ code: { ...text, enum: [...VERDICTS] }, ...words }),
  recorded: { type: ['string', 'null'], enum: [...VERDICTS, null] },
  reasons: listOf(object({ code: { ...text, enum: [...REASON_CODES] }, figures: { type: 'object' }, ...words })),
  effect: {
    ...object({
      method: { ...text, enum: ['did', 'synthetic'] }, cases: number, effect: ranged, relative: ranged, units: ranged, per_unit: ranged, came: number, due: number,
      pretrend: maybe('object'), placebo: maybe('object'), before_after: maybe('object'),
    }),
    type: ['object', 'null'],
  },
  guardrails: listOf(object({ measure: text, relative: ranged, effect: ranged, moved: { ...text, enum: ['better', 'worse', 'same'] } })),
  treated: listOf(text), controls: listOf(object({ id: text, weight: number })), controls_outside: number, control_fixed: { type: 'boolean' },
  others: listOf(object({ id: text, no: number, title: text, dealers: listOf(text), restricted: { type: 'boolean' } })),
  picture: listOf(object({ from: day, after: { type: 'boolean' }, actual: maybe('number'), counterfactual: maybe('number'), low: maybe('number'), high: maybe('number') })),
}) // prettier-ignore

/** The route of what a decision brought. */
export function outcomePaths({ answer, failures }: Wording): Record<string, Schema> {
  const summary = 'What a decision brought against matched dealers: effect, interval, verdict with reasons, picture'
  return {
    '/api/decisions/{id}/outcome': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
      get: { summary, responses: { ...answer(summary, outcome), ...failures(401, 403, 404, 503) } },
    },
  }
}
