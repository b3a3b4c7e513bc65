import type { Identifier, Sql } from './sql.ts'

/** Settings a question may carry. They are written into its SQL text, so they end with it and never stick. */
export type QuerySettings = Partial<
  Record<'optimize_use_projections' | 'max_threads' | 'mutations_sync' | 'lightweight_deletes_sync', number>
>

export interface QueryOptions {
  /** Names the question in the engine's process list and is the handle for `cancel`: `[A-Za-z0-9_.:/-]{1,80}`. */
  label?: string
  /** Seconds until the engine gives up with `timeout`; default 10. */
  maxSeconds?: number
  /** Rows of the answer above which the engine gives up with `too_large`; default 1,000,000. */
  maxRows?: number
  /** True for statements that must run on the writing connection. */
  write?: boolean
  settings?: QuerySettings
}

export interface InsertOptions {
  /** The same token again is the same batch: the engine keeps only the first. `[A-Za-z0-9_.:-]{1,80}`. */
  token: string
}

/** ClickHouse, in the process or by address. Every failure is a StoreError. */
export interface Engine {
  readonly mode: 'embedded' | 'remote'
  /** Rows as objects. 64-bit integers and decimals arrive as text, instants as ISO text in UTC. */
  query<T>(q: Sql, options?: QueryOptions): Promise<T[]>
  /**
   * Rows already encoded as `TabSeparated` (see `encode`), whole lines, as one block and one part:
   * afterwards all are there or none. At most 500,000 rows.
   */
  insert(table: Identifier, columns: readonly Identifier[], rows: Buffer, options: InsertOptions): Promise<void>
  /** A statement without an answer: DDL and mutations. */
  command(q: Sql, options?: QueryOptions): Promise<void>
  /** Ends every running question with that label; answers how many were told to end. */
  cancel(label: string): Promise<number>
  ping(): Promise<void>
  /** Waits for what runs, then lets the folder or the connections go. Repeatable. */
  close(): Promise<void>
}

/**
 * The same on every connection and every server, so that numbers and times read alike everywhere:
 * exact 64-bit integers and decimals as text, instants as ISO text, any usual time accepted.
 */
export const fixedSettings = {
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  date_time_output_format: 'iso',
  date_time_input_format: 'best_effort',
} as const

/** The `SETTINGS …` clause of a question: limits and label, checked, since they are written as text. */
export function settingsClause(options: QueryOptions = {}): string {
  const { label, maxSeconds = 10, maxRows = 1_000_000, settings = {} } = options
  const all: Record<string, number> = { max_execution_time: maxSeconds, max_result_rows: maxRows, ...settings }
  const parts = Object.entries(all).map(([name, n]) => {
    if (!/^[a-z_0-9]+$/.test(name) || !Number.isFinite(n)) throw new TypeError(`bad setting ${name}`)
    return `${name} = ${n}`
  })
  if (label !== undefined) parts.push(`log_comment = '${plainName(label)}'`)
  return `SETTINGS ${parts.join(', ')}`
}

/** What makes of an insert one block and one part, or nothing at all when its token was seen before. */
export function insertSettings(options: InsertOptions): Record<string, string | number> {
  return {
    async_insert: 0,
    max_insert_block_size: 1_000_000,
    min_insert_block_size_rows: 1_000_000,
    min_insert_block_size_bytes: 0,
    max_insert_threads: 1,
    input_format_parallel_parsing: 0,
    date_time_input_format: 'basic',
    insert_deduplication_token: plainName(options.token),
  }
}

/** The same as text: the head of an insert whose rows follow. */
export function insertStatement(table: Identifier, columns: readonly Identifier[], options: InsertOptions): string {
  const names = columns.map((column) => column.name).join(', ')
  const settings = Object.entries(insertSettings(options)).map(
    ([name, v]) => `${name} = ${typeof v === 'number' ? v : `'${v}'`}`,
  )
  return `INSERT INTO ${table.name} (${names}) SETTINGS ${settings.join(', ')} FORMAT TabSeparated`
}

/** A name that may stand in SQL text; anything else is a mistake of ours, never of a request. */
export function plainName(name: string): string {
  if (!/^[A-Za-z0-9_.:/-]{1,80}$/.test(name)) throw new TypeError(`bad name ${JSON.stringify(name)}`)
  return name
}
