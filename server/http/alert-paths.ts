import { CHANNEL_KINDS } from '../alerts/channels/send.ts'
import { id, operation, query, refusals } from './operation.ts'
import {
  any,
  flag,
  instant,
  integer,
  listOf,
  mapOf,
  number,
  object,
  oneOf,
  orNull,
  text,
  type Schema,
} from './schema.ts'

const level: Schema = { ...integer, minimum: 1, maximum: 3 }
const face = {
  cell: mapOf(text), measure: text, stage: text, side: oneOf(['fall', 'rise']), tone: oneOf(['bad', 'good', 'watch']), zh: text, en: text, figure: number, usual: number, z: number, units: integer,
  span: object({ from: text, to: text, until_hour: orNull('integer') }), view: any, seq: integer, link: text,
} // prettier-ignore
const alert = object({
  id: text, level, kind: oneOf(['sales', 'data']), ...face, parts: listOf(object(face)), raised_at: instant,
  state: oneOf(['open', 'acknowledged', 'snoozed', 'closed']), owner: orNull('string'), until: orNull('string'),
  closed_at: orNull('string'), decisions: listOf(object({ id: text, title: text })),
}) // prettier-ignore
const step = object({ at: instant, step: text, by: text, detail: any })
const settings = object({
  on: flag,
  budget: { ...number, minimum: 0.05, maximum: 100 },
  second_share: { ...number, minimum: 0, maximum: 1 },
  third_share: { ...number, minimum: 0, maximum: 1 },
  without: listOf(text),
})
const channel = {
  name: text, kind: oneOf(CHANNEL_KINDS), address: text, level,
  scope: mapOf(listOf(text)), lang: oneOf(['zh', 'en']),
} // prettier-ignore
const told = object({
  id: text, ...channel, signed: flag, created_by: text, waiting: integer, dead: integer, sent_at: orNull('string'), failing_since: orNull('string'), fault: orNull('string'),
}) // prettier-ignore

/** The routes of alerts and their channels. */
export function alertPaths(): Record<string, Schema> {
  const get = (summary: string, answer: Schema, ...parameters: Schema[]): Schema =>
    operation('get', { summary, answer, parameters, refuses: [401, 403, 404] })
  const write = (
    method: 'post' | 'put',
    summary: string,
    body: Schema | null,
    answer: Schema,
    ...parameters: Schema[]
  ) => operation(method, { summary, ...(body && { body }), answer, parameters, refuses: [400, 401, 403, 404] })
  return {
    '/api/alerts': get(
      'Alerts in scope: open ones, and those closed within three days; newest first',
      listOf(alert),
      query('state'),
    ),
    '/api/alerts/{id}': get('An alert with its history', { allOf: [alert, object({ history: listOf(step) })] }, id),
    '/api/alerts/{id}/ack': write('post', 'Acknowledges', null, alert, id),
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
      delete: { summary: 'Removes a channel', parameters: [id], responses: { 204: { description: 'gone' }, ...refusals([401, 403, 404]) } },
    },
    '/api/alerts/channels/{id}/test': write('post', 'Sends a test at once', null, object({ ok: flag, fault: orNull('string') }), id),
    '/api/alerts/dead': get('What could not be sent after all tries', listOf(any)),
    '/api/alerts/dead/retry': write('post', 'Sends it again', object({ ids: listOf(integer) }), object({ waiting: integer })),
  } // prettier-ignore
}
