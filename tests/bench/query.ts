import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openCalendar } from '#domain/calendar.ts'
import { organise } from '#domain/organisation.ts'
import { fullScope } from '#domain/scope.ts'
import { openZone } from '#domain/zone.ts'
import { createAsker } from '#server/query/ask.ts'
import { embedded } from '#store/clickhouse/embedded.ts'
import { migrate } from '#store/clickhouse/migrate.ts'
import { BENCH_NOW, benchMaker, fillLedger } from './ledger.ts'
import { byHand } from './query-by-hand.ts'
import { cohortByHand, COHORTS } from './query-cohort.ts'
import { STOCK, stockByHand } from './query-stock.ts'

/** A manager's drill, in nine questions: month to date against the month before and the year before. */
export const DRILL: readonly {
  name: string
  measures: string[]
  by: string[]
  where?: Record<string, string[]>
  period?: string
}[] = [
  {
    name: 'nation',
    measures: ['lead', 'unique_lead', 'first_visit', 'test_drive', 'net_order', 'deal', 'delivery'],
    by: [],
  },
  { name: 'regions', measures: ['lead', 'visit', 'order', 'deal'], by: ['region'] },
  {
    name: 'areas of a region',
    measures: ['lead', 'visit', 'order', 'deal'],
    by: ['area'],
    where: { region: ['大区1'] },
  },
  {
    name: 'dealers of an area',
    measures: ['lead', 'visit', 'order', 'deal'],
    by: ['dealer_id'],
    where: { area: ['小区1'] },
  },
  {
    name: 'advisors of a dealer',
    measures: ['lead', 'visit', 'order', 'deal'],
    by: ['advisor_id'],
    where: { dealer_id: ['D001'] },
  },
  { name: 'model by channel', measures: ['lead', 'order'], by: ['model', 'channel'] },
  { name: 'hours', measures: ['lead', 'visit', 'order'], by: ['hour'], period: 'today' },
  { name: 'one rate by area', measures: ['visit_order_rate'], by: ['area'] },
  { name: 'ticker', measures: ['order', 'order_amount'], by: [], period: 'today' },
]

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, short: { type: 'boolean' }, events: { type: 'string' } },
})
const events = Number(values.events ?? (values.short ? 300_000 : 10_000_000))
const runs = values.short ? 9 : 15
const say = (line: string): void => {
  if (!values.json) process.stdout.write(`${line}\n`)
}

const quantile = (times: readonly number[], q: number): number => {
  const sorted = [...times].sort((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]! * 10) / 10
}

/** Runs two ways of asking in turn, so that whatever else the machine does meets both alike. */
async function race(
  ours: () => Promise<unknown>,
  theirs: () => Promise<unknown>,
): Promise<[ours: number[], theirs: number[]]> {
  const times: [number[], number[]] = [[], []]
  for (let i = -2; i < runs; i++) {
    for (const [side, work] of [ours, theirs].entries()) {
      const start = performance.now()
      await work()
      if (i >= 0) times[side]!.push(performance.now() - start)
    }
  }
  return times
}

const folder = mkdtempSync(join(tmpdir(), 'bench-query-'))
const engine = await embedded(folder)
try {
  await migrate(engine)
  const began = performance.now()
  await fillLedger(engine, events, (done) =>
    say(`filled ${done.toLocaleString('en')} of ${events.toLocaleString('en')}`),
  )
  say(`filled in ${Math.round((performance.now() - began) / 1000)} s`)
  const organisation = organise(benchMaker())
  const zone = openZone('Asia/Shanghai')
  const asker = createAsker({
    engine, zone, calendar: openCalendar(), organisation: () => organisation, targets: () => [], freshness: () => ({}), head: () => events, now: () => BENCH_NOW,
  }) // prettier-ignore
  const figures: Record<string, { p50_ms: number; p95_ms: number; by_hand_p50_ms: number; ratio: number }> = {}
  for (const { name, ...question } of [...DRILL, ...STOCK, ...COHORTS]) {
    const spec = { period: 'month_to_date', compare: ['previous', 'last_year'], ...question }
    const plan = asker.plan(spec, fullScope)
    const { stock, journey } = plan.sources
    const byHandOf = stock.length > 0 ? stockByHand : journey.length > 0 ? cohortByHand : byHand
    const [times, hand] = await race(
      () => asker.answer(spec, fullScope),
      () => engine.query(byHandOf(plan, organisation), { settings: { optimize_use_projections: 0 } }),
    )
    const [p50, by_hand] = [quantile(times, 0.5), quantile(hand, 0.5)]
    figures[name] = {
      p50_ms: p50,
      p95_ms: quantile(times, 0.95),
      by_hand_p50_ms: by_hand,
      ratio: Math.round((p50 / by_hand) * 100) / 100,
    }
    say(
      `${name.padEnd(22)} p50 ${p50} ms, p95 ${figures[name].p95_ms} ms, by hand ${by_hand} ms, ratio ${figures[name].ratio}`,
    )
  }
  const over = (questions: readonly { name: string }[]) => {
    const all = questions.map(({ name }) => figures[name]!)
    const mean = Math.exp(all.reduce((sum, one) => sum + Math.log(one.ratio), 0) / all.length)
    return { worst_p95_ms: Math.max(...all.map(({ p95_ms }) => p95_ms)), ratio: Math.round(mean * 100) / 100 }
  }
  process.stdout.write(
    `${JSON.stringify({ bench: 'query', events, runs, ...over(DRILL), stock: over(STOCK), cohort: over(COHORTS), questions: figures })}\n`,
  )
} finally {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
}
