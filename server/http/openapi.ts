import { Router } from 'express'
import { z } from 'zod'
import { DIMENSION_NAMES } from '#domain/dimensions.ts'
import { ERRORS } from '#domain/errors.ts'
import { FIELDS, type FieldDeclaration } from '#domain/fields.ts'
import { KIND_NAMES, kindOf } from '#domain/kinds.ts'
import { MEASURES } from '#domain/measures.ts'
import { ALIGNMENTS, COMPARISONS, NAMED_PERIODS } from '#domain/range.ts'
import { STREAMS } from '#domain/streams.ts'
import { ENTRIES } from '#domain/view.ts'
import { TARGET_KINDS } from '#domain/targets/book.ts'
import { account } from '../access/account.ts'
import { decisionPaths } from './decision-paths.ts'
import { readingPaths } from './reading-paths.ts'
import { outcomePaths } from './outcome-paths.ts'
import { trustPaths } from './trust-paths.ts'
import { whyPaths } from './why-paths.ts'
import { alertPaths } from './alert-paths.ts'

type Schema = Record<string, unknown>

const text: Schema = { type: 'string' }
const instant: Schema = { type: 'string', format: 'date-time' }
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
const content = (schema: Schema): Schema => ({ 'application/json': { schema } })

function fieldSchema({ type, values, range, meaning }: FieldDeclaration): Schema {
  const described = { description: meaning }
  if (values) return { ...text, enum: [...values], ...described }
  if (type === 'instant') return { ...instant, ...described }
  if (type === 'date') return { ...text, format: 'date', ...described }
  if (type === 'boolean') return { type: 'boolean', ...described }
  if (type === 'integer') return { type: 'integer', minimum: range![0], maximum: range![1], ...described }
  if (type === 'money') return { oneOf: [text, { type: 'number' }], ...described }
  return { ...text, ...described }
}

const event: Schema = {
  type: 'object',
  required: ['event_id'],
  properties: {
    event_id: text,
    source: text,
    kind: { ...text, enum: KIND_NAMES.filter((kind) => !kindOf(kind).derived) },
    occurred_at: instant,
    recorded_at: instant,
    business_date: { ...text, format: 'date' },
    revision: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 },
    void: { type: 'boolean', default: false },
    units: { type: 'integer', minimum: 1, maximum: 100_000, default: 1 },
    dealer_id: text,
    customer: text,
    same_as: text,
    ...Object.fromEntries(Object.entries<FieldDeclaration>(FIELDS).map(([name, field]) => [name, fieldSchema(field)])),
    attrs: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] }, maxProperties: 32 },
  },
}

const spec: Schema = {
  type: 'object',
  required: ['measures'],
  properties: {
    measures: { type: 'array', minItems: 1, items: { ...text, enum: [...MEASURES.keys()] } },
    by: { type: 'array', items: { ...text, description: `${DIMENSION_NAMES.join(', ')} or attrs.NAME` } },
    where: { type: 'object', additionalProperties: { type: 'array', items: { type: ['string', 'null'] } } },
    period: {
      oneOf: [
        { ...text, enum: [...NAMED_PERIODS] },
        { type: 'object', required: ['from', 'to'], properties: { from: text, to: text } },
        { type: 'object', required: ['window'], properties: { window: text, year: { type: 'integer' } } },
      ],
    },
    compare: { type: 'array', items: { ...text, enum: [...COMPARISONS] } },
    target_kind: { ...text, enum: [...TARGET_KINDS], default: 'target' },
    align: { ...text, enum: [...ALIGNMENTS], default: 'elapsed' },
    mode: { ...text, enum: ['flow'], default: 'flow' },
    org: { ...text, enum: ['current', 'as_stood'], default: 'current' },
    base: { ...text, enum: ['all', 'same_store'], default: 'all' },
    successors: { type: 'boolean', default: false },
    as_of: instant,
    known_at: instant,
    order: {
      type: 'array',
      items: { type: 'object', properties: { measure: text, dir: { ...text, enum: ['asc', 'desc'] } } },
    },
    limit: { type: 'integer', minimum: 1, maximum: 10_000, default: 500 },
  },
}

