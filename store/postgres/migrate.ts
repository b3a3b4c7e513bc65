import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pending, readMigrations, type Migration } from '../migration.ts'
import type { Postgres } from './engine.ts'
import { pg } from './sql.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), 'migrations')

/**
 * Brings the store to the newest shape: forward only, all missing files in one transaction, one process at a time.
 * Answers the names that were, or with `dryRun` would be, applied. Throws StoreError `refused` when an applied
 * file was changed afterwards, or the store is ahead of this program.
 */
export async function migrate(
  postgres: Postgres,
  options: { migrations?: readonly Migration[]; dryRun?: boolean } = {},
): Promise<string[]> {
  const { migrations = readMigrations(folder), dryRun = false } = options
  return postgres.transaction(async (inside) => {
    await inside.query(pg`SELECT pg_advisory_xact_lock(20261122)`)
    const [exists] = await inside.query(pg`SELECT 1 FROM information_schema.tables
      WHERE table_schema = current_schema() AND table_name = 'migration'`)
    const applied = exists
      ? await inside.query<{ name: string; checksum: string }>(pg`SELECT name, checksum FROM migration`)
      : []
    const missing = pending(migrations, applied)
    if (!dryRun && missing.length > 0) {
      await inside.script(
        `CREATE TABLE IF NOT EXISTS migration
          (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
      )
      for (const { name, text, checksum } of missing) {
        await inside.script(text)
        await inside.query(pg`INSERT INTO migration (name, checksum) VALUES (${name}, ${checksum})`)
      }
    }
    return missing.map((m) => m.name)
  })
}
