import { basename } from 'node:path'
import { readBytes, type Gauge } from './bytes.ts'
import { readCsv } from './csv.ts'
import { ImportFault } from './fault.ts'
import { readJson, readNdjson } from './json.ts'
import { readParquet } from './parquet.ts'
import type { Rows } from './row.ts'
import { readText } from './text.ts'
import { readXlsx } from './xlsx.ts'

export const FORMATS = ['csv', 'tsv', 'ndjson', 'json', 'parquet', 'xlsx'] as const
export type Format = (typeof FORMATS)[number]

export interface FileForm {
  /** By the file's name when absent. */
  format?: Format | undefined
  encoding: string
  separator?: string | undefined
  quote?: string | undefined
  header?: readonly string[] | undefined
  skip?: number | undefined
  sheet?: string | undefined
}

/** The format that a file's name tells, `.gz` left aside. */
export function formatOf(path: string): Format {
  const name = basename(path).toLowerCase().replace(/\.gz$/, '')
  const end = name.slice(name.lastIndexOf('.') + 1)
  const format = end === 'jsonl' ? 'ndjson' : end === 'txt' ? 'csv' : FORMATS.find((known) => known === end)
  if (!format)
    throw new ImportFault(`${path}: no reader for “.${end}”; there are ${FORMATS.join(', ')}, and .gz of them.`)
  return format
}

/** Whether rows of a format all have the columns of a header. */
export const hasHeader = (format: Format): boolean => format !== 'ndjson' && format !== 'json'

/** Reads a file of any known format as a stream of rows. Throws ImportFault when it is not what its name says. */
export function openRows(path: string, form: FileForm, gauge?: Gauge): Rows {
  const format = form.format ?? formatOf(path)
  const text = () => readText(readBytes(path, gauge), form.encoding)
  const header = form.header && { header: form.header }
  const skip = form.skip ?? 0
  switch (format) {
    case 'csv':
    case 'tsv': {
      const separator = form.separator ?? (format === 'tsv' ? '\t' : ',')
      return readCsv(text(), { separator, quote: form.quote ?? '"', skip, ...header })
    }
    case 'ndjson':
      return readNdjson(text())
    case 'json':
      return readJson(text())
    case 'xlsx':
      return readXlsx(() => readBytes(path, gauge), {
        skip,
        ...header,
        ...(form.sheet !== undefined && { sheet: form.sheet }),
      })
    case 'parquet':
      if (path.endsWith('.gz'))
        throw new ImportFault(`${path}: unpack the Parquet file first; it is packed inside already.`)
      return readParquet(path, gauge)
  }
}
