import { dirname } from 'node:path'
import { compileMapping, type Mapper } from './mapping/compile.ts'
import type { Target } from './mapping/field.ts'
import type { Mapping } from './mapping/load.ts'
import { openLookups, type Shelf } from './mapping/lookup.ts'
import { plainMapper } from './mapping/plain.ts'
import type { Gauge } from './read/bytes.ts'
import { ImportFault } from './read/fault.ts'
import { inspect } from './read/inspect.ts'
import { formatOf, hasHeader, openRows } from './read/open.ts'
import { isBroken, type Rows } from './read/row.ts'

/** A file to be imported, with its mapping made ready. */
export interface Source {
  path: string
  digest: string
  size: number
  encoding: string
  mapper: Mapper
  rows(gauge: Gauge): Rows
}

export interface SourceOptions {
  target: Target
  mapping: Mapping | undefined
  /** Business time zone: that of local times where the mapping names none. */
  zone: string
  /** Keeps side files from file to file. */
  shelf?: Shelf
}

/** Opens a file: its identity and encoding, its mapping with the side files. Throws ImportFault. */
export async function openSource(path: string, { target, mapping, zone, shelf }: SourceOptions): Promise<Source> {
  const form = mapping?.form
  const format = form?.format ?? formatOf(path)
  const found = await inspect(path).catch((cause: unknown) => {
    throw new ImportFault(`${path} cannot be read: ${(cause as Error).message}.`, { cause })
  })
  const encoding = form?.encoding ?? found.encoding
  const tabular = hasHeader(format)
  const folders = mapping ? [dirname(path), dirname(mapping.path)] : []
  const mapper = mapping
    ? compileMapping(mapping.form, target, await openLookups(mapping.form.lookups ?? {}, folders, shelf), zone)
    : plainMapper(target, tabular, zone)
  const { header, separator, quote, skip, sheet } = form ?? {}
  const open = (gauge: Gauge) => openRows(path, { format, encoding, header, separator, quote, skip, sheet }, gauge)
  const told = (gauge: Gauge) => readable(open(gauge), path)
  const rows = (gauge: Gauge) => (tabular && mapping ? checked(told(gauge), mapper, path) : told(gauge))
  return { path, digest: found.digest, size: found.size, encoding, mapper, rows }
}

/** A column that the mapping reads and the file does not have is a mistake, not an empty field. */
async function* checked(rows: Rows, mapper: Mapper, path: string): Rows {
  let known = false
  for await (const batch of rows) {
    const first = known ? undefined : batch.find((row) => !isBroken(row))
    if (first && !isBroken(first)) {
      const missing = [...mapper.columns].filter((column) => !(column in first.cells))
      if (missing.length > 0) {
        throw new ImportFault(
          `${path} has no column ${missing.join(', ')}; it has ${Object.keys(first.cells).join(', ')}.`,
        )
      }
      known = true
    }
    yield batch
  }
}

/** A file that is cut off or damaged in its middle ends the import with its name. */
async function* readable(rows: Rows, path: string): Rows {
  try {
    yield* rows
  } catch (cause) {
    if (cause instanceof ImportFault) throw cause
    throw new ImportFault(`${path} cannot be read to its end: ${(cause as Error).message}.`, { cause })
  }
}
