import { DIMENSION_NAMES } from '#domain/dimensions.ts'
import { MEASURES } from '#domain/measures.ts'
import { ALIGNMENTS, COMPARISONS, NAMED_PERIODS } from '#domain/range.ts'
import { TARGET_KINDS } from '#domain/targets/book.ts'
import { ENTRIES } from '#domain/view.ts'
import { ask, operation, query } from './operation.ts'
import {
  any,
  day,
  flag,
  instant,
  integer,
  listOf,
  object,
  oneOf,
  orNull,
  ref,
  text,
  where,
  type Schema,
} from './schema.ts'

const spec = object(
  {
    measures: { ...listOf(oneOf([...MEASURES.keys()])), minItems: 1 },
    by: listOf({ ...text, description: `${DIMENSION_NAMES.join(', ')} or attrs.NAME` }),
    where,
    period: {
      oneOf: [
        oneOf(NAMED_PERIODS),
        object({ from: text, to: text }, ['from', 'to']),
        object({ window: text, year: integer }, ['window']),
      ],
    },
    compare: listOf(oneOf(COMPARISONS)),
    target_kind: { ...oneOf(TARGET_KINDS), default: 'target' },
    align: { ...oneOf(ALIGNMENTS), default: 'elapsed' },
    mode: { ...oneOf(['flow']), default: 'flow' },
    org: { ...oneOf(['current', 'as_stood']), default: 'current' },
    base: { ...oneOf(['all', 'same_store']), default: 'all' },
    successors: { ...flag, default: false },
    as_of: instant,
    known_at: instant,
    order: listOf(object({ measure: text, dir: oneOf(['asc', 'desc']) })),
    limit: { ...integer, minimum: 1, maximum: 10_000, default: 500 },
  },
  ['measures'],
)

const paceSpec = object({
  measure: { ...text, description: 'a count; by default the retail event' },
  by: { ...text, description: 'one place, model or channel dimension' },
  where,
  period: { ...oneOf(['month_to_date', 'quarter', 'year']), default: 'month_to_date' },
  against: { ...oneOf(TARGET_KINDS), default: 'target' },
  as_of: instant,
  known_at: instant,
})

const PARTS = ['key', 'current', 'previous', 'last_year', 'target', 'target_full']
const row = object(Object.fromEntries(PARTS.map((part) => [part, orNull('object')])))
const result = object({ seq: integer, as_of: instant, ranges: any, rows: listOf(row), total: row, freshness: any, table: text }) // prettier-ignore

const rowsBehind = object({
  key: any,
  range: text,
  part: {
    ...oneOf(['reached', 'lost', 'undecided', 'expired', 'numerator', 'denominator']),
    description: 'Mode cohort: which of a stage’s entrants. Of a quotient: which side of it.',
  },
  cursor: text,
  format: { ...oneOf(['json', 'csv']), default: 'json' },
  lang: { ...oneOf(['zh', 'en']), default: 'zh' },
})

const lags = {
  ...object({ from: text, to: text, entry: oneOf(ENTRIES), window_days: integer }, ['to']),
  description: 'A cohort question without measures and by, with from (the entry when absent) and to.',
}

/** The routes of questions: figures, the rows behind them, pace, targets and the calendar. */
export const queryPaths = (): Record<string, Schema> => ({
  '/api/query': ask('Answers a question', ref('ViewSpec'), ref('ViewResult')),
  '/api/rows': ask('The events behind a figure', { allOf: [ref('ViewSpec'), rowsBehind] }, any),
  '/api/restated': ask(
    'Closed days whose figure is no longer what was known at their close',
    object({ measures: listOf(text), where: any, period: {}, org: text, since: instant }, ['measures']),
    any,
  ),
  '/api/lags': ask(
    'How long journeys took from one stage to the next: a histogram by whole days, the undecided, median and P80',
    lags,
    any,
  ),
  '/api/alignments': ask('How the total changed under every alignment, and where the sign flips', ref('ViewSpec'), any),
  '/api/calendar': operation('get', {
    summary: 'Working days, festivals, 旬, fiscal months and named windows',
    parameters: [query('from', day), query('to', day)],
    answer: any,
    refuses: [400, 401],
  }),
  '/api/pace': ask(
    'Progress against targets on three bases, the forecast of the end, and the gap turned backwards',
    ref('PaceSpec'),
    any,
  ),
  '/api/targets/versions': operation('get', {
    summary: 'Every version of every target that one may see, and what superseded it; newest first',
    parameters: [query('measure')],
    answer: listOf(any),
    refuses: [401],
  }),
})

/** What these routes take and answer, by name. */
export const querySchemas: Record<string, Schema> = { ViewSpec: spec, PaceSpec: paceSpec, ViewResult: result }