const paceSpec: Schema = {
  type: 'object',
  properties: {
    measure: { ...text, description: 'a count; by default the retail event' },
    by: { ...text, description: 'one place, model or channel dimension' },
    where: { type: 'object', additionalProperties: { type: 'array', items: { type: ['string', 'null'] } } },
    period: { ...text, enum: ['month_to_date', 'quarter', 'year'], default: 'month_to_date' },
    against: { ...text, enum: [...TARGET_KINDS], default: 'target' },
    as_of: instant,
    known_at: instant,
  },
}

const row: Schema = {
  type: 'object',
  properties: Object.fromEntries(
    ['key', 'current', 'previous', 'last_year', 'target', 'target_full'].map((part) => [
      part,
      { type: ['object', 'null'] },
    ]),
  ),
}

const result: Schema = {
  type: 'object',
  properties: {
    seq: { type: 'integer' },
    as_of: instant,
    ranges: { type: 'object' },
    rows: { type: 'array', items: row },
    total: row,
    freshness: { type: 'object' },
    table: text,
  },
}

const receipt: Schema = {
  type: 'object',
  properties: {
    ...Object.fromEntries(['accepted', 'duplicate', 'corrected', 'held'].map((name) => [name, { type: 'integer' }])),
    rejected: {
      type: 'array',
      items: { type: 'object', properties: { line: { type: 'integer' }, event_id: text, code: text, message: text } },
    },
  },
}

const failures = (...statuses: number[]): Schema =>
  Object.fromEntries(
    statuses.map((status) => {
      const codes = Object.entries(ERRORS).filter(([, error]) => error.status === status)
      return [status, { description: codes.map(([code]) => code).join(', '), content: content(ref('Error')) }]
    }),
  )

const answer = (description: string, schema: Schema): Schema => ({ 200: { description, content: content(schema) } })
const read = (summary: string, schema: Schema = { type: 'object' }): Schema => ({
  get: { summary, responses: { ...answer(summary, schema), ...failures(401) } },
})

