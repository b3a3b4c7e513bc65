import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Settings } from '#domain/settings.ts'
import { embedded as embeddedEngine } from './clickhouse/embedded.ts'
import type { Engine } from './clickhouse/engine.ts'
import { migrate as migrateEngine, setFsync, type Layout } from './clickhouse/migrate.ts'
import { remote as remoteEngine } from './clickhouse/remote.ts'
import { embedded as embeddedPostgres } from './postgres/embedded.ts'
import type { Postgres } from './postgres/engine.ts'
import { lockFolder } from './postgres/lock.ts'
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
  const opened: (() => Promise<void> | void)[] = []
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).reverse()) await end()
  }
  try {
    if (!settings.CLICKHOUSE_URL || !settings.DATABASE_URL) {
      mkdirSync(folder, { recursive: true })
      opened.push(lockFolder(join(folder, 'warroom')))
    }
    // ClickHouse before Postgres: its own lock is the system's and holds between containers too, where a process id
    // says nothing.
    const engine = settings.CLICKHOUSE_URL
      ? remoteEngine(settings.CLICKHOUSE_URL)
      : await embeddedEngine(join(folder, 'clickhouse'))
    opened.push(() => engine.close())
    const postgres = settings.DATABASE_URL
      ? remotePostgres(settings.DATABASE_URL)
      : await embeddedPostgres(join(folder, 'postgres'))
    opened.push(() => postgres.close())
    const cluster = settings.CLICKHOUSE_CLUSTER
    const layout: Layout = cluster && engine.mode === 'remote' ? { kind: 'replicated', cluster } : { kind: 'plain' }
    await migratePostgres(postgres)
    await migrateEngine(engine, { layout })
    await setFsync(engine, settings.WARROOM_FSYNC, layout)
    return { engine, postgres, close }
  } catch (thrown) {
    await close()
    throw thrown
  }
}
