import { DIMENSION_NAMES } from '#domain/dimensions.ts'
import { ALIGNMENTS } from '#domain/range.ts'

type Schema = Record<string, unknown>

/** How the document words an answer and the failures beside it. */
interface Wording {
  answer(description: string, schema: Schema): Schema
  failures(...statuses: number[]): Schema
  content(schema: Schema): Schema
}

const text: Schema = { type: 'string' }
const number: Schema = { type: 'number' }
const integer: Schema = { type: 'integer' }
const instant: Schema = { type: 'string', format: 'date-time' }
const orNull = (type: string): Schema => ({ type: [type, 'null'] })
const listOf = (items: Schema): Schema => ({ type: 'array', items })
const object = (properties: Schema, required: string[] = []): Schema => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
})

const stage: Schema = { ...text, description: 'unique_lead, first_visit, test_drive, order, deal, delivery or invoice' }
const dimension: Schema = { ...text, description: `${DIMENSION_NAMES.join(', ')} or attrs.NAME; none of time` }
const of: Schema = { ...text, enum: ['volume', 'rate'] }
const key: Schema = { type: 'object', additionalProperties: orNull('string') }
const question = {
  measure: { ...stage, default: 'the retail event' },
  where: { type: 'object', additionalProperties: listOf(orNull('string')) },
  period: {},
  compare: { ...text, enum: ['previous', 'last_year', 'target'], default: 'previous' },
  align: { ...text, enum: [...ALIGNMENTS], default: 'elapsed' },
  org: { ...text, enum: ['current', 'as_stood'], default: 'current' },
  base: { ...text, enum: ['all', 'same_store'], default: 'all' },
  as_of: instant,
  known_at: instant,
  by: dimension,
  dims: listOf(dimension),
}
const side = object({ count: number, rate: orNull('number') })
const interval = { units: number, low: number, high: number }
const moment = { seq: integer, as_of: instant, ranges: { type: 'object' }, measure: stage }
const step = object({ stage, of, ...interval, mix: number, gained: number, lost: number, baseline: side, actual: side })
const cause = object({
  segment: { type: 'object', additionalProperties: text }, stage, of: { ...text, enum: ['volume', 'rate', 'mix'] }, ...interval,
  expected: number, actual: number, rate: { type: ['object', 'null'] }, evidence: number, small: { type: 'boolean' }, view: { type: 'object' },
}) // prettier-ignore
const diagnosis = object({
  ...moment, against: text, due: number, actual: number, gap: number, due_by: orNull('string'), steps: listOf(step), by: dimension,
  nodes: listOf(object({ key, gap: number, steps: listOf(number) })), causes: listOf(cause), silent: listOf(text), freshness: { type: 'object' },
}) // prettier-ignore
const part = { ...interval, baseline: side, actual: side }
const matrix = object({
  ...moment, stage, of,
  rows: listOf(object({ value: orNull('string'), ...part })),
  columns: listOf(object({ value: orNull('string'), ...part })),
  cells: listOf(object({ row: orNull('string'), column: orNull('string'), ...part })),
  totals: object({ ...part, mix: number }),
}) // prettier-ignore
const whatIf = object({
  stage, of, from: orNull('number'), to: orNull('number'), peers: orNull('integer'), best: orNull('string'), ...interval,
  seen: object({ least: orNull('number'), most: orNull('number') }), beyond: { type: 'boolean' },
}) // prettier-ignore

/** The routes of why: diagnosis, a step by two dimensions, what another rate would bring. */
export function whyPaths({ answer, failures, content }: Wording): Record<string, Schema> {
  const post = (summary: string, body: Schema, schema: Schema): Schema => ({
    post: {
      summary,
      requestBody: { required: true, content: content(body) },
      responses: { ...answer(summary, schema), ...failures(400, 401, 403, 503) },
    },
  })
  return {
    '/api/diagnose': post(
      'Where and at which step a gap comes about, exactly and by cause',
      object(question),
      diagnosis,
    ),
    '/api/diagnose/matrix': post(
      'One step of a gap by two dimensions',
      object({ ...question, step: stage, rows: dimension, columns: dimension }, ['step', 'rows', 'columns']),
      matrix,
    ),
    '/api/whatif': post(
      'What a step of a segment would bring if it stood elsewhere, and whether that was ever seen',
      object(
        {
          ...question,
          segment: key,
          stage,
          to: { oneOf: [{ ...text, enum: ['previous', 'last_year', 'target', 'peers', 'best'] }, number] },
        },
        ['stage', 'to'],
      ),
      whatIf,
    ),
  }
}
