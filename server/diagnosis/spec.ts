import type { Against } from '#domain/diagnosis/answer.ts'
import { originOf, readDimension, type Dimension } from '#domain/dimensions.ts'
import { Refusal, quote } from '#domain/errors.ts'

/** The body of `POST /api/diagnose`, read; `where`, period and clocks are read with the question that is made of it. */
export interface DiagnosisSpec {
  /** What fell behind: the last stage of the funnel that is looked at. */
  measure: string
  stages: readonly string[]
  against: Against
  /** Dimension of the split; `null` for the next level below the question's place. */
  by: Dimension | null
  /** Dimensions in which causes are looked for; `null` for those that the data can carry. */
  dims: readonly Dimension[] | null
  /** The parts that a question of `POST /api/query` has too. */
  question: Record<string, unknown>
}

/** From interest to the handed-over car: gross counts of events in the range, so that none is ever below zero. */
const FUNNEL = ['unique_lead', 'first_visit', 'test_drive', 'order', 'deal', 'delivery'] as const
/** Counts that stand beside the funnel: the step that they follow. */
const BESIDE: Readonly<Record<string, (typeof FUNNEL)[number]>> = { invoice: 'order' }

const SHARED = ['where', 'period', 'align', 'org', 'base', 'as_of', 'known_at']
const FIELDS = [...SHARED, 'measure', 'compare', 'by', 'dims']
const AGAINST: readonly Against[] = ['previous', 'last_year', 'target']
const MOST_DIMENSIONS = 8

export const bad = (message: string, path: string): Refusal => new Refusal('bad_spec', message, { path })

/** Fields of the body by name; nothing but `known` may be among them. Throws `bad_spec`. */
function readFields(raw: unknown, known: readonly string[]): Record<string, unknown> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw bad('the question is not a JSON object', '')
  const strange = Object.keys(raw).find((name) => !known.includes(name))
  if (strange !== undefined) throw bad(`no part of this question is called ${quote(strange)}`, strange.slice(0, 60))
  return raw as Record<string, unknown>
}

/**
 * Reads the body. `retail` is the measure of questions that name none; `more` are fields that belong to a question
 * beside the diagnosis. Throws a `Refusal` naming what offended.
 */
export function readDiagnosisSpec(raw: unknown, retail: string, more: readonly string[] = []): DiagnosisSpec {
  const fields = readFields(raw, [...FIELDS, ...more])
  const measure = fields['measure'] ?? retail
  const stages = stagesTo(measure)
  if (stages.length === 0)
    throw bad(`measure ${quote(measure)} is none of ${[...FUNNEL, ...Object.keys(BESIDE)].join(', ')}`, 'measure')
  const against = readAgainst(fields['compare'])
  const shared = SHARED.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]] as const)
  const { by, dims } = fields
  return {
    measure: stages.at(-1)!,
    stages,
    against,
    by: by === undefined || by === null ? null : readCut(Array.isArray(by) && by.length === 1 ? by[0] : by, 'by'),
    dims: dims === undefined || dims === null ? null : readDims(dims),
    question: Object.fromEntries(shared),
  }
}

/** Whether whoever asks would rather have an answer now than all that there is to say. Throws `bad_spec`. */
export function isSoon(raw: unknown): boolean {
  const { soon = false } = raw as { soon?: unknown }
  if (typeof soon !== 'boolean') throw bad('soon is neither true nor false', 'soon')
  return soon
}

function stagesTo(measure: unknown): string[] {
  if (typeof measure !== 'string') return []
  const after = Object.hasOwn(BESIDE, measure) ? BESIDE[measure]! : null
  const stages = FUNNEL.slice(0, (FUNNEL as readonly string[]).indexOf(after ?? measure) + 1)
  return after ? [...stages, measure] : stages
}

/** Reads `compare`: one comparison, alone or as a list of one; the previous range unless told. */
export function readAgainst(raw: unknown): Against {
  const named = Array.isArray(raw) && raw.length === 1 ? (raw[0] as unknown) : (raw ?? 'previous')
  if (!AGAINST.includes(named as Against))
    throw bad(`compare ${quote(raw)} is none of ${AGAINST.join(', ')}`, 'compare')
  return named as Against
}

function readDims(raw: unknown): Dimension[] {
  if (!Array.isArray(raw) || raw.length === 0) throw bad('dims is not a list of dimensions', 'dims')
  if (raw.length > MOST_DIMENSIONS)
    throw bad(`dims has ${raw.length} entries, at most ${MOST_DIMENSIONS} are allowed`, 'dims')
  return [...new Set(raw.map((name, i) => readCut(name, `dims[${i}]`)))]
}

/** A dimension that a gap can be split by: what an event, its dealer, model or channel says, not when it happened. */
export function readCut(raw: unknown, path: string): Dimension {
  const dimension = readDimension(raw, path)
  if (['time', 'journey', 'stock'].includes(originOf(dimension)))
    throw bad(`${dimension} is no part of the business that a gap can be split by`, path)
  return dimension
}
