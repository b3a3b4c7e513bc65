import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StoreError } from '../error.ts'
import type { Engine } from './engine.ts'
import { fileText, identifiers, sql, value, type Sql } from './sql.ts'

/** How tables are made: alone, or replicated over a cluster whose servers know `{shard}` and `{replica}`. */
export type Layout = { kind: 'plain' } | { kind: 'replicated'; cluster: string }

export interface Migration {
  /** `0001_ledger` */
  name: string
  checksum: string
  statements: readonly string[]
}

export const migrationsFolder = join(dirname(fileURLToPath(import.meta.url)), 'migrations')

/** The numbered files of a folder in order. Throws StoreError when a number is missing or given twice. */
export function readMigrations(folder = migrationsFolder): Migration[] {
  const files = readdirSync(folder)
    .filter((file) => /^\d{4}_[a-z_]+\.sql$/.test(file))
    .sort()
  return files.map((file, i) => {
    if (Number(file.slice(0, 4)) !== i + 1)
      throw new StoreError('refused', 'order', `migration ${i + 1} is not ${file}`)
    const text = readFileSync(join(folder, file), 'utf8')
    const statements = text
      .replace(/^\s*--.*$/gm, '')
      .split(/;\s*$/m)
      .map((part) => part.trim())
      .filter((part) => part !== '')
    return {
      name: file.slice(0, -4),
      checksum: createHash('sha256').update(text).digest('hex').slice(0, 16),
      statements,
    }
  })
}

/**
 * Brings the store to the newest shape: forward only, safe to rerun and to run again after a crash (each
 * statement says IF NOT EXISTS). Answers the names that were, or with `dryRun` would be, applied. Throws
 * StoreError `refused` when an applied file was changed afterwards, or the store is ahead of this program.
 */
export async function migrate(
  engine: Engine,
  options: { layout?: Layout; migrations?: readonly Migration[]; dryRun?: boolean } = {},
): Promise<string[]> {
  const { layout = { kind: 'plain' }, migrations = readMigrations(), dryRun = false } = options
  const applied = await readApplied(engine)
  const unknown = [...applied.keys()].find((name) => !migrations.some((m) => m.name === name))
  if (unknown) throw new StoreError('refused', 'ahead', `the store has ${unknown}, which this version does not know`)
  const changed = migrations.find((m) => applied.has(m.name) && applied.get(m.name) !== m.checksum)
  if (changed) throw new StoreError('refused', 'changed', `${changed.name} was changed after it had been applied`)
  const missing = migrations.filter((m) => !applied.has(m.name))
  if (dryRun || missing.length === 0) return missing.map((m) => m.name)

  const fill = filler(layout)
  for (const statement of bookkeeping) await engine.command(fill(statement))
  for (const migration of missing) {
    for (const statement of migration.statements) await engine.command(fill(statement))
    await engine.command(sql`INSERT INTO ${migrated.table} (name, checksum) VALUES
      (${value(migration.name, 'String')}, ${value(migration.checksum, 'String')})`)
  }
  return missing.map((m) => m.name)
}

const migrated = { table: identifiers('warroom.migration')['warroom.migration'] }

const bookkeeping = [
  'CREATE DATABASE IF NOT EXISTS warroom {{ON_CLUSTER}} ENGINE = Atomic',
  `CREATE TABLE IF NOT EXISTS warroom.migration {{ON_CLUSTER}} (name String, checksum String,
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = {{MERGE_TREE}} ORDER BY name`,
]

async function readApplied(engine: Engine): Promise<Map<string, string>> {
  const exists = await engine.query(sql`SELECT 1 FROM system.tables WHERE database = 'warroom' AND name = 'migration'`)
  if (exists.length === 0) return new Map()
  const rows = await engine.query<{ name: string; checksum: string }>(sql`SELECT name, checksum FROM ${migrated.table}`)
  return new Map(rows.map((row) => [row.name, row.checksum]))
}

function filler(layout: Layout): (statement: string) => Sql {
  const replicated = layout.kind === 'replicated'
  if (replicated && !/^[A-Za-z0-9_]+$/.test(layout.cluster)) {
    throw new StoreError('refused', 'cluster', `${layout.cluster} is not the name of a cluster`)
  }
  const words: Record<string, string> = {
    ON_CLUSTER: replicated ? `ON CLUSTER ${layout.cluster}` : '',
    MERGE_TREE: replicated ? 'ReplicatedMergeTree' : 'MergeTree',
    DEDUPLICATION: replicated ? 'replicated_deduplication_window = 1000' : 'non_replicated_deduplication_window = 1000',
  }
  return (statement) => fileText(statement.replace(/\{\{([A-Z_]+)\}\}/g, (_, word: string) => words[word] ?? ''))
}
