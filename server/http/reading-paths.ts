import { KPI_OF } from '#domain/reading/table.ts'
import { ask } from './operation.ts'
import {
  any,
  instant,
  integer,
  listOf,
  number,
  object,
  oneOf,
  orNull,
  text,
  where,
  words,
  type Schema,
} from './schema.ts'

const SIDES = ['outside', 'inside', 'data']
const direction = oneOf(['down', 'up'])
const figure = object({ name: text, value: orNull('number'), before: orNull('number'), unit: text })
const sentence = object({ topic: text, zh: text, en: text, side: oneOf(SIDES), supports: orNull('boolean'), figures: listOf(figure), view: any }) // prettier-ignore
const reading = object({
  seq: integer, as_of: instant, kpi: text, direction, moved: figure, segment: any, stage: text,
  side: oneOf([...SIDES, 'unknown']), because: orNull('string'), words, outside: words, inside: words,
  source: oneOf(['seed', 'ours']), sentences: listOf(sentence), ranges: any,
}) // prettier-ignore
const item = object({
  kind: oneOf(['cause', 'overdue', 'due', 'data']), zh: text, en: text, units: number, view: orNull('object'), call: words, link: text,
}) // prettier-ignore

/** The routes of readings and of the morning list. */
export function readingPaths(): Record<string, Schema> {
  return {
    '/api/reading': ask(
      'Whether a cause lies outside or inside, with the evidence for and against each',
      object({
        segment: { type: 'object', additionalProperties: text }, stage: { ...text, enum: Object.keys(KPI_OF) }, direction,
        where, period: {}, compare: { ...text, enum: ['previous', 'last_year', 'target'] }, align: text, org: text, base: text,
        as_of: instant, known_at: instant,
      }, ['stage']),
      reading,
    ),
    '/api/morning': ask(
      'The three things of the day for a place, by cars at stake, each with the call to make',
      object({ where, as_of: instant }),
      object({ seq: integer, as_of: instant, items: listOf(item) }),
    ),
  } // prettier-ignore
}
