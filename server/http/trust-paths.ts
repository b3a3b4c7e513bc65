import { CHECK_NAMES } from '#domain/doubts/checks.ts'
import { explain, nothingFound } from '#domain/doubts/reconcile.ts'

type Schema = Record<string, unknown>

/** How the document words an answer and the failures beside it. */
interface Wording {
  answer(description: string, schema: Schema): Schema
  failures(...statuses: number[]): Schema
  content(schema: Schema): Schema
}

const text: Schema = { type: 'string' }
const integer: Schema = { type: 'integer' }
const instant: Schema = { type: 'string', format: 'date-time' }
const listOf = (items: Schema): Schema => ({ type: 'array', items })
const object = (properties: Schema): Schema => ({ type: 'object', properties })

const doubt = object({
  check: { ...text, enum: CHECK_NAMES },
  dealer_id: text,
  advisor_id: { type: ['string', 'null'] },
  value: { type: 'number' },
  threshold: { type: 'number' },
  units: integer,
  over: { ...text, enum: ['period', 'habit'] },
})
const sender = object({
  name: text, last: instant, due: { type: ['string', 'null'] }, state: { ...text, enum: ['on_time', 'silent', 'learning'] },
  silent_minutes: integer, usual_gap_minutes: { type: ['integer', 'null'] }, weeks: { type: 'number' },
  delay_median_s: { type: ['number', 'null'] }, delay_most_s: { type: ['number', 'null'] },
}) // prettier-ignore
const count = { source: text, day: { ...text, format: 'date' }, kind: text, dealer_id: { type: ['string', 'null'] } }
const reasons = object(Object.fromEntries(Object.keys(explain(0, nothingFound())).map((name) => [name, integer])))
const proof = object({
  state: { ...text, enum: ['starting', 'ok', 'failing'] },
  checked: integer,
  skipped: integer,
  lastAt: { type: ['string', 'null'] },
  failures: listOf(object({ check: text, cell: text, spec: {}, expected: {}, found: {}, at: instant })),
})

/** The routes of doubts, data health and the proof. */
export function trustPaths({ answer, failures, content }: Wording): Record<string, Schema> {
  const query = (name: string, schema: Schema = text) => ({ name, in: 'query', schema })
  const get = (summary: string, schema: Schema, ...parameters: Schema[]): Schema => ({
    get: { summary, parameters, responses: { ...answer(summary, schema), ...failures(400, 401, 403, 503) } },
  })
  const post = (summary: string, body: Schema, schema: Schema): Schema => ({
    post: {
      summary,
      requestBody: { required: true, content: content(body) },
      responses: { ...answer(summary, schema), ...failures(400, 401, 403, 503) },
    },
  })
  const page = [query('before', integer), query('limit', integer)]
  return {
    '/api/doubts': {
      ...get(
        'What should be checked before it is praised or blamed; every dimension of place may be a parameter',
        listOf(doubt), query('period'), query('from'), query('to'), query('where'), query('check'),
      ), // prettier-ignore
      ...post(
        'The same, asked with parts of a question',
        object({ period: {}, where: { type: 'object' }, org: text, as_of: instant, known_at: instant, checks: listOf(text) }), // prettier-ignore
        listOf(doubt),
      ),
    },
    '/api/doubts/checks': get('The honesty checks: formula, threshold and source of each', listOf({ type: 'object' })),
    '/api/health/sources': get('Every source against its rhythm, with watermark and lag', listOf(sender)),
    '/api/health/dealers': get('Dealers that are silent against their rhythm', listOf(sender), query('state')),
    '/api/health/rejects': get(
      'Refused rows, newest first, with counts by reason and source',
      { type: 'object' }, query('code'), query('source'), ...page,
    ), // prettier-ignore
    '/api/health/rejects/replay': post(
      'Sends refused rows through the door again: what is good now counts and leaves the list',
      object({ ids: listOf(integer), code: text, source: text, after: integer }),
      { type: 'object' },
    ),
    '/api/health/held': get('Events that wait for a dealer that is not known', listOf({ type: 'object' })),
    '/api/health/unknown': get('Codes that no reference row knows', { type: 'object' }, query('days', integer)),
    '/api/health/conflicts': get('Revisions that came again with another body', { type: 'object' }, ...page),
    '/api/health/reconcile': post(
      'Compares a source’s own daily counts with ours; differences by reason. CSV is taken as text/csv too',
      object({ rows: listOf(object({ ...count, count: integer })), csv: text, known_at: instant }),
      object({ rows: listOf(object({ ...count, theirs: integer, ours: integer, difference: integer, reasons })) }),
    ),
    '/api/proof': get('The light: whether sampled cells agree with themselves, and which do not', proof),
  }
}
