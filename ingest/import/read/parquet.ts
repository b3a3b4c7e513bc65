import * as zlib from 'node:zlib'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import type { Compressors, SchemaElement } from 'hyparquet'
import type { Gauge } from './bytes.ts'
import { ImportFault } from './fault.ts'
import { ROWS_AT_ONCE, type Rows } from './row.ts'

/** Zstandard came to Node after the oldest one we run on. */
const zstd = (zlib as { zstdDecompressSync?: (input: Uint8Array) => Uint8Array }).zstdDecompressSync

const compressors: Compressors = {
  GZIP: (input) => zlib.gunzipSync(input),
  BROTLI: (input) => zlib.brotliDecompressSync(input),
  ...(zstd && { ZSTD: zstd }),
}

/** Reads a Parquet file, some thousand rows at a time. Instants come as ISO text in UTC, local times without offset. */
export async function* readParquet(path: string, gauge?: Gauge): Rows {
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file).catch((cause: unknown) => {
    throw new ImportFault(`${path} is not a Parquet file.`, { cause })
  })
  const codec = metadata.row_groups
    .flatMap((group) => group.columns.map((column) => column.meta_data?.codec))
    .find((name) => name && !['UNCOMPRESSED', 'SNAPPY'].includes(name) && !(name in compressors))
  if (codec)
    throw new ImportFault(`${path} is packed with ${codec}, which this Node cannot undo; write it with SNAPPY.`)
  const plain = new Map(metadata.schema.map((element) => [element.name, dateText(element)]))
  const total = Number(metadata.num_rows)
  let groupStart = 0
  for (const group of metadata.row_groups) {
    const groupEnd = groupStart + Number(group.num_rows)
    for (let from = groupStart; from < groupEnd; from += ROWS_AT_ONCE * 10) {
      const to = Math.min(from + ROWS_AT_ONCE * 10, groupEnd)
      const rows = await parquetReadObjects({ file, metadata, compressors, rowStart: from, rowEnd: to })
      if (gauge) gauge.read = Math.round((file.byteLength * to) / total)
      yield rows.map((row, i) => ({ line: from + i + 1, cells: plainCells(row, plain) }))
    }
    groupStart = groupEnd
  }
}

type DateText = ((date: Date) => string) | undefined

function dateText({ logical_type: logical, converted_type: converted }: SchemaElement): DateText {
  if (logical?.type === 'DATE' || converted === 'DATE') return (date) => date.toISOString().slice(0, 10)
  if (logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC) return (date) => date.toISOString().slice(0, -1)
  return undefined
}

function plainCells(row: Record<string, unknown>, plain: ReadonlyMap<string, DateText>): Record<string, unknown> {
  const cells: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(row)) {
    if (value instanceof Date) cells[name] = (plain.get(name) ?? ((date: Date) => date.toISOString()))(value)
    else cells[name] = typeof value === 'bigint' ? bigValue(value) : value
  }
  return cells
}

const bigValue = (value: bigint): number | string =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(value) : String(value)
