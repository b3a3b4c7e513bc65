/** One row of a file: where it stands, and its cells by column name. */
export interface SourceRow {
  /** Line in the file (CSV, NDJSON), row of the sheet, or ordinal of the element; the first is 1. */
  line: number
  cells: Readonly<Record<string, unknown>>
}

/** A row that could not be read; the rows around it can. */
export interface BrokenRow {
  line: number
  fault: string
}

export type ReadRow = SourceRow | BrokenRow
export const isBroken = (row: ReadRow): row is BrokenRow => 'fault' in row

/** Rows in the order of the file, some thousands at a time. */
export type Rows = AsyncIterable<ReadRow[]>

/** Rows handed over at once: enough that waiting costs nothing, few enough to stay small. */
export const ROWS_AT_ONCE = 2_000

/** A cell as text without outer blanks; an absent one is `''`. Dates are instants in UTC. */
export function cellText(cell: unknown): string {
  if (typeof cell === 'string') return cell.trim()
  if (cell === undefined || cell === null) return ''
  if (typeof cell === 'number' || typeof cell === 'boolean' || typeof cell === 'bigint') return String(cell)
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString()
  return JSON.stringify(cell)
}
