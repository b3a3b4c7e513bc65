import { DUE_KINDS } from '#domain/decision/due.ts'
import { STATES, VERDICTS } from '#domain/decision/decision.ts'
import { TEMPLATE_NAMES } from '#domain/decision/meeting.ts'
import { createdForm, writtenForm } from '#domain/decision/read.ts'
import { id, operation, query } from './operation.ts'
import { any, flag, input, integer, listOf, object, oneOf, orNull, text, type Schema } from './schema.ts'

const decision = object({
  id: text, no: integer, revision: integer, title: text, owner: text, state: oneOf(STATES),
  verdict: { type: ['string', 'null'], enum: [...VERDICTS, null] }, restricted: flag, missing: listOf(text), evidence: any,
}) // prettier-ignore

const REFUSES = [400, 401, 403, 404, 503]

/** The routes of decisions, the measure library and meetings. */
export function decisionPaths(): Record<string, Schema> {
  const get = (summary: string, answer: Schema, ...parameters: Schema[]): Schema =>
    operation('get', { summary, answer, parameters, refuses: REFUSES })
  const send = (method: 'post' | 'patch', summary: string, body: Schema, answer: Schema, ...more: number[]): Schema =>
    operation(method, { summary, body, answer, refuses: [...REFUSES, ...more] })
  const of = (item: Schema): Schema => ({ parameters: [id], ...item })
  return {
    '/api/decisions': {
      ...get(
        'Decisions, newest first; outside one’s scope title and owner only', listOf(decision),
        query('q'), query('state'), query('owner'), query('measure'), query('meeting_id'), query('parent_id'), query('before', integer), query('limit', integer),
      ), // prettier-ignore
      ...send('post', 'Records a decision; the same client_key is written once', input(createdForm), decision),
    },
    '/api/decisions/due': get('What is incomplete, overdue, due or to be reviewed', listOf(object({ kind: oneOf(DUE_KINDS), on: text, days: integer, decision }))), // prettier-ignore
    '/api/decisions/summary': get(
      'How many decisions run, are overdue, due today or to be reviewed, of those that one may see whole',
      object({ open: integer, overdue: integer, due_today: integer, review_due: integer }),
    ),
    '/api/decisions/people': get('Whom a decision may be given to', listOf(object({ name: text, id: orNull('string'), owns: integer }))), // prettier-ignore
    '/api/decisions/similar': send(
      'post', 'Earlier decisions most like a problem, and what each measure brought',
      object({ measure: text, stage: text, direction: text, level: text, segment: any, side: text, limit: integer }, ['measure']), any,
    ), // prettier-ignore
    '/api/decisions/claims': send(
      'post',
      'Units of the gap that decisions of a stretch take on, by place',
      object({ by: text, where: any, period: object({ from: text, to: text }) }),
      any,
    ),
    '/api/decisions/{id}': of({
      ...get('A decision with comments, follow-ups, and others on the same dealers', any),
      ...send('patch', 'Writes parts of it anew, from a revision; 409 holds theirs, yours and a merge', object({ revision: integer, accept_merge: flag, ...(input(writtenForm)['properties'] as Schema) }, ['revision']), decision, 409),
    }), // prettier-ignore
    '/api/decisions/{id}/status': of(send('post', 'One step on, or back: plan, do, check, act', object({ state: text, note: text }, ['state']), decision)), // prettier-ignore
    '/api/decisions/{id}/withdraw': of(
      send('post', 'Takes it back; nothing is deleted', object({ reason: text }, ['reason']), decision),
    ),
    '/api/decisions/{id}/comment': of(
      send('post', 'Adds a comment', object({ text, client_key: text }, ['text']), any),
    ),
    '/api/decisions/{id}/history': of(get('Every revision, by whom and when', listOf(any))),
    '/api/decisions/{id}/picture': of(get('The evidence’s picture, PNG', any)),
    '/api/library': get('The measure library with use and pooled effects', listOf(any)),
    '/api/meetings': {
      ...get('Meetings, newest first', listOf(any), query('state'), query('before', integer)),
      ...send('post', 'Begins a meeting: its agenda is built from the gaps that nobody has taken on', object({ template: oneOf(TEMPLATE_NAMES), title: text, where: any, measure: text, topics: listOf(text), client_key: text }, ['template']), any),
    }, // prettier-ignore
    '/api/meetings/templates': get('The agenda templates', listOf(any)),
    '/api/meetings/{id}': of({
      ...get('A meeting as one may see it: agenda, claims, notes, people, decisions, promises', any),
      ...send('patch', 'The chair’s move', object({ current: orNull('string'), frozen: flag, add_minutes: integer, title: text, take_chair: flag }), any),
    }), // prettier-ignore
    '/api/meetings/{id}/notes': of(
      send('post', 'Notes a line', object({ text, item_id: text, client_key: text }, ['text']), any),
    ),
    '/api/meetings/{id}/promises': of(send('post', '报数: at least, commitment and challenge of a place', object({ key: any, least: integer, commitment: integer, challenge: integer }, ['key', 'commitment']), any)), // prettier-ignore
    '/api/meetings/{id}/close': of(
      operation('post', { summary: 'Ends it', says: 'The meeting', answer: any, refuses: REFUSES }),
    ),
    '/api/meetings/{id}/minutes': of(get('The minutes: Markdown, Word or blocks', any, query('format', oneOf(['md', 'docx', 'json'])), query('lang'))), // prettier-ignore
    '/api/meetings/{id}/report': of(
      get('战报: five lines for the group chat', object({ lines: listOf(text), text }), query('lang')),
    ),
  }
}
