/** Instants and days must not depend on where the process thinks it is, so this file is somewhere else. */
process.env['TZ'] = 'Asia/Shanghai'

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fact } from './facts.ts'

it('gives instants and days back exactly under another time zone', async () => {
  // After the zone is set: the engine reads it when it is loaded.
  const { embedded } = await import('#store/clickhouse/embedded.ts')
  const { insertFacts, readFacts } = await import('#store/clickhouse/facts.ts')
  const { migrate } = await import('#store/clickhouse/migrate.ts')
  const { sql, value } = await import('#store/clickhouse/sql.ts')
  expect(new Date(0).getHours()).toBe(8)
  const folder = mkdtempSync(join(tmpdir(), 'warroom-zone-'))
  const engine = await embedded(folder)
  await migrate(engine)
  const occurred_at = Date.UTC(2026, 10, 21, 16, 0, 0, 1)
  const facts = [fact({ occurred_at, day: '2026-11-22', due_at: Date.UTC(1950, 0, 1, 0, 0, 0, 9) })]
  await insertFacts(engine, facts, 'zone')
  expect(await readFacts(engine, { afterSeq: 0, uptoSeq: 1 })).toEqual(facts)
  const at = value(occurred_at, "DateTime64(3,'UTC')")
  const [row] = await engine.query(sql`SELECT count() AS n, any(toHour(occurred_at)) AS hour FROM warroom.ledger
    WHERE occurred_at = ${at} AND day = ${value('2026-11-22', 'Date')}`)
  expect(row).toEqual({ n: '1', hour: 16 })
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})
