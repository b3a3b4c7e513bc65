import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { embedded } from '#store/clickhouse/embedded.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { migrate } from '#store/clickhouse/migrate.ts'
import { remote } from '#store/clickhouse/remote.ts'
import { httpFront, type Front } from './http-front.ts'

export interface Opened {
  engine: Engine
  /** Only for the remote engine. */
  front?: Front
}

/**
 * The same suite against the embedded engine and against the unchanged HTTP client, one after the other, each with
 * a migrated store of its own: one process can have one folder open at a time.
 */
export function onBothEngines(suite: (opened: () => Opened, name: 'embedded' | 'remote') => void): void {
  for (const name of ['embedded', 'remote'] as const) {
    describe(`clickhouse, ${name}`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'warroom-ch-'))
      let opened: Opened
      beforeAll(async () => {
        if (name === 'embedded') opened = { engine: await embedded(folder, { waiting: 40, maxMemory: 3e8 }) }
        else {
          const front = await httpFront(folder)
          opened = { engine: remote(front.url, { patience: 3 }), front }
        }
        await migrate(opened.engine)
      })
      afterAll(async () => {
        await opened.engine.close()
        await opened.front?.stop()
        rmSync(folder, { recursive: true, force: true })
      })
      suite(() => opened, name)
    })
  }
}
