import type { Readable } from 'node:stream'
import exceljs from 'exceljs'
import type { Cell, CellValue, Row } from 'exceljs'
import { ImportFault } from './fault.ts'
import { ROWS_AT_ONCE, type ReadRow, type Rows } from './row.ts'

/** How often a workbook is opened before it counts as unreadable. */
const TURNS = 4

export interface XlsxForm {
  /** Name of the sheet; the first one when absent. */
  sheet?: string
  /** Names of the columns where the sheet has no header row. */
  header?: readonly string[]
  /** Rows before the header. */
  skip: number
}

/**
 * Reads a sheet row by row. Dates come as local ISO text without offset, since a sheet knows no zone; a number shown
 * with leading zeros (format `00000`) keeps them; of a formula its last result counts.
 */
export async function* readXlsx(open: () => Readable, form: XlsxForm): Rows {
  let begun = false
  for (let turn = 1; ; turn++) {
    try {
      for await (const rows of readBook(open(), form)) {
        begun = true
        yield rows
      }
      return
    } catch (thrown) {
      // The reader now and then loses a part of the archive that ends before it is listened to, and trips over its absence.
      if (!(thrown instanceof TypeError)) throw thrown
      if (begun || turn === TURNS)
        throw new ImportFault('The workbook could not be read to its end; send it again, what came twice counts once.')
    }
  }
}

async function* readBook(bytes: Readable, form: XlsxForm): Rows {
  const book = new exceljs.stream.xlsx.WorkbookReader(bytes, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
  })
  const seen: string[] = []
  for await (const sheet of book) {
    const { name } = sheet as unknown as { name: string }
    seen.push(name)
    if (form.sheet !== undefined && form.sheet !== name) continue
    yield* readSheet(sheet, form)
    return
  }
  throw new ImportFault(
    form.sheet === undefined ? 'The workbook has no sheet.' : `No sheet “${form.sheet}”; it has ${seen.join(', ')}.`,
  )
}

async function* readSheet(sheet: AsyncIterable<Row>, form: XlsxForm): Rows {
  let names = form.header
  let rows: ReadRow[] = []
  for await (const row of sheet) {
    if (row.number <= form.skip) continue
    const cells: string[] = []
    row.eachCell((cell, column) => (cells[column - 1] = textOf(cell)))
    if (cells.every((text) => text.trim() === '')) continue
    if (!names) names = Array.from(cells, (text) => (text ?? '').trim())
    else rows.push({ line: row.number, cells: named(names, cells) })
    if (rows.length < ROWS_AT_ONCE) continue
    yield rows
    rows = []
  }
  if (rows.length > 0) yield rows
}

function named(names: readonly string[], cells: readonly string[]): Record<string, string> {
  const row: Record<string, string> = {}
  for (let i = 0; i < names.length; i++) if (names[i] !== '') row[names[i]!] = cells[i] ?? ''
  return row
}

const textOf = (cell: Cell): string => valueText(cell.value, cell.numFmt)

function valueText(value: CellValue, format: string | undefined): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : localText(value)
  if (typeof value === 'number') return numberText(value, format)
  if (typeof value !== 'object') return String(value)
  if ('richText' in value) return value.richText.map((part) => part.text).join('')
  if ('error' in value) return ''
  if ('text' in value) return String(value.text)
  if ('result' in value || 'formula' in value) return valueText(value.result as CellValue, format)
  return ''
}

/** Excel holds times as fractions of a day, so they come a few microseconds beside the second that was typed. */
const localText = (date: Date): string => {
  const text = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19)
}

function numberText(value: number, format: string | undefined): string {
  if (Number.isNaN(value)) return ''
  const zeros = /^0{2,}$/.exec(format ?? '')
  return zeros && Number.isInteger(value) ? String(value).padStart(zeros[0].length, '0') : String(value)
}
