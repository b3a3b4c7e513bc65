import { Refusal, quote } from '#domain/errors.ts'
import { inCohort } from '#domain/journey/cohort.ts'
import { OUTCOMES, type Outcome } from '#domain/journey/counters.ts'
import { splitsIntake } from '#domain/journey/intake.ts'
import { allowedValues } from '#domain/key.ts'
import { countersOf, readMeasure } from '#domain/measures.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import { RANGE_NAMES, type RangeName } from '#domain/range.ts'
import { readSpec, type Key, type ViewSpec } from '#domain/view.ts'
import { readCursor, type Cursor } from './cursor.ts'

/** The body of `POST /api/rows`, read: a question with one additive measure, one of its cells, and a page. */
export interface RowsSpec {
  spec: ViewSpec
  key: Key
  range: RangeName
  /** Mode cohort: which of a stage's entrants. */
  part: Outcome
  limit: number
  cursor: Cursor | null
}

export const MOST_LISTED = 1_000
const DEFAULT_LISTED = 100

const bad = (message: string, path: string): Refusal => new Refusal('bad_spec', message, { path })

/** Reads a listing's body. Throws a `Refusal` that names what offended. */
export function readRowsSpec(raw: unknown): RowsSpec {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw bad('the question is not a JSON object', '')
  const { key, range = 'current', part, limit = DEFAULT_LISTED, cursor, ...rest } = raw as Record<string, unknown>
  const spec = readSpec(rest)
  const [name, more] = spec.measures
  if (more !== undefined) throw bad('measures names several; a listing has one', 'measures')
  const measure = readMeasure(name, 'measures[0]')
  if (measure.per) throw bad(`${name} is a quotient; list what it divides`, 'measures[0]')
  const from = spec.mode === 'stock' ? [] : countersOf([measure]).map((counter) => counter.from)
  if (from.some((one) => one !== 'flow') && from.some((one) => one !== 'stock'))
    throw bad(`${name} does not count single events; list those that it is made of`, 'measures[0]')
  if (spec.mode === 'cohort' && from.includes('flow') && !inCohort(measure, 'measures[0]').parts)
    throw bad(`${name} is several stages of a cohort; list one of them`, 'measures[0]')
  if (splitsIntake(spec)) throw bad('intake is told of journeys; their events are listed without it', 'by')
  if (!RANGE_NAMES.includes(range as RangeName))
    throw bad(`range ${quote(range)} is none of ${RANGE_NAMES.join(', ')}`, 'range')
  if (range !== 'current' && !spec.compare.includes(range as 'previous')) spec.compare.push(range as 'previous')
  if (!Number.isInteger(limit) || (limit as number) < 1 || (limit as number) > MOST_LISTED) {
    throw bad(`limit ${quote(limit)} is not an integer from 1 to ${MOST_LISTED}`, 'limit')
  }
  if (part !== undefined && spec.mode !== 'cohort') throw bad('part belongs to mode cohort', 'part')
  if (part !== undefined && !OUTCOMES.includes(part as Outcome))
    throw bad(`part ${quote(part)} is none of ${OUTCOMES.join(', ')}`, 'part')
  const at = cursor === undefined || cursor === null ? null : readCursor(cursor)
  const outcome = (part as Outcome | undefined) ?? 'reached'
  return { spec, key: readKey(key, spec), range: range as RangeName, part: outcome, limit: limit as number, cursor: at }
}

function readKey(raw: unknown, spec: ViewSpec): Key {
  if (raw === undefined || raw === null) return {}
  if (typeof raw !== 'object' || Array.isArray(raw)) throw bad('key is not an object', 'key')
  const key: Key = {}
  for (const [name, text] of Object.entries(raw)) {
    const path = `key.${name.slice(0, 60)}`
    if (!spec.by.includes(name as never)) throw bad(`${quote(name)} is not a dimension of by`, path)
    if (text !== null && typeof text !== 'string') throw bad(`${path} is neither text nor null`, path)
    key[name] = text === '' ? null : text
  }
  return key
}

/** The plan of a cell alone: its key's values become the only ones that `where` allows. */
export function planOfCell(plan: Plan, key: Key, organisation: Organisation): Plan {
  const where = { ...plan.spec.where }
  for (const dimension of plan.spec.by) {
    if (!Object.hasOwn(key, dimension)) continue
    const within = !where[dimension] || allowedValues(plan, organisation, dimension).includes(key[dimension]!)
    where[dimension] = within ? [key[dimension]!] : []
  }
  return { ...plan, spec: { ...plan.spec, where } }
}
