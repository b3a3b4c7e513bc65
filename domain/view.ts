import { readDimension, type Dimension } from './dimensions.ts'
import { Refusal, quote } from './errors.ts'
import { readMeasure } from './measures.ts'
import { readPeriod } from './period.ts'
import {
  ALIGNMENTS,
  COMPARISONS,
  type Alignment,
  type Comparison,
  type Period,
  type RangeName,
  type StatedRange,
} from './range.ts'
import { TARGET_KINDS, type TargetKind } from './targets/book.ts'
import { readInstant } from './value.ts'

export const MODES = ['flow', 'cohort', 'stock'] as const
export type Mode = (typeof MODES)[number]
const ANSWERED: readonly Mode[] = ['flow', 'cohort', 'stock']

/** What a journey of a cohort can begin with. */
export const ENTRIES = ['unique_lead', 'card', 'first_visit', 'order'] as const
export type Entry = (typeof ENTRIES)[number]

export const DEFAULT_WINDOW_DAYS = 30
export const LONGEST_WINDOW_DAYS = 730

/** The body of `POST /api/query` and of `view:open`: the only way to ask for numbers. Checked and completed. */
export interface ViewSpec {
  measures: string[]
  by: Dimension[]
  /** Dimension → allowed values; `null` stands for an absent attribute. */
  where: Partial<Record<Dimension, (string | null)[]>>
  period: Period
  compare: Comparison[]
  /** Which records `target` and `target_full` mean: the target, the regions’ commitment or the challenge. */
  target_kind: TargetKind
  align: Alignment
  mode: Mode
  /** Mode cohort: which events enter a journey, and for how many days what became of them is counted. */
  entry: Entry
  window_days: number
  org: 'current' | 'as_stood'
  /** `same_store` (同店): only dealers open in every range. */
  base: 'all' | 'same_store'
  /** Comparisons count a replaced model's events for the model that replaced it. */
  successors: boolean
  /** Epoch ms, or `null` for the running clock. */
  as_of: number | null
  known_at: number | null
  order: { measure: string; dir: 'asc' | 'desc' }[]
  limit: number
}

/** Counts are integers, money is decimal text, a rate or duration is a number or `null`. */
export type Figure = number | string | null

/** A stage of a cohort: of its entrants `expired` are those undecided whose window has closed. */
export type Reach = Record<string, number>
export type Figures = Record<string, Figure | Reach>

/** `null` in a key is an absent attribute. */
export type Key = Record<string, string | null>

export interface Row {
  key: Key
  current: Figures
  previous?: Figures | null
  last_year?: Figures | null
  /** Only measures that have a target. Fractional: a share of the target by day weights. */
  target?: Record<string, number>
  target_full?: Record<string, number>
}

export type Ranges = { current: StatedRange } & Partial<Record<RangeName, StatedRange>>

/** How fresh one source is, as far as the answer's `seq` and scope go. */
export interface SourceFreshness {
  received_at: string
  occurred_at: string
  /** Complete up to here, as the source itself said. */
  watermark?: string
}

export type Freshness = Record<string, SourceFreshness>

export interface ViewResult {
  seq: number
  as_of: string
  ranges: Ranges
  rows: Row[]
  total: Omit<Row, 'key'>
  freshness: Freshness
  /** Which table answered. */
  table: string
}

/** `view:patch`: `rows` replace those with the same key, `gone` lists keys that left the answer. */
export interface ViewPatch {
  view: string
  rev: number
  prev: number
  seq: number
  as_of: string
  ranges: Ranges
  rows: Row[]
  gone: Key[]
  total: Omit<Row, 'key'>
  freshness: Freshness
}

export interface ViewOpened {
  view: string
  rev: number
  seq: number
  as_of: string
  result: ViewResult
}

const FIELDS = ['measures', 'by', 'where', 'period', 'compare', 'align', 'mode', 'org', 'as_of', 'known_at', 'order', 'limit', 'entry', 'window_days', 'target_kind', 'base', 'successors'] // prettier-ignore
const MOST_MEASURES = 40
const MOST_DIMENSIONS = 8
const MOST_VALUES = 2_000
const LONGEST_VALUE = 400
export const LARGEST_LIMIT = 10_000
export const DEFAULT_LIMIT = 500

const bad = (message: string, path: string): Refusal => new Refusal('bad_spec', message, { path })

function list(raw: unknown, path: string, most: number): unknown[] {
  if (raw === undefined || raw === null) return []
  if (!Array.isArray(raw)) throw bad(`${path} is not a list`, path)
  if (raw.length > most) throw bad(`${path} has ${raw.length} entries, at most ${most} are allowed`, path)
  return raw
}

function oneOf<T extends string>(raw: unknown, values: readonly T[], path: string, absent: T): T {
  if (raw === undefined || raw === null) return absent
  if (!values.includes(raw as T)) throw bad(`${path} ${quote(raw)} is none of ${values.join(', ')}`, path)
  return raw as T
}

function readFlag(raw: unknown, path: string): boolean {
  if (raw === undefined || raw === null) return false
  if (typeof raw !== 'boolean') throw bad(`${path} ${quote(raw)} is neither true nor false`, path)
  return raw
}

