import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { ImportFault } from './fault.ts'
import { ROWS_AT_ONCE, type ReadRow, type Rows } from './row.ts'
import { UNREADABLE } from './text.ts'

export interface CsvForm {
  separator: string
  quote: string
  /** Names of the columns where the file has no header line. */
  header?: readonly string[]
  /** Lines before the header. */
  skip: number
}

/** A quote left open swallows the rest of a file; past this the row is given up. */
const LONGEST_ROW = 1_000_000

/** Reads separated values. A row with too many or too few cells, or a stray quote, is broken, not the file. */
export async function* readCsv(text: AsyncIterable<string>, form: CsvForm): Rows {
  let names = form.header?.map((name) => name.trim())
  const parser = parse({
    delimiter: form.separator,
    quote: form.quote || null,
    escape: form.quote || null,
    from_line: form.skip + 1,
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
  })
  // A failure of the bytes ends the parser with it, and so surfaces below.
  pipeline(Readable.from(text), parser, () => undefined)
  let rows: ReadRow[] = []
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (!names) names = headerOf(record, info.lines)
      else rows.push(rowOf(names, record, info.lines))
      if (rows.length < ROWS_AT_ONCE) continue
      yield rows
      rows = []
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    yield rows
    throw new ImportFault(`The rows after line ${parser.info.lines} cannot be read: ${(cause as Error).message}.`, {
      cause,
    })
  }
  if (rows.length > 0) yield rows
}

function headerOf(record: readonly string[], line: number): string[] {
  const names = record.map((name) => name.trim())
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) !== i)
  if (twice) throw new ImportFault(`The header in line ${line} names the column “${twice}” twice.`)
  return names
}

function rowOf(names: readonly string[], record: readonly string[], line: number): ReadRow {
  if (record.length !== names.length) {
    return { line, fault: `the row has ${record.length} cells where the header has ${names.length}` }
  }
  const cells: Record<string, string> = {}
  for (let i = 0; i < names.length; i++) {
    const cell = record[i]!
    if (cell.includes(UNREADABLE)) return { line, fault: `the column ${names[i]} is not readable in this encoding` }
    if (names[i] !== '') cells[names[i]!] = cell
  }
  return { line, cells }
}
