import { readdir } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { ImportFault } from '../read/fault.ts'
import { inspect } from '../read/inspect.ts'
import { openRows } from '../read/open.ts'
import { cellText, isBroken } from '../read/row.ts'
import type { SideForm } from './form.ts'
import type { Lookup, Lookups } from './side.ts'
import { compileWhen } from './when.ts'

/** Side files already read in this run: the files of one command mostly share them. */
export type Shelf = Map<string, Promise<Lookup>>

/**
 * Reads the side files of a mapping. A relative name, `*` allowed in its last part, is looked for beside the data
 * file, then beside the mapping. Throws ImportFault when none is there.
 */
export async function openLookups(
  sides: Record<string, SideForm>,
  folders: readonly string[],
  shelf: Shelf = new Map(),
): Promise<Lookups> {
  const opened = new Map<string, Lookup>()
  for (const [name, side] of Object.entries(sides)) {
    const paths = await findFiles(side.file, folders)
    if (paths.length === 0) throw new ImportFault(`The look-up ${name} finds no file ${side.file}.`)
    const key = JSON.stringify([side, paths])
    const reading = shelf.get(key) ?? readSide(name, side, paths, opened)
    shelf.set(key, reading)
    opened.set(name, await reading)
  }
  return opened
}

async function readSide(name: string, side: SideForm, paths: readonly string[], others: Lookups): Promise<Lookup> {
  const rows = new Map<string, Readonly<Record<string, unknown>>>()
  const passes = side.when ? compileWhen(side.when, others, new Set()) : () => true
  for (const path of paths) {
    const encoding = side.encoding ?? (await inspect(path)).encoding
    let first = true
    for await (const batch of openRows(path, { encoding, separator: side.separator })) {
      for (const row of batch) {
        if (isBroken(row)) continue
        if (first && !(side.key in row.cells)) {
          throw new ImportFault(
            `The look-up ${name} has no column ${side.key}; ${path} has ${Object.keys(row.cells).join(', ')}.`,
          )
        }
        first = false
        const key = cellText(row.cells[side.key])
        if (key !== '' && !rows.has(key) && passes(row.cells)) rows.set(key, row.cells)
      }
    }
  }
  let sorted: string[] | undefined
  return {
    row: (key) => rows.get(key),
    has: (key) => rows.has(key),
    keys: () => (sorted ??= [...rows.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))),
  }
}

/** Files that a name with `*` stands for, sorted; those of the first folder that has any. */
async function findFiles(file: string, folders: readonly string[]): Promise<string[]> {
  for (const folder of isAbsolute(file) ? [''] : folders) {
    const whole = folder ? resolve(folder, file) : file
    const shape = new RegExp(`^${basename(whole).split('*').map(literal).join('.*')}$`)
    const names = await readdir(dirname(whole)).catch(() => [])
    const found = names.filter((name) => shape.test(name)).sort()
    if (found.length > 0) return found.map((name) => join(dirname(whole), name))
  }
  return []
}

const literal = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
