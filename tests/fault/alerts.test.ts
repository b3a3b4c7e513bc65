import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, it } from 'vitest'
import { embedded } from '#store/postgres/embedded.ts'
import { pg } from '#store/postgres/sql.ts'
import { tempFolder } from '../ingest/rig.ts'

const folder = tempFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const store = join(folder, 'postgres')

/** Runs the victim until it has raised so many alerts more, then kills it; answers those that it said stood. */
async function runUntilKilled(first: number, more: number): Promise<number[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'tests/fault/alerts-victim.ts', store, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said: number[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(Number(line))
    if (said.length === more) child.kill('SIGKILL')
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
  return said
}

it('kill -9 while alerts are raised: every alert that stands is on its way once, and none is told that does not stand', async () => {
  const said = new Set<number>()
  let next = 0
  for (const more of [1, 3, 7, 12]) {
    for (const n of await runUntilKilled(next, more)) said.add(n)
    next = Math.max(...said) + 100
  }
  const postgres = await embedded(store)
  try {
    const rows = await postgres.query<{ key: string; steps: number; told: number }>(pg`SELECT key,
      (SELECT count(*) FROM alert_step WHERE alert_id = alert.id AND step = 'raised') AS steps,
      (SELECT count(*) FROM alert_delivery WHERE alert_id = alert.id AND state = 'waiting') AS told FROM alert`)
    for (const { steps, told } of rows) expect([Number(steps), Number(told)]).toEqual([1, 1])
    const standing = new Set(rows.map(({ key }) => Number(key.split(' ')[1])))
    for (const n of said) expect(standing).toContain(n)
    const [sent] = await postgres.query<{ told: number }>(pg`SELECT count(*) AS told FROM alert_delivery`)
    expect(Number(sent!.told)).toBe(rows.length)
  } finally {
    await postgres.close()
  }
}, 300_000)
