import { originOf, readDimension, type Dimension } from '#domain/dimensions.ts'
import { Refusal, quote } from '#domain/errors.ts'
import { readMeasure } from '#domain/measures.ts'
import { TARGET_KINDS, type TargetKind } from '#domain/targets/book.ts'

/** The body of `POST /api/pace`, read; `where` and the clocks are read with the questions that are made of it. */
export interface PaceSpec {
  measure: string
  by: Dimension | null
  where: unknown
  period: 'month_to_date' | 'quarter_to_date' | 'year_to_date'
  against: TargetKind
  as_of: unknown
  known_at: unknown
}

const FIELDS = ['measure', 'where', 'by', 'period', 'against', 'as_of', 'known_at']
const PERIODS: Readonly<Record<string, PaceSpec['period']>> = {
  month: 'month_to_date', month_to_date: 'month_to_date', quarter: 'quarter_to_date', quarter_to_date: 'quarter_to_date',
  year: 'year_to_date', year_to_date: 'year_to_date',
} // prettier-ignore

const bad = (message: string, path: string): Refusal => new Refusal('bad_spec', message, { path })

/** Reads the body. Throws a `Refusal` naming what offended. `retail`: the measure of questions that name none. */
export function readPaceSpec(raw: unknown, retail: string): PaceSpec {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw bad('the question is not a JSON object', '')
  const spec = raw as Record<string, unknown>
  const unknown = Object.keys(spec).find((name) => !FIELDS.includes(name))
  if (unknown !== undefined) throw bad(`no part of this question is called ${quote(unknown)}`, unknown.slice(0, 60))
  const measure = readMeasure(spec['measure'] ?? retail, 'measure')
  if (measure.unit !== 'count') throw bad(`${measure.name} is not a count; progress is told of counts`, 'measure')
  const period = PERIODS[String(spec['period'] ?? 'month_to_date')]
  if (!period) throw bad(`period ${quote(spec['period'])} is none of month_to_date, quarter, year`, 'period')
  const against = (spec['against'] ?? 'target') as TargetKind
  if (!TARGET_KINDS.includes(against))
    throw bad(`against ${quote(against)} is none of ${TARGET_KINDS.join(', ')}`, 'against')
  const { where, as_of, known_at } = spec
  return { measure: measure.name, by: readBy(spec['by']), where, period, against, as_of, known_at }
}

function readBy(raw: unknown): Dimension | null {
  const named = Array.isArray(raw) ? raw : raw === undefined || raw === null ? [] : [raw]
  if (named.length > 1) throw bad('by names more than one dimension', 'by')
  if (named.length === 0) return null
  const by = readDimension(named[0], 'by')
  const origin = originOf(by)
  const own = by === 'dealer_id' || by === 'advisor_id' || by === 'model' || by === 'channel'
  if (!own && (origin === 'fact' || origin === 'time'))
    throw bad(`by ${quote(by)} is neither a place nor a model or channel`, 'by')
  return by
}
