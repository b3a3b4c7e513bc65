import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { mkdir, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { sentenceOf } from '#ingest/import/command.ts'
import { testFolder } from './folder.ts'
import { openHouse, type House } from './house.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
let house: House
beforeAll(async () => {
  house = await openHouse()
}, 180_000)
afterAll(() => house.close())

/** Runs the command in this process, on the stores above. */
const run = (...words: string[]) => house.run(...words)

/** Runs the command as a user would. */
function start(...words: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'ingest/import/main.ts', ...words], {
    cwd: root,
    env: { ...process.env, PORT: '1', UV_THREADPOOL_SIZE: '16' },
  })
  const exited = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)))
  const output = Promise.all([text(child.stdout), text(child.stderr)]).then((both) => both.join('\n'))
  return { child, ended: async () => ({ code: await exited, output: await output }) }
}

const DEALERS = 'dealer_id,name,region,area,province,city\n001,店一,东区,E1,上海,上海\n002,店二,东区,E1,上海,上海\n'
const lead = (id: string, t: string, dealer = '001') => `${id},lead,${t},${dealer},L${id}`
const HEADER = 'event_id,kind,occurred_at,dealer_id,lead_id'

test('dealers, then events: what is booked, what is held, what is rejected, and that again', async () => {
  const { write } = testFolder()
  const dealers = write('dealers.csv', DEALERS)
  expect((await run(dealers, '--as', 'dealers')).said).toContain('2 accepted')
  const rows = [
    lead('a1', '2026-03-05 10:00'),
    lead('a2', 'soon'),
    'a3,party,2026-03-05,001,L3',
    lead('a4', '2026-03-05', '009'),
    'a5,lead',
  ]
  const file = write('leads.csv', [HEADER, ...rows].join('\n'))
  const first = await run(file, '--as', 'events')
  expect(first.code).toBe(0)
  expect(first.said).toContain('5 rows, 3 sent')
  expect(first.said).toContain('1 accepted, 0 duplicate, 0 corrected, 1 held, 3 rejected')
  const kept = (await readdir(join(house.data, 'imports'))).filter(
    (name) => name.startsWith('leads.csv') && name.includes('rejects'),
  )
  const rejects = (await readFile(join(house.data, 'imports', kept[0]!), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { line: number; code: string }) // prettier-ignore
  expect(rejects.map(({ line, code }) => [line, code])).toEqual([
    [3, 'bad_time'],
    [4, 'unknown_kind'],
    [6, 'bad_body'],
  ])
  const again = await run(file, '--as', 'events', '--strict')
  expect(again.code).toBe(3)
  expect(again.said).toContain('already imported, checking identity')
  expect(again.said).toContain('0 accepted')
})

test('nothing could be done: exit code 1; a wrong name, mapping or option: one sentence', async () => {
  const { write } = testFolder()
  expect((await run(write('b.csv', `${HEADER}\nx,party,2026-03-05,001,L\n`), '--as', 'events')).code).toBe(1)
  await expect(run('none.csv', '--as', 'events')).rejects.toThrow('none.csv cannot be read')
  await expect(run('none.csv', '--as', 'events', '--mapping', 'none.yaml')).rejects.toThrow('no mapping file none.yaml')
  await expect(run('none.csv')).rejects.toThrow('Say with --as')
  await expect(run('--as', 'events')).rejects.toThrow('Name at least one file')
  await expect(run('a', '--as', 'events', '--colour')).rejects.toThrow("Unknown option '--colour'")
  const mapping = write('m.yaml', 'fields: { event_id: id, occurred_at: t }\nevents: [{ kind: lead, lead_id: number }]')
  await expect(run(write('c.csv', 'id,t\n1,2026-01-01\n'), '--as', 'events', '--mapping', mapping)).rejects.toThrow(
    'has no column number; it has id, t.',
  )
  expect(sentenceOf(new TypeError('a mistake of ours'))).toBeUndefined()
})

test('the earliest row of an id wins, in any order and over files', async () => {
  const { write } = testFolder()
  const mapping = write(
    'm.yaml',
    `{ source: keep, fields: { dealer_id: { const: '001' } }, events: [{ kind: quote, keep: first, event_id: id, occurred_at: t, amount: p }] }`,
  )
  const late = write(
    'late.csv',
    'id,t,p\nq1,2026-03-07,3\nq1,2026-03-05 00:00:01,2\nq2,2026-04-01,9\nq1,2026-03-06,4\n',
  )
  const early = write('early.csv', 'id,t,p\nq1,2026-03-05,1\nq2,2026-04-02,8\n')
  await run(late, early, '--as', 'events', '--mapping', mapping)
  const repeated = await run(early, late, '--as', 'events', '--mapping', mapping)
  expect(repeated.said).toContain('All 2 files')
  expect((await house.totals(['quote'], 'day', '2026-01-01', '2026-05-01')).quote).toEqual({
    '2026-03-05': 1,
    '2026-04-01': 1,
  })
})

test('a dry run shows events, totals and unknown codes, masks persons, and books nothing', async () => {
  const { write } = testFolder()
  const rows = ['event_id,kind,occurred_at,dealer_id,order_id,amount,customer,model', 'd1,order,2026-03-31 23:30,001,O1,10,13800001111,X5', 'd2,order,2026-03-31,77,O2,5.5,,', 'd1,order,2026-03-31,001,O1,10,,', 'd3,ordr,2026-03-31,001,O3,1,,'] // prettier-ignore
  const before = await house.totals(['order'], 'day', '2026-01-01', '2026-05-01')
  const { code, said } = await run(write('orders.csv', rows.join('\n')), '--as', 'events', '--dry-run')
  expect(code).toBe(0)
  expect(said).toContain('nothing is booked')
  expect(said).toContain('line 2: {"event_id":"d1"')
  expect(said).not.toContain('13800001111')
  expect(said).toMatch(/order +2026-03 +2 +2 +15\.50/)
  expect(said).toContain('Unknown dealers: 1: 77 (1)')
  expect(said).toContain('Unknown models: 1: X5 (1)')
  expect(said).toContain('line 5: unknown_kind')
  expect(await house.totals(['order'], 'day', '2026-01-01', '2026-05-01')).toEqual(before)
})

test('a folder in use by another process is told in one sentence', async () => {
  const { write } = testFolder()
  const { code, output } = await start(write('dealers.csv', DEALERS), '--as', 'dealers', '--data', house.data).ended()
  expect(code).toBe(1)
  expect(output.trim()).toMatch(/^another war room is already using this folder.*$/)
})

test('killed in the middle and started again: every row once, and a repeat adds nothing', async () => {
  const { path, write } = testFolder()
  const own = join(path, 'data')
  const imports = join(own, 'imports')
  await mkdir(imports, { recursive: true })
  const rows = Array.from({ length: 30_000 }, (_, i) => lead(`k${i}`, '2026-03-05 10:00', ''))
  const file = write('leads.csv', [HEADER, ...rows].join('\n'))

  const first = start(file, '--as', 'events', '--data', own)
  await settledRows(imports, 5_000)
  first.child.kill('SIGKILL')
  expect((await first.ended()).code).toBeNull()

  const second = await start(file, '--as', 'events', '--data', own).ended()
  expect(second.output).toMatch(/going on after row \d/)
  expect(second.code).toBe(0)
  expect(second.output).toContain('30,000 rows, 30,000 sent')
  const third = await start(file, '--as', 'events', '--data', own).ended()
  expect(third.output).toContain('already imported, checking identity')
  expect(third.output).toContain('0 accepted, 30,000 duplicate, 0 corrected, 0 held, 0 rejected')
}, 180_000)

/** Resolves once the progress of an import says that many rows are settled. */
async function settledRows(folder: string, least: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const watcher = watch(folder, (_, name) => {
      if (!name?.startsWith('leads.csv') || !name.endsWith('.json')) return
      void readFile(join(folder, name), 'utf8').then(
        (kept) => {
          if ((JSON.parse(kept) as { tally: { rows: number } }).tally.rows >= least) resolve()
        },
        () => undefined,
      )
    })
    onTestFinished(() => watcher.close())
  })
}
