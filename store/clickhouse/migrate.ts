import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StoreError } from '../error.ts'
import { pending, readMigrations, type Migration } from '../migration.ts'
import type { Engine } from './engine.ts'
import { fileText, identifiers, sql, value, type Sql } from './sql.ts'

/** How tables are made: alone, or replicated over a cluster whose servers know `{shard}` and `{replica}`. */
export type Layout = { kind: 'plain' } | { kind: 'replicated'; cluster: string }

export interface MigrateOptions {
  layout?: Layout
  migrations?: readonly Migration[]
  /** Only tells what would be applied. */
  dryRun?: boolean
}

const folder = join(dirname(fileURLToPath(import.meta.url)), 'migrations')
const table = identifiers('warroom.migration')['warroom.migration']

const bookkeeping = [
  'CREATE DATABASE IF NOT EXISTS warroom {{ON_CLUSTER}} ENGINE = Atomic',
  `CREATE TABLE IF NOT EXISTS warroom.migration {{ON_CLUSTER}} (name String, checksum String,
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = {{MERGE_TREE}} ORDER BY name`,
]

/**
 * Brings the store to the newest shape: forward only, safe to rerun and to run again after a crash (every
 * statement says IF NOT EXISTS). Answers the names that were, or with `dryRun` would be, applied. Throws
 * StoreError `refused` when an applied file was changed afterwards, or the store is ahead of this program.
 */
export async function migrate(engine: Engine, options: MigrateOptions = {}): Promise<string[]> {
  const { layout = { kind: 'plain' }, migrations = readMigrations(folder), dryRun = false } = options
  const fill = filler(layout)
  const missing = pending(migrations, await readApplied(engine))
  const names = missing.map((m) => m.name)
  if (dryRun) return names
  for (const statement of bookkeeping) await engine.command(fill(statement))
  for (const { name, text, checksum } of missing) {
    for (const statement of statements(text)) await engine.command(fill(statement))
    await engine.command(sql`INSERT INTO ${table} (name, checksum) VALUES
      (${value(name, 'String')}, ${value(checksum, 'String')})`)
  }
  return names
}

/** With `on`, an insert is answered only when the disk has it, so that even a power cut loses nothing; slower. */
export async function setFsync(engine: Engine, on: boolean, layout: Layout = { kind: 'plain' }): Promise<void> {
  const statement = `ALTER TABLE warroom.ledger {{ON_CLUSTER}} MODIFY SETTING fsync_after_insert = ${on ? 1 : 0}`
  await engine.command(filler(layout)(statement))
}

/** A file's statements end with `;` at the end of a line; comments are whole lines. */
function statements(text: string): string[] {
  const parts = text.replace(/^\s*--.*$/gm, '').split(/;\s*$/m)
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

async function readApplied(engine: Engine): Promise<{ name: string; checksum: string }[]> {
  const exists = await engine.query(sql`SELECT 1 FROM system.tables WHERE database = 'warroom' AND name = 'migration'`)
  return exists.length === 0 ? [] : engine.query(sql`SELECT DISTINCT name, checksum FROM ${table}`)
}

function filler(layout: Layout): (statement: string) => Sql {
  const replicated = layout.kind === 'replicated'
  if (replicated && !/^[A-Za-z0-9_]+$/.test(layout.cluster)) {
    throw new StoreError('refused', 'cluster', `${JSON.stringify(layout.cluster)} is not the name of a cluster`)
  }
  const words: Readonly<Record<string, string>> = {
    ON_CLUSTER: replicated ? `ON CLUSTER ${layout.cluster}` : '',
    MERGE_TREE: replicated ? 'ReplicatedMergeTree' : 'MergeTree',
    DEDUPLICATION: `${replicated ? 'replicated' : 'non_replicated'}_deduplication_window = 1000`,
  }
  return (statement) => fileText(statement.replace(/\{\{([A-Z_]+)\}\}/g, (_, word: string) => words[word]!))
}
