import { Refusal, quote } from '#domain/errors.ts'
import { inCohort } from '#domain/journey/cohort.ts'
import { OUTCOMES, type Outcome } from '#domain/journey/counters.ts'
import { allowedValues } from '#domain/key.ts'
import { readMeasure } from '#domain/measures.ts'
import type { Organisation } from '#domain/organisation.ts'
import { withMeasures, type Plan } from '#domain/plan.ts'
import { RANGE_NAMES, type RangeName } from '#domain/range.ts'
import { readSpec, type Key, type ViewSpec } from '#domain/view.ts'
import { readCursor, type Cursor } from './cursor.ts'

/** The sides of a quotient that can be listed. */
const SIDES = ['numerator', 'denominator'] as const
export type Side = (typeof SIDES)[number]

/** The body of `POST /api/rows`, read: a question with one measure, one of its cells, and a page. */
export interface RowsSpec {
  spec: ViewSpec
  key: Key
  range: RangeName
  /** Mode cohort: which of a stage's entrants. */
  part: Outcome
  /** Which side of a quotient; `null` for what is none. */
  side: Side | null
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
  const side = SIDES.find((one) => one === part) ?? null
  if (measure.per && !side) throw bad(`${name} is a quotient; part says which side: ${SIDES.join(' or ')}`, 'measures[0]') // prettier-ignore
  if (side && !measure.per) throw bad(`${name} is no quotient and has no ${side}`, 'part')
  if (!RANGE_NAMES.includes(range as RangeName))
    throw bad(`range ${quote(range)} is none of ${RANGE_NAMES.join(', ')}`, 'range')
  if (range !== 'current' && !spec.compare.includes(range as 'previous')) spec.compare.push(range as 'previous')
  if (!Number.isInteger(limit) || (limit as number) < 1 || (limit as number) > MOST_LISTED) {
    throw bad(`limit ${quote(limit)} is not an integer from 1 to ${MOST_LISTED}`, 'limit')
  }
  if (part !== undefined && !side) {
    if (spec.mode !== 'cohort') throw bad('part belongs to mode cohort, and to quotients', 'part')
    if (!OUTCOMES.includes(part as Outcome))
      throw bad(`part ${quote(part)} is none of ${[...OUTCOMES, ...SIDES].join(', ')}`, 'part')
    if (part !== 'reached' && !inCohort(measure, 'measures[0]').parts)
      throw bad(`${name} is no single stage of a cohort: only what it reached is counted`, 'part')
  }
  const at = cursor === undefined || cursor === null ? null : readCursor(cursor)
  const outcome = side ? 'reached' : ((part as Outcome | undefined) ?? 'reached')
  return { spec, key: readKey(key, spec), range: range as RangeName, part: outcome, side, limit: limit as number, cursor: at } // prettier-ignore
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

/** The plan of one side of its quotient, which is then a count or an amount of its own. */
export function planOfSide(plan: Plan, side: Side | null): Plan {
  const { per, ...measure } = plan.measures[0]!
  if (!per || !side) return plan
  const chosen = side === 'numerator' ? measure.terms : per
  // An average of three months weighs its one part by three: what is listed counts once.
  const terms = chosen.map((term) => ({ ...term, factor: term.factor < 0 ? (-1 as const) : (1 as const) }))
  const unit = terms.some(({ of }) => of === 'amount') ? 'money' : 'count'
  return withMeasures(plan, [{ ...measure, terms, unit }])
}
