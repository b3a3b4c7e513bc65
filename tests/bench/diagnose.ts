import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openCalendar } from '#domain/calendar.ts'
import { organise } from '#domain/organisation.ts'
import { fullScope } from '#domain/scope.ts'
import type { Target } from '#domain/streams.ts'
import { openZone } from '#domain/zone.ts'
import { createDiagnoser } from '#server/diagnosis/diagnoser.ts'
import { PATIENCE } from '#server/diagnosis/open.ts'
import { readLeaves } from '#server/diagnosis/read.ts'
import { openThinker } from '#server/diagnosis/thinker.ts'
import { createAsker } from '#server/query/ask.ts'
import { embedded } from '#store/clickhouse/embedded.ts'
import { migrate } from '#store/clickhouse/migrate.ts'
import { BENCH_NOW, benchMaker, fillLedger } from './ledger.ts'

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, short: { type: 'boolean' }, events: { type: 'string' } },
})
const events = Number(values.events ?? (values.short ? 300_000 : 10_000_000))
const runs = values.short ? 5 : 11
const say = (line: string): void => {
  if (!values.json) process.stdout.write(`${line}\n`)
}
const quantile = (times: readonly number[], q: number): number => {
  const sorted = [...times].sort((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]! * 10) / 10
}

const STAGES = ['unique_lead', 'first_visit', 'test_drive', 'order', 'deal', 'delivery']
const DIMS = ['region', 'area', 'dealer_id', 'model', 'channel_1'] as const
const atOnce = <T>(read: () => Promise<T>) => read()
const SIGNS = { cars: new Map(), calls: atOnce, usual: atOnce }
const QUESTION = { period: 'month_to_date', compare: 'previous' }

const folder = mkdtempSync(join(tmpdir(), 'bench-diagnose-'))
const engine = await embedded(folder)
try {
  await migrate(engine)
  await fillLedger(engine, events, (done) =>
    say(`filled ${done.toLocaleString('en')} of ${events.toLocaleString('en')}`),
  )
  const organisation = organise(benchMaker())
  const zone = openZone('Asia/Shanghai')
  const targets: Target[] = [{ from: '2026-11-01', to: '2026-12-01', measure: 'delivery', kind: 'target', value: events / 350 }] // prettier-ignore
  const options = {
    engine, zone, calendar: openCalendar(), organisation: () => organisation, targets: () => targets, freshness: () => ({}), head: () => events,
    now: () => BENCH_NOW,
  } // prettier-ignore
  const asker = createAsker(options)
  const lamp = { basis: 'pace', warning_from: -0.03, least_target: 10 } as const
  const thinker = openThinker()
  /** A new room each time: what it remembers would be all that is measured. */
  const fresh = (patience?: number) =>
    createDiagnoser({ ...options, asker, retail: 'delivery', lamp, think: thinker.think, silent: async () => [], ...(patience !== undefined && { patience }) }) // prettier-ignore
  /** As wall and desk ask; what is still read behind the answer is waited for when the time is taken. */
  const soon = (question: object) => async () => {
    const room = fresh(PATIENCE)
    await room.diagnose({ ...question, soon: true }, fullScope)
    return () => room.diagnose(question, fullScope)
  }
  const spec = { measures: STAGES, period: 'month_to_date', compare: ['previous'] }
  const moment = { plan: asker.plan(spec, fullScope), organisation, seq: events, silent: [] }

  const ways: Record<string, () => Promise<unknown>> = {
    drill: () => asker.answer({ ...spec, by: ['region'] }, fullScope),
    diagnose: () => fresh().diagnose(QUESTION, fullScope),
    'diagnose soon': soon(QUESTION),
    'a region soon': soon({ ...QUESTION, where: { region: ['大区1'] } }),
    'of which the statement': () => readLeaves(engine, moment, DIMS, STAGES, 'previous', SIGNS),
    'diagnose a region': () => fresh().diagnose({ ...QUESTION, where: { region: ['大区1'] } }, fullScope),
    'diagnose against target': () => fresh().diagnose({ ...QUESTION, compare: 'target' }, fullScope),
    matrix: () => fresh().matrix({ ...QUESTION, step: 'first_visit', rows: 'area', columns: 'channel_1' }, fullScope),
    'what if': () => fresh().whatIf({ ...QUESTION, segment: { dealer_id: 'D001' }, stage: 'first_visit', to: 'peers' }, fullScope), // prettier-ignore
  }
  // All ways in turn, so that whatever else the machine does meets them alike.
  const times = new Map(Object.keys(ways).map((name): [string, number[]] => [name, []]))
  for (let i = -2; i < runs; i++) {
    for (const [name, work] of Object.entries(ways)) {
      const start = performance.now()
      const rest = await work()
      if (i >= 0) times.get(name)!.push(performance.now() - start)
      if (typeof rest === 'function') await (rest as () => Promise<unknown>)()
    }
  }
  const room = fresh()
  await room.diagnose(QUESTION, fullScope)
  const start = performance.now()
  await Promise.all(Array.from({ length: 100 }, () => room.diagnose(QUESTION, fullScope)))
  const hundred_walls_ms = Math.round((performance.now() - start) * 10) / 10

  const drill = quantile(times.get('drill')!, 0.5)
  const figures = Object.fromEntries(
    [...times].map(([name, own]) => {
      const p50_ms = quantile(own, 0.5)
      return [name, { p50_ms, p95_ms: quantile(own, 0.95), ratio: Math.round((p50_ms / drill) * 100) / 100 }]
    }),
  )
  for (const [name, { p50_ms, p95_ms, ratio }] of Object.entries(figures))
    say(`${name.padEnd(24)} p50 ${p50_ms} ms, p95 ${p95_ms} ms, ${ratio} × one drill question`)
  say(`a hundred walls that ask the same within ten seconds: ${hundred_walls_ms} ms`)
  const { leaves } = await readLeaves(engine, moment, DIMS, STAGES, 'previous', SIGNS)
  process.stdout.write(
    `${JSON.stringify({ bench: 'diagnose', events, runs, leaves: leaves.rows.length, ...figures['diagnose'], hundred_walls_ms, ways: figures })}\n`,
  )
} finally {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
}
