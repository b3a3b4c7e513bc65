import type { StepCounts } from '#domain/diagnosis/gain.ts'
import type { Dimension } from '#domain/dimensions.ts'
import { quote } from '#domain/errors.ts'
import type { Key, Row } from '#domain/view.ts'
import { countOf } from '../pace/sitting.ts'
import { bad, readCut, readDiagnosisSpec, type DiagnosisSpec } from './spec.ts'

/** What a step can be set to: another range, the target, the median or the best of its equals, or a figure. */
const GOALS = ['previous', 'last_year', 'target', 'peers', 'best'] as const
export type GoalName = (typeof GOALS)[number]

/** A what-if, read: the segment's own question, its step, and where that is to be set. */
export interface Supposed {
  spec: DiagnosisSpec
  segment: Key
  /** The question's `where` with the segment in it. */
  where: Record<string, unknown>
  stage: string
  /** The stage before; `null` for the first one. */
  before: string | null
  to: GoalName | number
}

/** A row's counts of the step that is looked at. */
export function stepOf({ before, stage, spec }: Supposed, row: Omit<Row, 'key'>): StepCounts {
  return {
    before: before === null ? null : countOf(row, before),
    count: countOf(row, stage),
    outcome: countOf(row, spec.measure),
  }
}

/** Reads `POST /api/whatif`. Throws a `Refusal` naming what offended. */
export function readSupposed(raw: unknown, retail: string): Supposed {
  const spec = readDiagnosisSpec(raw, retail, ['segment', 'stage', 'to'])
  const { segment: named, stage, to } = raw as Record<string, unknown>
  const at = spec.stages.indexOf(stage as string)
  if (at < 0) throw bad(`stage ${quote(stage)} is none of ${spec.stages.join(', ')}`, 'stage')
  const segment = readSegment(named)
  const where = { ...(spec.question['where'] as Record<string, unknown> | undefined) }
  for (const [name, value] of Object.entries(segment)) where[name] = [value]
  return { spec, segment, where, stage: spec.stages[at]!, before: spec.stages[at - 1] ?? null, to: readTo(to, at > 0) }
}

function readSegment(raw: unknown): Key {
  if (raw === undefined || raw === null) return {}
  if (typeof raw !== 'object' || Array.isArray(raw)) throw bad('segment is not an object', 'segment')
  const segment: Key = {}
  for (const [name, value] of Object.entries(raw)) {
    const dimension: Dimension = readCut(name, `segment.${name.slice(0, 60)}`)
    if (value !== null && typeof value !== 'string') throw bad(`${quote(value)} is neither text nor null`, `segment.${dimension}`) // prettier-ignore
    segment[dimension] = value === '' ? null : value
  }
  return segment
}

function readTo(raw: unknown, isRate: boolean): Supposed['to'] {
  if (GOALS.includes(raw as GoalName)) return raw as GoalName
  if (typeof raw !== 'number' || !Number.isFinite(raw) || raw < 0)
    throw bad(`to ${quote(raw)} is neither one of ${GOALS.join(', ')} nor a figure from zero up`, 'to')
  if (isRate && raw > 1) throw bad(`${raw} is no rate; rates go from 0 to 1`, 'to')
  return raw
}
