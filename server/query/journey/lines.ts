import { bucketMap, isBucket, type BucketMap } from '#domain/bucket.ts'
import { add, note, type Cells } from '#domain/cells.ts'
import type { Plan } from '#domain/plan.ts'
import { RANGE_NAMES, type RangeName } from '#domain/range.ts'
import { LARGEST_LIMIT, type Key } from '#domain/view.ts'
import { join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { tooManyRows } from '../run.ts'

/** What stands in front of every line over journeys: its range, its keys, and whether it is all rows together. */
export interface Line {
  range_: number
  keys_: string[]
  all_: number
}

/** Counts by counter, and sorted-out figures by measure, of one line. */
export interface Counted {
  counts: readonly (readonly [counter: string, units: number, amount?: number])[]
  figures?: readonly (readonly [measure: string, figure: number | null])[]
}

/** What one entrant adds to a counter: its units, its money (fen) and how long it took, where these are counted. */
export interface Contribution {
  count: Sql
  money?: Sql
  took?: Sql
}

/** Groups journeys by range and keys; `totals` adds a line for all rows of each range together. */
export const grouped = (columns: readonly Sql[], from: Sql, totals: boolean): Sql => {
  const all = totals ? sql`toUInt8(grouping(keys_))` : sql`toUInt8(0)`
  const groups = totals ? sql`GROUPING SETS ((range_, keys_), (range_))` : sql`range_, keys_`
  return sql`SELECT range_, keys_, ${all} AS all_, ${join(columns, sql`, `)}
FROM (${from})
GROUP BY ${groups}`
}

/** Adds lines to cells. Throws `too_many_rows` above 10,000 groups. */
export function readJourneyLines<L extends Line>(
  cells: Cells,
  plan: Plan,
  lines: readonly L[],
  read: (line: L) => Counted,
): void {
  const keyOf = keyReader(plan)
  // A statement counts together what is often asked together; what nobody asked for must not make a row.
  const { journey, flow } = plan.sources
  const asked = new Set([...journey, ...flow, ...plan.measures].map(({ name }) => name))
  for (const line of lines) {
    const range = RANGE_NAMES[line.range_]!
    const key = line.all_ ? null : keyOf(line.keys_, range)
    const { counts, figures = [] } = read(line)
    for (const [measure, figure] of figures) {
      if (asked.has(measure)) note(cells, key, range, measure, figure)
    }
    if (!key) continue
    for (const [counter, units, amount = 0] of counts) {
      if (asked.has(counter) && (units !== 0 || amount !== 0)) add(cells, key, range, counter, units, amount)
    }
    if (cells.size > LARGEST_LIMIT) throw tooManyRows()
  }
}

function keyReader(plan: Plan): (texts: readonly string[], range: RangeName) => Key {
  const { by } = plan.spec
  const buckets = new Map<string, BucketMap>(by.filter(isBucket).map((bucket) => [bucket, bucketMap(plan, bucket)]))
  const read = (dimension: string, text: string, range: RangeName): string | null => {
    if (dimension === 'hour') return text.padStart(2, '0')
    const bucket = buckets.get(dimension)
    return bucket ? bucket.keyOf(range, text) : text || null
  }
  return (texts, range) => Object.fromEntries(by.map((dimension, i) => [dimension, read(dimension, texts[i]!, range)]))
}

const OF = { earliest: sql`arrayMin`, latest: sql`arrayMax` } as const

/** The earliest or latest of a journey's events of a role, epoch ms; 0 without one. */
export const when = (which: keyof typeof OF, role: number, since?: Sql): Sql => {
  const is = sql`bitTest(role, ${value(role, 'UInt8')})`
  return sql`${OF[which]}(arrayFilter((at, role) -> ${since ? sql`${is} AND at >= ${since}` : is}, ats_, roles_))`
}

/** The smallest of sorted figures that a share of them does not exceed, in percent; `NULL` without any. */
export const atShare = (sorted: Sql, quantile: number): Sql =>
  sql`if(empty(${sorted}), NULL, ${sorted}[intDiv(length(${sorted}) * ${value(Math.round(quantile * 100), 'UInt8')} + 99, 100)])`
