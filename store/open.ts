import { join, resolve } from 'node:path'
import type { Settings } from '#domain/settings.ts'
import { embedded as embeddedEngine } from './clickhouse/embedded.ts'
import type { Engine } from './clickhouse/engine.ts'
import { migrate as migrateEngine, setFsync, type Layout } from './clickhouse/migrate.ts'
import { remote as remoteEngine } from './clickhouse/remote.ts'
import { embedded as embeddedPostgres } from './postgres/embedded.ts'
import type { Postgres } from './postgres/engine.ts'
import { migrate as migratePostgres } from './postgres/migrate.ts'
import { remote as remotePostgres } from './postgres/remote.ts'

export interface Stores {
  engine: Engine
  postgres: Postgres
  close(): Promise<void>
}

/**
 * Opens both stores as the settings say, embedded under `WARROOM_DATA` or by address, and brings them to the newest
 * shape. Throws StoreError with one sentence when another process has the folder or a store is away.
 */
export async function openStores(settings: Settings): Promise<Stores> {
  const folder = resolve(settings.WARROOM_DATA)
  // Postgres first: its lock is ours and tells a second process before the larger store is touched.
  const postgres = settings.DATABASE_URL
    ? await remotePostgres(settings.DATABASE_URL)
    : await embeddedPostgres(join(folder, 'postgres'))
  let engine: Engine | undefined
  try {
    engine = settings.CLICKHOUSE_URL
      ? await remoteEngine(settings.CLICKHOUSE_URL)
      : await embeddedEngine(join(folder, 'clickhouse'))
    const cluster = settings.CLICKHOUSE_CLUSTER
    const layout: Layout = cluster && engine.mode === 'remote' ? { kind: 'replicated', cluster } : { kind: 'plain' }
    await migratePostgres(postgres)
    await migrateEngine(engine, { layout })
    await setFsync(engine, settings.WARROOM_FSYNC, layout)
  } catch (thrown) {
    await engine?.close()
    await postgres.close()
    throw thrown
  }
  const opened = engine
  return {
    engine: opened,
    postgres,
    close: async () => {
      await opened.close()
      await postgres.close()
    },
  }
}
