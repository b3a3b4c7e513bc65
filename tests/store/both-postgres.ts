import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embedded } from '#store/postgres/embedded.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { migrate } from '#store/postgres/migrate.ts'
import { remote } from '#store/postgres/remote.ts'
import { postgresServer } from './postgres-server.ts'

/** Milliseconds that opening an embedded Postgres may take where many tests run at once. */
const SLOW = 240_000

const server = await postgresServer()
afterAll(() => server?.stop())

if (!server && process.env['REQUIRE_ALL'] === '1') {
  it('a PostgreSQL server is here', () => expect.fail('no TEST_DATABASE_URL and no /usr/lib/postgresql'))
}

export interface PostgresKind {
  name: 'embedded' | 'a real server'
  /** Its address; `null` of the embedded one. */
  url: string | null
}

/** The same suite once for each kind of Postgres; the real server's is skipped where none is here. */
export function forEachPostgres(title: string, suite: (kind: PostgresKind) => void): void {
  describe(`${title}, embedded`, () => suite({ name: 'embedded', url: null }))
  describe.skipIf(!server)(`${title}, a real server`, () => suite({ name: 'a real server', url: server?.url ?? '' }))
}

/** The same suite against both kinds of Postgres, each open, and brought to the newest shape unless `shaped` is false. */
export function onBothPostgres(
  title: string,
  suite: (opened: () => Postgres, name: PostgresKind['name']) => void,
  { shaped = true }: { shaped?: boolean } = {},
): void {
  forEachPostgres(title, ({ name, url }) => {
    const folder = mkdtempSync(join(tmpdir(), 'warroom-pglite-'))
    let postgres: Postgres
    beforeAll(async () => {
      postgres = url === null ? await embedded(folder) : remote(url)
      if (shaped) await migrate(postgres)
    }, SLOW)
    afterAll(async () => {
      await postgres.close()
      rmSync(folder, { recursive: true, force: true })
    })
    suite(() => postgres, name)
  })
}