/**
 * Reads a question. Throws a `Refusal` that names what offended: `bad_spec`, `unknown_measure`, `unknown_dimension`,
 * `bad_period`, `bad_clock` or `not_available`. Whether the period can be resolved is decided by `resolvePeriod`.
 */
export function readSpec(raw: unknown): ViewSpec {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw bad('the question is not a JSON object', '')
  const spec = raw as Record<string, unknown>
  for (const name in spec)
    if (!FIELDS.includes(name)) throw bad(`no part of a question is called ${quote(name)}`, name.slice(0, 60))
  const mode = oneOf(spec.mode, MODES, 'mode', 'flow')
  if (!ANSWERED.includes(mode))
    throw new Refusal('not_available', `mode ${quote(mode)} is not answered by this version`, { path: 'mode' })
  for (const name of ['entry', 'window_days'])
    if ((spec[name] ?? undefined) !== undefined && mode !== 'cohort') throw bad(`${name} belongs to mode cohort`, name)
  const measures = unique(
    list(spec.measures, 'measures', MOST_MEASURES).map((name, i) => readMeasure(name, `measures[${i}]`).name),
  )
  if (measures.length === 0) throw bad('measures is empty; name at least one', 'measures')
  const by = list(spec.by, 'by', MOST_DIMENSIONS).map((name, i) => readDimension(name, `by[${i}]`))
  if (new Set(by).size < by.length) throw bad('by names a dimension twice', 'by')
  return {
    measures,
    by,
    where: readWhere(spec.where),
    period: readPeriod(spec.period),
    compare: unique(
      list(spec.compare, 'compare', 8).map((name, i) => oneOf(name ?? '', COMPARISONS, `compare[${i}]`, 'previous')),
    ),
    target_kind: oneOf(spec.target_kind, TARGET_KINDS, 'target_kind', 'target'),
    align: oneOf(spec.align, ALIGNMENTS, 'align', 'elapsed'),
    mode,
    entry: oneOf(spec.entry, ENTRIES, 'entry', 'unique_lead'),
    window_days: readWindow(spec.window_days),
    org: oneOf(spec.org, ['current', 'as_stood'], 'org', 'current'),
    base: oneOf(spec.base, ['all', 'same_store'], 'base', 'all'),
    successors: readFlag(spec.successors, 'successors'),
    as_of: readClock(spec.as_of, 'as_of'),
    known_at: readClock(spec.known_at, 'known_at'),
    order: list(spec.order, 'order', 8).map((entry, i) => readOrder(entry, `order[${i}]`, measures)),
    limit: readLimit(spec.limit),
  }
}

const unique = <T>(values: T[]): T[] => [...new Set(values)]

function readWhere(raw: unknown): ViewSpec['where'] {
  if (raw === undefined || raw === null) return {}
  if (typeof raw !== 'object' || Array.isArray(raw)) throw bad('where is not an object', 'where')
  const where: ViewSpec['where'] = {}
  for (const [name, values] of Object.entries(raw).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const dimension = readDimension(name, `where.${name.slice(0, 60)}`)
    const path = `where.${dimension}`
    if (!Array.isArray(values)) throw bad(`${path} is not a list of values`, path)
    const allowed = list(values, path, MOST_VALUES).map((value) => {
      if (value !== null && typeof value !== 'string')
        throw bad(`${path} holds ${quote(value)}, which is neither text nor null`, path)
      if (value !== null && value.length > LONGEST_VALUE)
        throw bad(`${path} holds a value of ${value.length} characters`, path)
      return value === '' ? null : value
    })
    where[dimension] = unique(allowed).sort()
  }
  return where
}

function readClock(raw: unknown, path: string): number | null {
  if (raw === undefined || raw === null) return null
  try {
    return readInstant(raw, path)
  } catch (cause) {
    throw new Refusal('bad_clock', `${path} ${quote(raw)} is not an instant with an offset`, { path, cause })
  }
}

function readOrder(raw: unknown, path: string, measures: string[]): ViewSpec['order'][number] {
  if (typeof raw !== 'object' || raw === null) throw bad(`${path} is not {"measure","dir"}`, path)
  const { measure, dir } = raw as Record<string, unknown>
  const { name } = readMeasure(measure, `${path}.measure`)
  if (!measures.includes(name)) throw bad(`${path} orders by ${quote(name)}, which is not asked for`, `${path}.measure`)
  return { measure: name, dir: oneOf(dir, ['asc', 'desc'], `${path}.dir`, 'desc') }
}

function readWindow(raw: unknown): number {
  if (raw === undefined || raw === null) return DEFAULT_WINDOW_DAYS
  if (!Number.isInteger(raw) || (raw as number) < 1 || (raw as number) > LONGEST_WINDOW_DAYS) {
    throw bad(`window_days ${quote(raw)} is not an integer from 1 to ${LONGEST_WINDOW_DAYS}`, 'window_days')
  }
  return raw as number
}

function readLimit(raw: unknown): number {
  if (raw === undefined || raw === null) return DEFAULT_LIMIT
  if (!Number.isInteger(raw) || (raw as number) < 1 || (raw as number) > LARGEST_LIMIT) {
    throw bad(`limit ${quote(raw)} is not an integer from 1 to ${LARGEST_LIMIT}`, 'limit')
  }
  return raw as number
}
