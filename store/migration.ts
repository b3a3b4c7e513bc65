import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError } from './error.ts'

/** One numbered file of SQL. */
export interface Migration {
  /** `0001_ledger` */
  name: string
  text: string
  checksum: string
}

/** The numbered files of a folder in order. Throws StoreError when a number is missing or given twice. */
export function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder)
    .filter((file) => /^\d{4}_[a-z_]+\.sql$/.test(file))
    .sort()
  return files.map((file, i) => {
    if (Number(file.slice(0, 4)) !== i + 1) {
      throw new StoreError('refused', 'order', `migration ${i + 1} is missing or given twice: found ${file}`)
    }
    const text = readFileSync(join(folder, file), 'utf8')
    return { name: file.slice(0, -4), text, checksum: createHash('sha256').update(text).digest('hex').slice(0, 16) }
  })
}

/** Those not applied yet. Throws StoreError `refused` when an applied one was changed, or the store is ahead. */
export function pending(
  migrations: readonly Migration[],
  applied: readonly { name: string; checksum: string }[],
): Migration[] {
  const known = new Map(migrations.map((m) => [m.name, m.checksum]))
  for (const { name, checksum } of applied) {
    const expected = known.get(name)
    if (expected === undefined) {
      throw new StoreError('refused', 'ahead', `the store has ${name}, which this version of the program does not know`)
    }
    if (expected !== checksum) {
      throw new StoreError('refused', 'changed', `${name} was changed after it had been applied to the store`)
    }
  }
  const done = new Set(applied.map((row) => row.name))
  return migrations.filter((m) => !done.has(m.name))
}
