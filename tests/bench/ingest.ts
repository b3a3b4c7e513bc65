/**
 * Events through the real HTTP door with every step on (key, parse, check, hash, settle, derive, insert, commit), beside
 * the bare `client.insert` of the very same ledger rows into an identical table. The last line is one JSON object.
 *   npm run bench -- ingest [--events 300000] [--batch 5000] [--senders 4] [--json]
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createClient } from '@clickhouse/client'
import { createChdbConnection } from 'chdb/connection'
import express from 'express'
import { Registry } from 'prom-client'
import { readSettings } from '#domain/settings.ts'
import { masterKey } from '#ingest/http/keys.ts'
import { ingestRouter } from '#ingest/http/router.ts'
import { openIngest } from '#ingest/open.ts'
import { readFacts } from '#store/clickhouse/facts.ts'
import { ledgerColumns } from '#store/clickhouse/ledger.ts'
import { fileText } from '#store/clickhouse/sql.ts'
import { openStores } from '#store/open.ts'
import { rmSync } from 'node:fs'
import { dealer, silent, tempFolder } from '../ingest/rig.ts'
import { eventLines } from '../ingest/stream.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string' },
    short: { type: 'boolean', default: false },
    batch: { type: 'string', default: '5000' },
    senders: { type: 'string', default: '4' },
    json: { type: 'boolean', default: false },
  },
})
const [events, batch, senders] = [
  Number(values.events ?? (values.short ? 40_000 : 300_000)),
  Number(values.batch),
  Number(values.senders),
]
const say = (line: string): void => void (values.json || process.stdout.write(`${line}\n`))

const folder = tempFolder()
const settings = readSettings({ WARROOM_DATA: folder, WARROOM_QUEUE_EVENTS: '1000000' })
const stores = await openStores(settings)
const steps = new Map<string, number>()
const observe = (step: string, ms: number): void => void steps.set(step, (steps.get(step) ?? 0) + ms)
const ingest = await openIngest({ ...stores, settings, log: silent, now: Date.now, observe })
const app = express().use(
  ingestRouter({
    door: ingest.door,
    keys: [masterKey('bench')],
    bodyLimit: 64 << 20,
    registry: new Registry(),
    log: silent,
  }),
)
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/ingest`
const headers = { authorization: 'Bearer bench', 'content-type': 'application/x-ndjson' }
const post = async (stream: string, body: string): Promise<Record<string, unknown>> => {
  const response = await fetch(`${address}/${stream}`, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Record<string, unknown>
}

await post('dealers', Array.from({ length: 800 }, (_, i) => JSON.stringify(dealer(`D${i}`))).join('\n'))
say(`making ${events} events, 2 % of them sent twice, 2 % corrected …`)
const bodies = [...eventLines({ events, batch, seed: 20_261_122, now: Date.now() })]
await post('events', [...eventLines({ events: 2_000, batch: 2_000, seed: 1, now: Date.now(), source: 'warm-up' })][0]!)

const before = ingest.head().seq
steps.clear()
const counts: Record<string, number> = { accepted: 0, duplicate: 0, corrected: 0, held: 0, rejected: 0 }
let next = 0
const start = performance.now()
const cpuBefore = process.cpuUsage()
await Promise.all(
  Array.from({ length: senders }, async () => {
    while (next < bodies.length) {
      const answer = await post('events', bodies[next++]!)
      for (const name of Object.keys(counts))
        counts[name]! += name === 'rejected' ? (answer[name] as unknown[]).length : (answer[name] as number)
    }
  }),
)
const seconds = (performance.now() - start) / 1000
const cpu = process.cpuUsage(cpuBefore)
/** Of all threads, senders included: says more than the clock where others use the machine. */
const cpuSeconds = (cpu.user + cpu.system) / 1e6
const sent = Object.values(counts).reduce((a, b) => a + b)
const booked = ingest.head().seq - before
say(`door: ${sent} rows in ${seconds.toFixed(1)} s; ${JSON.stringify(counts)}; ${booked} ledger entries`)
for (const [step, ms] of [...steps].sort((a, b) => b[1] - a[1])) say(`  ${step.padEnd(11)} ${(ms / 1000).toFixed(2)} s`)

const connection = createChdbConnection({ path: join(folder, 'clickhouse') })
type Injected = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>
const client = createClient({ connection: connection as unknown as Injected })
await stores.engine.command(fileText('CREATE TABLE warroom.bare AS warroom.ledger'))
let bareSeconds = 0
for (let from = before; from < ingest.head().seq; from += 20_000) {
  const facts = await readFacts(stores.engine, { afterSeq: from, uptoSeq: Math.min(from + 20_000, ingest.head().seq) })
  const rows = facts.map((fact) => ({
    ...fact, amount: fact.amount ?? 0, duration_s: fact.duration_s ?? -1, has_amount: fact.amount === null ? 0 : 1,
    received_at: iso(fact.received_at), occurred_at: iso(fact.occurred_at), due_at: iso(fact.due_at), next_due_at: iso(fact.next_due_at),
  })) // prettier-ignore
  const began = performance.now()
  await client.insert({
    table: 'warroom.bare',
    values: rows,
    format: 'JSONEachRow',
    columns: Object.keys(ledgerColumns) as [string, ...string[]],
  })
  bareSeconds += (performance.now() - began) / 1000
}
function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString().replace('T', ' ').slice(0, -1)
}
const bare = booked / bareSeconds
const factsPerSecond = booked / seconds
say(`bare client.insert of the same rows: ${Math.round(bare)} rows/s`)

server.close()
server.closeAllConnections()
await ingest.close()
await client.close()
await stores.close()
rmSync(folder, { recursive: true, force: true })
const round = (n: number): number => Math.round(n)
process.stdout.write(
  `${JSON.stringify({
    bench: 'ingest', events: sent, batch, senders, events_per_s: round(sent / seconds), facts_per_s: round(factsPerSecond),
    bare_rows_per_s: round(bare), ratio: Number((factsPerSecond / bare).toFixed(3)), goal: 0.25, cpu_us_per_event: round((cpuSeconds / sent) * 1e6),
    step_seconds: Object.fromEntries([...steps].map(([step, ms]) => [step, Number((ms / 1000).toFixed(2))])),
  })}\n`, // prettier-ignore
)
