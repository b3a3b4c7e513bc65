import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { openCalendar } from '#domain/calendar.ts'
import type { Fact } from '#domain/fact.ts'
import type { Kind } from '#domain/kinds.ts'
import { organise } from '#domain/organisation.ts'
import { planView } from '#domain/plan.ts'
import { fullScope } from '#domain/scope.ts'
import { readSpec, type ViewPatch } from '#domain/view.ts'
import { openZone } from '#domain/zone.ts'
import { createLive } from '#server/live/live.ts'
import type { Live } from '#server/live/room.ts'
import { Sums } from '#server/live/sums.ts'
import { createAsker } from '#server/query/ask.ts'
import { embedded } from '#store/clickhouse/embedded.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { migrate } from '#store/clickhouse/migrate.ts'
import { factOf } from '../oracle/world.ts'
import { BENCH_NOW, benchMaker, fillLedger } from './ledger.ts'
import { broadcast, median, quantile } from './live-broadcast.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean' }, short: { type: 'boolean' } } })
const history = values.short ? 100_000 : 2_000_000
const seconds = values.short ? 2 : 20
const RATE = 5_000
const screens = values.short ? 50 : 1_000
const say = (line: string): void => {
  if (!values.json) process.stdout.write(`${line}\n`)
}

const zone = openZone('Asia/Shanghai')
const calendar = openCalendar()
const organisation = organise(benchMaker())
const folder = mkdtempSync(join(tmpdir(), 'bench-live-'))
const engine = await embedded(folder)
await migrate(engine)
await fillLedger(engine, history, () => undefined)

const KINDS: Kind[] = ['lead', 'lead', 'lead', 'contact', 'card', 'visit', 'test_drive', 'order', 'deal']
const factAt = (seq: number, occurred_at: number, received_at = occurred_at): Fact =>
  factOf({
    seq, occurred_at, received_at, kind: KINDS[seq % KINDS.length]!, dealer_id: `D${String((seq * 7) % 600).padStart(3, '0')}`, model: `M${seq % 12}`,
    channel: `C${seq % 40}`, amount: 23_580_000,
  }, zone) // prettier-ignore

// The ends of both comparisons move over as many events a second as the present brings.
let seq = history
for (const end of ['2026-10-22T10:00:00+08:00', '2025-11-22T10:00:00+08:00']) {
  const facts = Array.from({ length: RATE * (seconds * 2 + 2) }, (_, i) =>
    factAt(++seq, Date.parse(end) + Math.floor((i * 1_000) / RATE)),
  )
  for (let i = 0; i < facts.length; i += 50_000)
    await insertFacts(engine, facts.slice(i, i + 50_000), `bench-${end.slice(0, 4)}-${i}`)
}
say(`${seq.toLocaleString('en')} events in the ledger`)

const compare = ['previous', 'last_year']
const measures = ['lead', 'visit', 'order', 'deal', 'visit_order_rate']
const BYS = [
  [],
  ['region'],
  ['area'],
  ['model'],
  ['channel'],
  ['hour'],
  ['series', 'channel'],
  ['city'],
  ['province'],
  ['dealer_id'],
]
const national = Array.from({ length: 50 }, (_, i) => ({
  measures: measures.slice(0, 1 + (i % 5)),
  by: BYS[i % 10],
  compare,
  limit: 500 + i,
}))
const narrowed = Array.from({ length: 450 }, (_, i) => ({
  measures, by: BYS[3 + (i % 3)], compare, where: i < 48 ? { area: [`小区${i}`] } : { dealer_id: [`D${String(i).padStart(3, '0')}`] },
})) // prettier-ignore

