import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readSettings } from '#domain/settings.ts'
import { embedded as clickhouse } from '#store/clickhouse/embedded.ts'
import { insertFacts, maxSeq, removeAbove } from '#store/clickhouse/facts.ts'
import { migrate as migrateLedger } from '#store/clickhouse/migrate.ts'
import { sql } from '#store/clickhouse/sql.ts'
import { openStores } from '#store/open.ts'
import { embedded as postgres } from '#store/postgres/embedded.ts'
import { readHead } from '#store/postgres/head.ts'
import { lockFolder } from '#store/postgres/lock.ts'
import { fact } from './facts.ts'

const script = fileURLToPath(new URL('child.ts', import.meta.url))
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'warroom-two-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A child process and the lines it says, one by one. */
function child(what: 'hold' | 'book') {
  const process_ = spawn(process.execPath, ['--import', 'tsx', script, what, folder], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const gone = new Promise<void>((resolve) => process_.once('exit', () => resolve()))
  const lines = createInterface({ input: process_.stdout })[Symbol.asyncIterator]()
  return { process: process_, gone, line: async () => ((await lines.next()).value as string | undefined) ?? 'gone' }
}

it('tells a second process in one sentence that the folder is taken, whoever comes second', async () => {
  const sentence = /^another war room is already using this folder \(process \d+\): .+\. Stop it, or choose another/
  const first = child('hold')
  expect(await first.line()).toBe('open')
  await expect(postgres(join(folder, 'postgres'))).rejects.toThrow(sentence)
  await expect(clickhouse(join(folder, 'clickhouse'))).rejects.toThrow(sentence)
  const second = child('hold')
  expect(await second.line()).toMatch(/^failed another war room is already using this folder/)
  expect(await second.line()).toMatch(/^failed another war room is already using this folder/)
  await second.gone
  first.process.kill('SIGKILL')
  await first.gone

  const db = await postgres(join(folder, 'postgres'))
  await expect(postgres(join(folder, 'postgres'))).rejects.toMatchObject({ kind: 'refused', code: 'locked' })
  const engine = await clickhouse(join(folder, 'clickhouse'))
  await db.close()
  await engine.close()
  expect(existsSync(join(folder, 'postgres.lock'))).toBe(false)
}, 240_000)

it('takes over the lock of a dead process and never that of a living one', () => {
  const file = join(folder, 'x.lock')
  const name = join(folder, 'x')
  writeFileSync(file, `${process.ppid} -\n`)
  // The parent lives, but it began at another time than the lock says: its number was given anew.
  if (existsSync('/proc/self/stat')) lockFolder(name)()
  writeFileSync(file, `${process.ppid}\n`)
  expect(() => lockFolder(name)).toThrow('already using')
  expect(readFileSync(file, 'utf8')).toBe(`${process.ppid}\n`)
  writeFileSync(file, '999999999 -\n')
  lockFolder(name)()
  writeFileSync(file, '')
  expect(() => lockFolder(name)).toThrow('already using')
  utimesSync(file, new Date(0), new Date(0))
  lockFolder(name)()
  expect(existsSync(file)).toBe(false)
})

it('keeps every acknowledged row exactly once over kill -9, and no half batch', async () => {
  for (const acknowledged of [3, 1, 7, 2]) {
    const booker = child('book')
    expect(await booker.line()).toBe('open')
    let last = 'nothing'
    for (let i = 0; i < acknowledged;) {
      last = await booker.line()
      if (last.startsWith('booked')) i++
    }
    booker.process.kill('SIGKILL')
    await booker.gone
    const promised = Number(last.split(' ')[1])

    const db = await postgres(join(folder, 'postgres'))
    const engine = await clickhouse(join(folder, 'clickhouse'))
    const head = (await readHead(db)).seq
    expect(head).toBeGreaterThanOrEqual(promised)
    expect((await maxSeq(engine)) % 200).toBe(0)
    await removeAbove(engine, head)
    const [count] = await engine.query(
      sql`SELECT count() AS n, uniqExact(seq) AS u, max(seq) AS top FROM warroom.ledger`,
    )
    expect(count).toEqual({ n: String(head), u: String(head), top: String(head) })
    await engine.close()
    await db.close()
  }
}, 240_000)

it('finishes what runs before it closes, refuses what comes after, and opens again', async () => {
  const path = join(folder, 'clickhouse')
  const engine = await clickhouse(path)
  await migrateLedger(engine)
  const facts = Array.from({ length: 5_000 }, (_, i) => fact({ seq: i + 1 }))
  const running = [insertFacts(engine, facts, 'last'), engine.query(sql`SELECT sleep(0.2)`)]
  const closed = engine.close()
  await expect(engine.query(sql`SELECT 1`)).rejects.toMatchObject({ kind: 'unavailable', code: 'closed' })
  await Promise.all(running)
  await closed
  await engine.close()
  const again = await clickhouse(path)
  expect(await maxSeq(again)).toBe(5_000)
  await again.close()
})

it('opens both stores as the settings say, lets go of both, and opens them again', async () => {
  const settings = readSettings({ WARROOM_DATA: folder })
  const first = await openStores(settings)
  await expect(openStores(settings)).rejects.toMatchObject({ kind: 'refused', code: 'locked' })
  await first.close()
  await first.close()
  const again = await openStores(settings)
  expect((await readHead(again.postgres)).seq).toBe(0)
  expect(await maxSeq(again.engine)).toBe(0)
  await again.close()
}, 240_000)
