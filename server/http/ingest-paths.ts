import { FIELDS, type FieldDeclaration } from '#domain/fields.ts'
import { KIND_NAMES, kindOf } from '#domain/kinds.ts'
import { STREAMS } from '#domain/streams.ts'
import { content, refusals } from './operation.ts'
import { day, flag, input, instant, integer, listOf, number, object, oneOf, ref, text, type Schema } from './schema.ts'

const plain = ({ type, values, range }: FieldDeclaration): Schema => {
  if (values) return oneOf(values)
  if (type === 'instant') return instant
  if (type === 'date') return day
  if (type === 'boolean') return flag
  if (type === 'integer') return { ...integer, minimum: range![0], maximum: range![1] }
  if (type === 'money') return { oneOf: [text, number] }
  return text
}

const fields = Object.entries<FieldDeclaration>(FIELDS)
const event = object(
  {
    event_id: text,
    source: text,
    kind: oneOf(KIND_NAMES.filter((kind) => !kindOf(kind).derived)),
    occurred_at: instant,
    recorded_at: instant,
    business_date: day,
    revision: { ...integer, minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 },
    void: { ...flag, default: false },
    units: { ...integer, minimum: 1, maximum: 100_000, default: 1 },
    dealer_id: text,
    customer: text,
    same_as: text,
    ...Object.fromEntries(fields.map(([name, field]) => [name, { ...plain(field), description: field.meaning }])),
    attrs: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] }, maxProperties: 32 },
  },
  ['event_id'],
)

const COUNTS = ['accepted', 'duplicate', 'corrected', 'held']
const receipt = object({
  ...Object.fromEntries(COUNTS.map((name) => [name, integer])),
  rejected: listOf(object({ line: integer, event_id: text, code: text, message: text })),
})

const rowsOf = (name: string, schema: Schema): Schema => ({
  post: {
    summary: `Rows of ${name}`,
    security: [{ ingestKey: [] }],
    requestBody: { required: true, content: { 'application/x-ndjson': { schema }, ...content(listOf(schema)) } },
    responses: {
      200: { description: 'Durable; the five counts sum to the rows', content: content(ref('Receipt')) },
      ...refusals([400, 401, 413, 429, 503]),
    },
  },
})

/** The routes by which rows come in. */
export const ingestPaths = (): Record<string, Schema> => ({
  '/api/ingest/events': rowsOf('events', ref('Event')),
  ...Object.fromEntries(Object.keys(STREAMS).map((name) => [`/api/ingest/${name}`, rowsOf(name, ref(name))])),
})

/** What these routes take and answer, by name. */
export const ingestSchemas = (): Record<string, Schema> => ({
  Event: event,
  Receipt: receipt,
  ...Object.fromEntries(Object.entries(STREAMS).map(([name, { row }]) => [name, input(row)])),
})