/** The document of `/openapi.json`: every HTTP route of the war room, from the declarations. */
export function openapi(version: string): Schema {
  const ingest = (name: string, schema: Schema): Schema => ({
    post: {
      summary: `Rows of ${name}`,
      security: [{ ingestKey: [] }],
      requestBody: {
        required: true,
        content: {
          'application/x-ndjson': { schema },
          'application/json': { schema: { type: 'array', items: schema } },
        },
      },
      responses: {
        ...answer('Durable; the five counts sum to the rows', ref('Receipt')),
        ...failures(400, 401, 413, 429, 503),
      },
    },
  })
  const ask = (summary: string, question: Schema, schema: Schema): Schema => ({
    post: {
      summary,
      requestBody: { required: true, content: content(question) },
      responses: { ...answer(summary, schema), ...failures(400, 401, 403, 503) },
    },
  })
  return {
    openapi: '3.1.0',
    info: { title: '销售战情室 · Sales war room', version },
    security: [{ accessToken: [] }],
    paths: {
      '/api/ingest/events': ingest('events', ref('Event')),
      ...Object.fromEntries(Object.keys(STREAMS).map((name) => [`/api/ingest/${name}`, ingest(name, ref(name))])),
      '/api/query': ask('Answers a question', ref('ViewSpec'), ref('ViewResult')),
      '/api/rows': ask(
        'The events behind a figure',
        {
          allOf: [
            ref('ViewSpec'),
            {
              type: 'object',
              properties: {
                key: { type: 'object' },
                range: text,
                part: {
                  ...text,
                  enum: ['reached', 'lost', 'undecided', 'expired', 'numerator', 'denominator'],
                  description: 'Mode cohort: which of a stage’s entrants. Of a quotient: which side of it.',
                },
                cursor: text,
                format: { ...text, enum: ['json', 'csv'], default: 'json' },
                lang: { ...text, enum: ['zh', 'en'], default: 'zh' },
              },
            },
          ],
        },
        { type: 'object' },
      ),
      '/api/restated': ask(
        'Closed days whose figure is no longer what was known at their close',
        {
          type: 'object',
          required: ['measures'],
          properties: {
            measures: { type: 'array', items: text },
            where: { type: 'object' },
            period: {},
            org: text,
            since: instant,
          },
        },
        { type: 'object' },
      ),
      '/api/lags': ask(
        'How long journeys took from one stage to the next: a histogram by whole days, the undecided, median and P80',
        {
          type: 'object',
          required: ['to'],
          description: 'A cohort question without measures and by, with from (the entry when absent) and to.',
          properties: {
            from: text,
            to: text,
            entry: { ...text, enum: [...ENTRIES] },
            window_days: { type: 'integer' },
          },
        },
        { type: 'object' },
      ),
      '/api/alignments': ask('How the total changed under every alignment, and where the sign flips', ref('ViewSpec'), {
        type: 'object',
      }),
      '/api/calendar': {
        get: {
          summary: 'Working days, festivals, 旬, fiscal months and named windows',
          parameters: ['from', 'to'].map((name) => ({ name, in: 'query', schema: { ...text, format: 'date' } })),
          responses: { ...answer('The business calendar', { type: 'object' }), ...failures(400, 401) },
        },
      },
      '/api/pace': ask(
        'Progress against targets on three bases, the forecast of the end, and the gap turned backwards',
        ref('PaceSpec'),
        { type: 'object' },
      ),
      '/api/targets/versions': {
        get: {
          summary: 'Every version of every target that one may see, and what superseded it',
          parameters: [{ name: 'measure', in: 'query', schema: text }],
          responses: { ...answer('Versions, newest period and version first', { type: 'array' }), ...failures(401) },
        },
      },
      ...trustPaths({ answer, failures, content }),
      ...readingPaths({ answer, failures, content }),
      ...whyPaths({ answer, failures, content }),
      ...alertPaths({ answer, failures, content }),
      ...decisionPaths({ answer, failures, content }),
      ...outcomePaths({ answer, failures }),
      '/api/accounts': {
        get: {
          summary: 'Who was let in',
          responses: { ...answer('Accounts', { type: 'array' }), ...failures(401, 403) },
        },
        post: {
          summary: 'Lets somebody in, or gives one who is in another role or scope; tells the new token once',
          requestBody: { required: true, content: content(ref('Account')) },
          responses: { ...answer('The account with its token', { type: 'object' }), ...failures(400, 401, 403) },
        },
      },
      '/api/measures': read('The KPI dictionary'),
      '/api/dimensions': read('The dimensions'),
      '/api/reference': read('The organisation, models and channels'),
      '/api/session': read('Who is signed in, and how this war room is set up'),
      '/api/geojson': read('The licensed province map, where one is set'),
      '/healthz': read('The process'),
      '/readyz': read('Stores, sources and lag'),
      '/metrics': { get: { summary: 'Prometheus metrics', responses: { 200: { description: 'text' } } } },
    },
    components: {
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer' },
        ingestKey: { type: 'http', scheme: 'bearer' },
      },
      schemas: {
        Event: event,
        ViewSpec: spec,
        PaceSpec: paceSpec,
        ViewResult: result,
        Receipt: receipt,
        Account: z.toJSONSchema(account, { io: 'input' }),
        Error: {
          type: 'object',
          properties: {
            error: {
              type: 'object',
              properties: { code: { ...text, enum: Object.keys(ERRORS) }, message: text, path: text },
            },
          },
        },
        ...Object.fromEntries(
          Object.entries(STREAMS).map(([name, { row: shape }]) => [name, z.toJSONSchema(shape, { io: 'input' })]),
        ),
      },
    },
  }
}

/** `GET /openapi.json`. */
export function openapiRouter(version: string): Router {
  const document = openapi(version)
  return Router().get('/openapi.json', (_request, response) => {
    response.json(document)
  })
}
