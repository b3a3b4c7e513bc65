import { CHECK_NAMES } from '#domain/doubts/checks.ts'
import { explain, nothingFound } from '#domain/doubts/reconcile.ts'
import { ask, operation, query } from './operation.ts'
import { any, day, instant, integer, listOf, number, object, oneOf, orNull, text, type Schema } from './schema.ts'

const doubt = object({
  check: oneOf(CHECK_NAMES),
  dealer_id: text,
  advisor_id: orNull('string'),
  value: number,
  threshold: number,
  units: integer,
  over: oneOf(['period', 'habit']),
})
const sender = object({
  name: text, last: instant, due: orNull('string'), state: oneOf(['on_time', 'silent', 'learning']),
  silent_minutes: integer, usual_gap_minutes: orNull('integer'), weeks: number,
  delay_median_s: orNull('number'), delay_most_s: orNull('number'),
}) // prettier-ignore
const count = { source: text, day, kind: text, dealer_id: orNull('string') }
const reasons = object(Object.fromEntries(Object.keys(explain(0, nothingFound())).map((name) => [name, integer])))
const proof = object({
  state: oneOf(['starting', 'ok', 'failing']),
  checked: integer,
  skipped: integer,
  lastAt: orNull('string'),
  failures: listOf(object({ check: text, cell: text, spec: {}, expected: {}, found: {}, at: instant })),
})

/** The routes of doubts, data health and the proof. */
export function trustPaths(): Record<string, Schema> {
  const get = (summary: string, answer: Schema, ...parameters: Schema[]): Schema =>
    operation('get', { summary, answer, parameters, refuses: [400, 401, 403, 503] })
  const page = [query('before', integer), query('limit', integer)]
  return {
    '/api/doubts': {
      ...get(
        'What should be checked before it is praised or blamed; every dimension of place may be a parameter',
        listOf(doubt), query('period'), query('from'), query('to'), query('where'), query('check'),
      ), // prettier-ignore
      ...ask(
        'The same, asked with parts of a question',
        object({ period: {}, where: any, org: text, as_of: instant, known_at: instant, checks: listOf(text) }), // prettier-ignore
        listOf(doubt),
      ),
    },
    '/api/doubts/checks': get('The honesty checks: formula, threshold and source of each', listOf(any)),
    '/api/health/sources': get('Every source against its rhythm, with watermark and lag', listOf(sender)),
    '/api/health/dealers': get('Dealers that are silent against their rhythm', listOf(sender), query('state')),
    '/api/health/rejects': get(
      'Refused rows, newest first, with counts by reason and source',
      any, query('code'), query('source'), ...page,
    ), // prettier-ignore
    '/api/health/rejects/replay': ask(
      'Sends refused rows through the door again: what is good now counts and leaves the list',
      object({ ids: listOf(integer), code: text, source: text, after: integer }),
      any,
    ),
    '/api/health/held': get('Events that wait for a dealer that is not known', listOf(any)),
    '/api/health/unknown': get('Codes that no reference row knows', any, query('days', integer)),
    '/api/health/conflicts': get('Revisions that came again with another body', any, ...page),
    '/api/health/reconcile': ask(
      'Compares a source’s own daily counts with ours; differences by reason. CSV is taken as text/csv too',
      object({ rows: listOf(object({ ...count, count: integer })), csv: text, known_at: instant }),
      object({ rows: listOf(object({ ...count, theirs: integer, ours: integer, difference: integer, reasons })) }),
    ),
    '/api/proof': get('The light: whether sampled cells agree with themselves, and which do not', proof),
  }
}
