import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { embedded } from '#store/postgres/embedded.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { migrate } from '#store/postgres/migrate.ts'
import { remote } from '#store/postgres/remote.ts'
import { postgresServer } from '../store/postgres-server.ts'

/** Milliseconds that opening an embedded Postgres may take where many tests run at once. */
export const SLOW = 240_000

const folder = mkdtempSync(join(tmpdir(), 'decisions-'))
const server = await postgresServer()
afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

if (!server && process.env['REQUIRE_ALL'] === '1') {
  it('a PostgreSQL server is here', () => expect.fail('no TEST_DATABASE_URL and no /usr/lib/postgresql'))
}

/** Both kinds of Postgres, brought to the newest shape: name, whether it is here, and how to open it. */
export const engines: [name: string, here: boolean, open: () => Promise<Postgres>][] = [
  ['embedded', true, () => shaped(embedded(join(folder, 'pg')))],
  ['a real server', server !== undefined, () => shaped(Promise.resolve(remote(server!.url)))],
]

async function shaped(opening: Promise<Postgres>): Promise<Postgres> {
  const postgres = await opening
  await migrate(postgres)
  return postgres
}
