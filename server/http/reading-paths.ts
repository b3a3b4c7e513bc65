import { KPI_OF } from '#domain/reading/table.ts'

type Schema = Record<string, unknown>

/** How the document words an answer and the failures beside it. */
interface Wording {
  answer(description: string, schema: Schema): Schema
  failures(...statuses: number[]): Schema
  content(schema: Schema): Schema
}

const text: Schema = { type: 'string' }
const number: Schema = { type: 'number' }
const any: Schema = { type: 'object' }
const orNull = (type: string): Schema => ({ type: [type, 'null'] })
const listOf = (items: Schema): Schema => ({ type: 'array', items })
const object = (properties: Schema, required: string[] = []): Schema => ({ type: 'object', properties, required })

const instant: Schema = { type: 'string', format: 'date-time' }
const words = object({ zh: text, en: text })
const side = { ...text, enum: ['outside', 'inside', 'data'] }
const direction = { ...text, enum: ['down', 'up'] }
const figure = object({ name: text, value: orNull('number'), before: orNull('number'), unit: text })
const sentence = object({ topic: text, zh: text, en: text, side, supports: orNull('boolean'), figures: listOf(figure), view: any }) // prettier-ignore
const reading = object({
  seq: { type: 'integer' }, as_of: instant, kpi: text, direction, moved: figure, segment: any, stage: text,
  side: { ...text, enum: [...side.enum, 'unknown'] }, because: orNull('string'), words, outside: words, inside: words,
  source: { ...text, enum: ['seed', 'ours'] }, sentences: listOf(sentence), ranges: any,
}) // prettier-ignore
const item = object({
  kind: { ...text, enum: ['cause', 'overdue', 'due', 'data'] }, zh: text, en: text, units: number, view: orNull('object'), call: words, link: text,
}) // prettier-ignore
const where: Schema = { type: 'object', additionalProperties: listOf(orNull('string')) }

/** The routes of readings and of the morning list. */
export function readingPaths({ answer, failures, content }: Wording): Record<string, Schema> {
  const post = (summary: string, body: Schema, schema: Schema): Schema => ({
    post: {
      summary,
      requestBody: { required: true, content: content(body) },
      responses: { ...answer(summary, schema), ...failures(400, 401, 403, 503) },
    },
  })
  return {
    '/api/reading': post(
      'Whether a cause lies outside or inside, with the evidence for and against each',
      object({
        segment: { type: 'object', additionalProperties: text }, stage: { ...text, enum: Object.keys(KPI_OF) }, direction,
        where, period: {}, compare: { ...text, enum: ['previous', 'last_year', 'target'] }, align: text, org: text, base: text,
        as_of: instant, known_at: instant,
      }, ['stage']),
      reading,
    ),
    '/api/morning': post(
      'The three things of the day for a place, by cars at stake, each with the call to make',
      object({ where, as_of: instant }),
      object({ seq: { type: 'integer' }, as_of: instant, items: listOf(item) }),
    ),
  } // prettier-ignore
}
