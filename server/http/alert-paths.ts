import { CHANNEL_KINDS } from '../alerts/channels/send.ts'

type Schema = Record<string, unknown>

/** How the document words an answer and the failures beside it. */
interface Wording {
  answer(description: string, schema: Schema): Schema
  failures(...statuses: number[]): Schema
  content(schema: Schema): Schema
}

const text: Schema = { type: 'string' }
const integer: Schema = { type: 'integer' }
const number: Schema = { type: 'number' }
const instant: Schema = { type: 'string', format: 'date-time' }
const place: Schema = { type: 'object', additionalProperties: text }
const orNull = (type: string): Schema => ({ type: [type, 'null'] })
const listOf = (items: Schema): Schema => ({ type: 'array', items })
const object = (properties: Schema): Schema => ({ type: 'object', properties })

const level: Schema = { ...integer, minimum: 1, maximum: 3 }
const face = {
  cell: place, measure: text, stage: text, zh: text, en: text, figure: number, usual: number, z: number, units: integer,
  span: object({ from: text, to: text, until_hour: orNull('integer') }), view: { type: 'object' }, link: text,
} // prettier-ignore
const alert = object({
  id: text, level, kind: { ...text, enum: ['sales', 'data'] }, ...face, parts: listOf(object(face)), raised_at: instant,
  state: { ...text, enum: ['open', 'acknowledged', 'snoozed', 'closed'] }, owner: orNull('string'), until: orNull('string'),
  closed_at: orNull('string'),
}) // prettier-ignore
const step = object({ at: instant, step: text, by: text, detail: { type: 'object' } })
const settings = object({
  on: { type: 'boolean' },
  budget: { ...number, minimum: 0.05, maximum: 100 },
  second_share: { ...number, minimum: 0, maximum: 1 },
  third_share: { ...number, minimum: 0, maximum: 1 },
  without: listOf(text),
})
const channel = {
  name: text, kind: { ...text, enum: [...CHANNEL_KINDS] }, address: text, level,
  scope: { type: 'object', additionalProperties: listOf(text) }, lang: { ...text, enum: ['zh', 'en'] },
} // prettier-ignore
const told = object({ id: text, ...channel, signed: { type: 'boolean' }, created_by: text })

/** The routes of alerts and their channels. */
export function alertPaths({ answer, failures, content }: Wording): Record<string, Schema> {
  const id = { name: 'id', in: 'path', required: true, schema: text }
  const get = (summary: string, schema: Schema, ...parameters: Schema[]): Schema => ({
    get: { summary, parameters, responses: { ...answer(summary, schema), ...failures(401, 403, 404) } },
  })
  const write = (method: 'post' | 'put', summary: string, body: Schema, schema: Schema, ...parameters: Schema[]) => ({
    [method]: {
      summary,
      parameters,
      requestBody: { content: content(body) },
      responses: { ...answer(summary, schema), ...failures(400, 401, 403, 404) },
    },
  })
  return {
    '/api/alerts': get(
      'Alerts in scope: open ones, and those closed within three days; newest first',
      listOf(alert),
      { name: 'state', in: 'query', schema: text },
    ),
    '/api/alerts/{id}': get('An alert with its history', { allOf: [alert, object({ history: listOf(step) })] }, id),
    '/api/alerts/{id}/ack': write('post', 'Acknowledges', { type: 'object' }, alert, id),
    '/api/alerts/{id}/snooze': write('post', 'Puts off, at most 31 days', object({ until: instant }), alert, id),
    '/api/alerts/{id}/owner': write('post', 'Hands over; null is nobody', object({ owner: orNull('string') }), alert, id),
    '/api/alerts/settings': {
      ...get('How loud the war room may be', settings),
      ...write('put', 'Changes it; what is not named stays', settings, settings),
    },
    '/api/alerts/channels': {
      ...get('Where alerts are sent; never a secret, and of an address only its host', listOf(told)),
      ...write('post', 'Adds a channel', object({ ...channel, secret: text }), told),
    },
    '/api/alerts/channels/{id}': {
      delete: { summary: 'Removes a channel', parameters: [id], responses: { 204: { description: 'gone' }, ...failures(401, 403, 404) } },
    },
    '/api/alerts/channels/{id}/test': write('post', 'Sends a test at once', { type: 'object' }, object({ ok: { type: 'boolean' }, fault: orNull('string') }), id),
    '/api/alerts/dead': get('What could not be sent after all tries', listOf({ type: 'object' })),
    '/api/alerts/dead/retry': write('post', 'Sends it again', object({ ids: listOf(integer) }), object({ waiting: integer })),
  } // prettier-ignore
}
