import { bucketMap, isBucket, type BucketMap } from '#domain/bucket.ts'
import { add, type Cells } from '#domain/cells.ts'
import { sliceFields, takers, type Sliced } from '#domain/counter.ts'
import { Refusal } from '#domain/errors.ts'
import { splitsIntake } from '#domain/journey/intake.ts'
import { rangesOf, type Plan } from '#domain/plan.ts'
import type { RangeName } from '#domain/range.ts'
import { LARGEST_LIMIT, type Key } from '#domain/view.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import type { Sql } from '#store/clickhouse/sql.ts'
import { StoreError } from '#store/error.ts'
import { buildSums, type RawLine } from './build.ts'
import type { Source } from './source.ts'

/** Seconds after which the engine gives a question up. */
const LONGEST_SECONDS = 20
const MOST_LINES = 1_000_000

let asked = 0

/** Asks the store, projections off: they serve look-ups. Throws `too_many_rows` or `store_unavailable`. */
export async function ask<T>(
  engine: Engine,
  question: Sql,
  what: 'sums' | 'rows' | 'journeys' | 'stock',
  maxRows = MOST_LINES,
): Promise<T[]> {
  asked = (asked + 1) % 1e9
  const label = `query/${what}/${asked}`
  try {
    return await engine.query<T>(question, {
      label,
      maxSeconds: LONGEST_SECONDS,
      maxRows,
      settings: { optimize_use_projections: 0 },
    })
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause
    if (cause.kind === 'too_large') throw tooManyRows(cause)
    if (cause.kind === 'bad_query') throw cause
    throw new Refusal('store_unavailable', 'the store is away or too busy for this question; try again', { cause })
  }
}

export const tooManyRows = (cause?: unknown): Refusal => {
  const most = LARGEST_LIMIT.toLocaleString('en')
  return new Refusal('too_many_rows', `the answer has more than ${most} groups; ask for fewer dimensions or filter`, {
    path: 'by',
    cause,
  })
}

/** Counts facts: one statement over all ranges. */
export const flowSource =
  (engine: Engine): Source =>
  async (cells, plan, organisation, seq) => {
    const counted = plan.sources.flow.length > 0 && !splitsIntake(plan.spec)
    const question = counted ? buildSums(plan, organisation, seq) : null
    if (question) readLines(cells, plan, await ask<RawLine>(engine, question, 'sums'))
  }

/** Adds the store's lines to cells. Throws `too_many_rows` above 10,000 groups. */
export function readLines(cells: Cells, plan: Plan, lines: readonly RawLine[]): void {
  const { by } = plan.spec
  const buckets = new Map<string, BucketMap>(by.filter(isBucket).map((bucket) => [bucket, bucketMap(plan, bucket)]))
  const read = (line: RawLine, i: number, range: RangeName): string | null => {
    const held = line[`k${i}`]!
    const raw = Array.isArray(held) ? held.at(range === 'current' ? 0 : -1)! : held
    if (by[i] === 'hour') return String(raw).padStart(2, '0')
    const bucket = buckets.get(by[i]!)
    return bucket ? bucket.keyOf(range, String(raw)) : String(raw) || null
  }
  const ranges = rangesOf(plan)
  const counters = countersOfLine(plan)
  for (const line of lines) {
    const names = counters(line)
    for (const range of ranges) {
      const units = Number(line[`u_${range}`] ?? 0)
      if (units === 0) continue
      const key: Key = {}
      by.forEach((dimension, i) => (key[dimension] = read(line, i, range)))
      for (const name of names) add(cells, key, range, name, units, Number(line[`a_${range}`] ?? 0))
    }
    if (cells.size > LARGEST_LIMIT) throw tooManyRows()
  }
}

/** Answers the names of a plan's counters that the entries of a line belong to. */
export function countersOfLine({
  sources: { flow },
}: Plan): (line: Pick<RawLine, 'kind' | `s${number}`>) => readonly string[] {
  const fields = sliceFields(flow)
  const taken = takers(flow)
  return (line) => {
    const held: Sliced = Object.fromEntries(fields.map((field, i) => [field, line[`s${i}`]]))
    return taken(line.kind, held)
  }
}
