import { VERDICTS } from '#domain/decision/decision.ts'
import { MOVES } from '#domain/outcome/guardrail.ts'
import { REASON_CODES } from '#domain/outcome/verdict.ts'
import { id, operation } from './operation.ts'
import { any, day, flag, integer, listOf, number, object, oneOf, orNull, text, type Schema } from './schema.ts'

const ranged = object({ value: number, low: number, high: number })
const outcome = object({
  decision_id: text, seq: integer, measure: text, unit: oneOf(['count', 'rate']), stage: text,
  before: day, from: day, to: day, weeks_before: number, weeks: number, matures_on: day, lag_days: number,
  verdict: object({ code: oneOf(VERDICTS), zh: text, en: text }),
  recorded: { type: ['string', 'null'], enum: [...VERDICTS, null] },
  recorded_effect: { ...object({ effect: number, low: number, high: number, at: text }), type: ['object', 'null'] },
  reasons: listOf(object({ code: oneOf(REASON_CODES), figures: any, zh: text, en: text })),
  effect: {
    ...object({
      method: oneOf(['did', 'synthetic']), cases: number, effect: ranged, relative: ranged, units: ranged, per_unit: ranged, came: number, due: number,
      pretrend: orNull('object'), placebo: orNull('object'), before_after: orNull('object'),
    }),
    type: ['object', 'null'],
  },
  guardrails: listOf(object({ measure: text, unit: oneOf(['count', 'rate']), relative: ranged, effect: ranged, moved: oneOf(MOVES) })),
  treated: listOf(text), controls: listOf(object({ id: text, weight: number })), controls_outside: number, control_fixed: flag,
  others: listOf(object({ id: text, no: number, title: text, dealers: listOf(text), restricted: flag })),
  later: { ...object({ to: day, effect: ranged, relative: ranged, units: ranged }), type: ['object', 'null'] },
  picture: listOf(object({ from: day, after: flag, actual: orNull('number'), counterfactual: orNull('number'), low: orNull('number'), high: orNull('number') })),
}) // prettier-ignore

/** The route of what a decision brought. */
export function outcomePaths(): Record<string, Schema> {
  const summary = 'What a decision brought against matched dealers: effect, interval, verdict with reasons, picture'
  return {
    '/api/decisions/{id}/outcome': {
      parameters: [id],
      ...operation('get', { summary, answer: outcome, refuses: [401, 403, 404, 503] }),
    },
  }
}
