/**
 * A war room's door that is sent batches until it is killed: by itself after a given step of booking, or from outside.
 * `victim.ts FOLDER FIRST_BATCH STEP COUNT`; prints the number of every batch right after its answer came.
 */
import { writeSync } from 'node:fs'
import { pino } from 'pino'
import { readSettings } from '#domain/settings.ts'
import { openIngest } from '#ingest/open.ts'
import { openStores } from '#store/open.ts'
import { dealer } from '../ingest/rig.ts'
import { batchRows, DEALERS } from './rows.ts'

const [folder, first, step, count] = process.argv.slice(2) as [string, string, string, string]
const settings = readSettings({ WARROOM_DATA: folder })
const stores = await openStores(settings)
let left = Number(count)
let loading = false
const ingest = await openIngest({
  ...stores,
  settings,
  log: pino({ level: 'silent' }),
  now: Date.now,
  after: (done) => {
    if (loading && done === step && --left === 0) process.kill(process.pid, 'SIGKILL')
  },
})
const call = { source: 'load', mayNameSources: true, mayBackdate: true, history: false, priority: 'live' } as const
const text = (rows: readonly unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n')
await ingest.door.receive({ ...call, stream: 'dealers', body: text(DEALERS.map((code) => dealer(code))) })
loading = true
let next = Number(first)
const send = async (): Promise<never> => {
  for (;;) {
    const n = next++
    await ingest.door.receive({ ...call, stream: 'events', body: text(batchRows(n)) })
    writeSync(1, `${n}\n`)
  }
}
await Promise.all([send(), send(), send()])
