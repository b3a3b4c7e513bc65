import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse, type House } from '../ingest/import/house.ts'

const named = process.env.WARROOM_DATASETS ?? ''
const datasets = named && existsSync(join(named, 'bpi2012-loan-funnel')) ? named : ''
if (!datasets && process.env.REQUIRE_ALL === '1') {
  test('the cohort of a real journey needs the folder of data sets in WARROOM_DATASETS', () =>
    expect(datasets).not.toBe(''))
}

const DAY = 86_400_000
const WINDOW = 30
/** The log ends in March 2012: cases of the last weeks are undecided for want of time. */
const PERIOD = ['2011-10-01', '2012-03-01'] as const
const AS_OF = Date.parse('2012-03-10T00:00:00+08:00')

const folder = (name: string) => join(datasets, name)
const linesOf = (path: string): string[][] => {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text.trim().split(/\r?\n/).slice(1).map((line) => line.split(',')) // prettier-ignore
}

/** Which steps of the log make which stage; those that count once a case do so at their first. */
const STAGES: Record<string, (activity: string, lifecycle: string) => boolean> = {
  clean: (activity) => activity === 'A_PREACCEPTED',
  visit: (activity, lifecycle) => activity === 'W_Completeren aanvraag' && lifecycle === 'COMPLETE',
  test_drive: (activity) => activity === 'A_ACCEPTED',
  quote: (activity) => activity === 'O_SENT',
  order: (activity) => activity === 'O_SENT_BACK',
  deal: (activity) => activity === 'A_ACTIVATED',
  lost: (activity) => ['A_CANCELLED', 'A_DECLINED'].includes(activity),
}
const ONCE = ['quote', 'order', 'lost']

/** The cohort's outcomes straight from the files: case by case, step by step. */
function recount() {
  const bpi = folder('bpi2012-loan-funnel')
  const steps = new Map<string, Record<string, number[]>>()
  for (const name of readdirSync(bpi).filter((one) => one.startsWith('events_'))) {
    for (const [id, , activity, lifecycle, , time] of linesOf(join(bpi, name))) {
      const own = steps.get(id!) ?? {}
      steps.set(id!, own)
      for (const [stage, is] of Object.entries(STAGES))
        if (is(activity!, lifecycle!)) (own[stage] ??= []).push(Date.parse(time!))
    }
  }
  const [from, until] = PERIOD.map((day) => Date.parse(`${day}T00:00:00+08:00`)) as [number, number]
  const figures = Object.fromEntries(
    ['unique_lead', ...Object.keys(STAGES)].map((stage) => [stage, { reached: 0, lost: 0, undecided: 0, expired: 0 }]),
  )
  for (const [id, , registered] of linesOf(join(bpi, 'cases.csv'))) {
    const at = Date.parse(registered!)
    if (at < from || at >= until) continue
    const end = Math.min(at + WINDOW * DAY, AS_OF)
    const own = steps.get(id!) ?? {}
    const has = (stage: string): boolean => {
      const times = own[stage] ?? []
      const counted = ONCE.includes(stage) && times.length > 0 ? [Math.min(...times)] : times
      return counted.some((time) => time >= at && time < end)
    }
    const fell = has('lost')
    for (const [stage, figure] of Object.entries(figures)) {
      if (stage === 'unique_lead' || has(stage)) figure.reached++
      else if (fell) figure.lost++
      else {
        figure.undecided++
        if (at + WINDOW * DAY <= AS_OF) figure.expired++
      }
    }
  }
  return figures
}

let house: House
beforeAll(async () => {
  if (datasets) house = await openHouse()
}, 180_000)
afterAll(() => house?.close())

test.skipIf(!datasets)(
  'the cohort funnel of a real journey, undecided included, is that of the files',
  async () => {
    const load = async (as: string, mapping: string, name: string, begin: string) => {
      const files = readdirSync(folder(name)).filter((file) => file.startsWith(begin)).map((file) => join(folder(name), file)) // prettier-ignore
      const { code, said } = await house.run(...files, '--as', as, '--mapping', `ingest/import/mappings/${mapping}`, '--history') // prettier-ignore
      expect(code, said).toBe(0)
    }
    await load('dealers', 'changan-ford.dealers.yaml', 'changan-ford-dealers', 'dealers')
    await load('events', 'bpi2012.cases.yaml', 'bpi2012-loan-funnel', 'cases')
    await load('events', 'bpi2012.events.yaml', 'bpi2012-loan-funnel', 'events_')
    const expected = recount()
    expect(expected['unique_lead']!.reached).toBeGreaterThan(10_000)
    expect(expected['order']!.undecided).toBeGreaterThan(expected['order']!.expired)
    expect(expected['order']!.expired).toBeGreaterThan(0)
    const answer = await house.ask({
      measures: Object.keys(expected),
      mode: 'cohort',
      window_days: WINDOW,
      period: { from: PERIOD[0], to: PERIOD[1] },
      as_of: '2012-03-10T00:00:00+08:00',
    })
    expect(answer.total.current).toEqual(expected)
  },
  600_000,
)