/** CPU of adding one fact to one view that it passes, in microseconds. */
function fold(): number {
  const plans = national.map((raw) => planView(readSpec(raw), fullScope, { as_of: BENCH_NOW, zone, calendar }))
  const sums = plans.map((plan) => new Sums(plan, new Map(), 0, organisation))
  const facts = Array.from({ length: values.short ? 2_000 : 20_000 }, (_, i) => factAt(9 * i + 1, BENCH_NOW - 1))
  const run = (some: readonly Fact[]): number => {
    const before = process.cpuUsage()
    for (const fact of some) for (const one of sums) one.take(fact)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / (some.length * sums.length)
  }
  run(facts.slice(0, 1_000))
  return Math.round(run(facts) * 1_000) / 1_000
}

let now = BENCH_NOW
let live: Live
function begin(): void {
  const asker = createAsker({
    engine, zone, calendar, organisation: () => organisation, targets: () => [], freshness: () => ({}), head: () => seq, now: () => now,
  }) // prettier-ignore
  live = createLive({
    asker, engine, zone, calendar, organisation: () => organisation, targets: () => [], freshness: () => ({}), now: () => now,
    start: { seq, receivedAt: now }, log: pino({ level: 'warn' }), timer: { every: () => () => undefined, after: () => () => undefined },
  }) // prettier-ignore
}

/** Seconds of 5,000 events each, four batches and a tick a second: what they cost beside the store. */
async function under(raws: readonly unknown[]) {
  begin()
  const opening = performance.now()
  for (const raw of raws) await live.open(raw, fullScope)
  const opened = performance.now() - opening
  let messages = 0
  let last: ViewPatch | null = null
  live.listen({
    patch: (patch) => {
      messages++
      if (!last || patch.rows.length > last.rows.length) last = patch
    },
    ended: () => undefined,
  })
  const moves: number[] = []
  const before = process.cpuUsage()
  const start = performance.now()
  for (let quarter = 0; quarter < seconds * 4; quarter++) {
    now += 250
    const facts = Array.from({ length: RATE / 4 }, (_, i) => factAt(seq + 1 + i, now - (i % 250)))
    const began = performance.now()
    live.publish({ seqFrom: seq + 1, seqTo: (seq += facts.length), facts, receivedAt: now })
    await live.settled()
    moves.push(performance.now() - began)
  }
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(before)
  const idle: number[] = []
  for (let i = 0; i < (values.short ? 2 : 10); i++) {
    now += 1_000
    const began = performance.now()
    live.tick()
    await live.settled()
    idle.push(performance.now() - began)
  }
  const figures = {
    views: raws.length,
    open_ms: Math.round(opened / raws.length),
    move_p50_ms: median(moves),
    move_p95_ms: quantile(moves, 0.95),
    tick_p50_ms: median(idle),
    cpu_ms_per_second: Math.round((user + system) / 1_000 / seconds),
    wall_ms_per_second: Math.round(wall / seconds),
    messages_per_second: Math.round(messages / seconds),
  }
  await live.stop()
  return { figures, last: last! as ViewPatch }
}

const fold_us = fold()
say(`fold: ${fold_us} µs for a fact and a view`)
const fifty = await under(national)
say(`50 views over the whole maker: ${JSON.stringify(fifty.figures)}`)
const many = await under([...national, ...narrowed])
say(`500 views, 450 of them narrowed: ${JSON.stringify(many.figures)}`)
begin()
const patch = { ...fifty.last, rows: fifty.last.rows.slice(0, 8) }
const bytes = JSON.stringify(patch).length
const sent = await broadcast(live!, patch, screens, values.short ? 5 : 30)
say(`${bytes} bytes to ${screens} screens: ${JSON.stringify(sent)}`)
await live!.stop()
await engine.close()
rmSync(folder, { recursive: true, force: true })
process.stdout.write(
  `${JSON.stringify({
    bench: 'live', short: Boolean(values.short), events: history, rate: RATE, fold_us, views_50: fifty.figures, views_500: many.figures,
    broadcast: { bytes, screens, ...sent, live_over_bare: Math.round((sent.live.cpu_ms / sent.bare.cpu_ms) * 100) / 100 },
  })}\n`, // prettier-ignore
)
