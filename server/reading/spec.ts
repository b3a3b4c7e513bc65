import { readDimension, type Dimension } from '#domain/dimensions.ts'
import { quote } from '#domain/errors.ts'
import type { Segment } from '#domain/diagnosis/lattice.ts'
import type { Direction } from '#domain/reading/reading.ts'
import { KPI_OF } from '#domain/reading/table.ts'
import { bad, readAgainst } from '../diagnosis/spec.ts'

/** The body of `POST /api/reading`, read; what a question's own parts hold is read with the questions made of it. */
export interface ReadingSpec {
  segment: Segment
  where: Partial<Record<Dimension, unknown>>
  stage: string
  direction: Direction | null
  compare: 'previous' | 'last_year'
  /** `period`, `align`, `org`, `base`, `as_of`, `known_at` as they were sent. */
  rest: Record<string, unknown>
}

const OF_QUESTION = ['period', 'align', 'org', 'base', 'as_of', 'known_at'] as const
/** Parts of a diagnosis that say nothing of one of its causes. */
const IGNORED = ['measure', 'by', 'dims', 'of']

/**
 * Reads a question for a reading: a diagnosis' own question with the `segment` and `stage` of one of its causes. Throws
 * `bad_spec` or `unknown_dimension` naming what offended. Against a target, evidence is compared with the period before.
 */
export function readReadingSpec(raw: unknown): ReadingSpec {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw bad('the question is not a JSON object', '')
  const { segment, stage, direction, where, compare, ...others } = raw as Record<string, unknown>
  const rest: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(others)) {
    if ((OF_QUESTION as readonly string[]).includes(name)) rest[name] = value
    else if (!IGNORED.includes(name)) throw bad(`no part of this question is called ${quote(name)}`, name.slice(0, 60))
  }
  if (typeof stage !== 'string' || !Object.hasOwn(KPI_OF, stage))
    throw bad(`stage ${quote(stage)} is none of ${Object.keys(KPI_OF).join(', ')}`, 'stage')
  if (direction !== undefined && direction !== null && direction !== 'down' && direction !== 'up')
    throw bad(`direction ${quote(direction)} is neither down nor up`, 'direction')
  const named = readSegment(segment)
  return {
    segment: named,
    where: { ...readWhere(where, named), ...Object.fromEntries(Object.entries(named).map(([name, one]) => [name, [one || null]])) }, // prettier-ignore
    stage,
    direction: direction ?? null,
    compare: readAgainst(compare) === 'last_year' ? 'last_year' : 'previous',
    rest,
  }
}

function readSegment(raw: unknown): Segment {
  if (raw === undefined || raw === null) return {}
  if (typeof raw !== 'object' || Array.isArray(raw)) throw bad('segment is not an object', 'segment')
  const segment: Segment = {}
  for (const [name, value] of Object.entries(raw)) {
    const dimension = readDimension(name, `segment.${name.slice(0, 60)}`)
    if (typeof value !== 'string') throw bad(`segment.${dimension} ${quote(value)} is not text`, `segment.${dimension}`)
    segment[dimension] = value
  }
  return segment
}

/** The question's filter; a segment outside it is no part of what was asked. */
function readWhere(raw: unknown, segment: Segment): Record<string, unknown> {
  if (raw === undefined || raw === null) return {}
  if (typeof raw !== 'object' || Array.isArray(raw)) throw bad('where is not an object', 'where')
  for (const [name, values] of Object.entries(raw)) {
    const own = segment[name]
    if (own !== undefined && Array.isArray(values) && !values.includes(own || null))
      throw bad(`segment.${name} ${quote(own)} lies outside where`, `segment.${name}`)
  }
  return { ...raw }
}
