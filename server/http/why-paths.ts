import { DIMENSION_NAMES } from '#domain/dimensions.ts'
import { ALIGNMENTS } from '#domain/range.ts'
import { ask } from './operation.ts'
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
  where,
  type Schema,
} from './schema.ts'

const stage: Schema = { ...text, description: 'unique_lead, first_visit, test_drive, order, deal, delivery or invoice' }
const dimension: Schema = { ...text, description: `${DIMENSION_NAMES.join(', ')} or attrs.NAME; none of time` }
const of: Schema = oneOf(['volume', 'rate'])
const key = mapOf(orNull('string'))
const question = {
  measure: { ...stage, default: 'the retail event' },
  where,
  period: {},
  compare: { ...oneOf(['previous', 'last_year', 'target']), default: 'previous' },
  align: { ...oneOf(ALIGNMENTS), default: 'elapsed' },
  org: { ...oneOf(['current', 'as_stood']), default: 'current' },
  base: { ...oneOf(['all', 'same_store']), default: 'all' },
  as_of: instant,
  known_at: instant,
  by: dimension,
  dims: listOf(dimension),
}
const side = object({ count: number, rate: orNull('number') })
const interval = { units: number, low: number, high: number }
const moment = { seq: integer, as_of: instant, ranges: any, measure: stage }
const step = object({ stage, of, ...interval, mix: number, gained: number, lost: number, baseline: side, actual: side })
const cause = object({
  segment: mapOf(text), stage, of: oneOf(['volume', 'rate', 'mix']), ...interval,
  expected: number, actual: number, rate: orNull('object'), evidence: number, small: flag, view: any,
}) // prettier-ignore
const diagnosis = object({
  ...moment, against: text, due: number, actual: number, gap: number, due_by: orNull('string'), steps: listOf(step), by: dimension,
  nodes: listOf(object({ key, gap: number, steps: listOf(number) })), causes: listOf(cause), silent: listOf(text), freshness: any, calls_as_of: orNull('string'), pending: flag,
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
  seen: object({ least: orNull('number'), most: orNull('number') }), beyond: flag,
}) // prettier-ignore

/** The routes of why: diagnosis, a step by two dimensions, what another rate would bring. */
export function whyPaths(): Record<string, Schema> {
  return {
    '/api/diagnose': ask(
      'Where and at which step a gap comes about, exactly and by cause',
      object({ ...question, soon: { ...flag, default: false } }),
      diagnosis,
    ),
    '/api/diagnose/matrix': ask(
      'One step of a gap by two dimensions',
      object({ ...question, step: stage, rows: dimension, columns: dimension }, ['step', 'rows', 'columns']),
      matrix,
    ),
    '/api/whatif': ask(
      'What a step of a segment would bring if it stood elsewhere, and whether that was ever seen',
      object(
        {
          ...question,
          segment: key,
          stage,
          to: { oneOf: [oneOf(['previous', 'last_year', 'target', 'peers', 'best']), number] },
        },
        ['stage', 'to'],
      ),
      whatIf,
    ),
  }
}
