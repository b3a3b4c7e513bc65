import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse, type House } from './house.ts'
import { recount } from './recount.ts'

const named = process.env.WARROOM_DATASETS ?? ''
const datasets = named && existsSync(join(named, 'bpi2012-loan-funnel')) ? named : ''
if (!datasets && process.env.REQUIRE_ALL === '1') {
  test('the replay of real data needs the folder of data sets in WARROOM_DATASETS', () => expect(datasets).not.toBe(''))
}

const PUBLISHED = {
  traffic: 69_674_110,
  lead: 13_087,
  clean: 7_367,
  test_drive: 5_113,
  quote: 5_015,
  order: 3_254,
  deal: 2_246,
}
/** That of the files. */
const PERIOD = ['2011-01-01', '2017-01-01'] as const
const MAPPINGS = 'ingest/import/mappings'
const files = (folder: string, begin: string) =>
  readdirSync(join(datasets, folder))
    .filter((name) => name.startsWith(begin))
    .map((name) => join(datasets, folder, name))

test.skipIf(!datasets)(
  'replay of real data: every total, by dealer and by month, equals a recount of the files',
  async () => {
    const said: string[] = []
    const load = async (as: string, mapping: string, ...paths: string[]) => {
      const { code, said: text } = await house.run(
        ...paths,
        '--as',
        as,
        '--mapping',
        `${MAPPINGS}/${mapping}`,
        '--history',
      )
      said.push(text)
      expect(code, text).toBe(0)
    }
    await load('dealers', 'changan-ford.dealers.yaml', ...files('changan-ford-dealers', 'dealers'))
    await load('events', 'bpi2012.cases.yaml', ...files('bpi2012-loan-funnel', 'cases'))
    // Backwards, so that the earliest of a case's offers often comes last.
    await load('events', 'bpi2012.events.yaml', ...files('bpi2012-loan-funnel', 'events_').reverse())
    await load('events', 'koubei.visits.yaml', ...files('koubei-shop-traffic', 'visits_'))
    expect(said.join('\n')).not.toMatch(/[1-9]\d* (held|rejected)/)

    const { counts, dealers } = recount(datasets)
    expect(dealers).toHaveLength(572)
    for (const [kind, total] of Object.entries(PUBLISHED)) expect(counts.get(kind)!.total, kind).toBe(total)
    expect([...counts.keys()]).toHaveLength(15)
    const kinds = [...counts.keys()]
    const byDealer = await house.totals(kinds, 'dealer_id', ...PERIOD)
    const byMonth = await house.totals(kinds, 'month', ...PERIOD)
    for (const [kind, count] of counts) {
      expect(byDealer[kind], kind).toEqual(Object.fromEntries(count.dealers))
      expect(byMonth[kind], kind).toEqual(Object.fromEntries(count.months))
      expect(Object.values(byDealer[kind]!).reduce((a, b) => a + b), kind).toBe(count.total) // prettier-ignore
    }

    await load('events', 'bpi2012.events.yaml', ...files('bpi2012-loan-funnel', 'events_2012'))
    expect(said.at(-1)).toMatch(
      /All 3 files: 123,403 rows.*\n +0 accepted, 45,625 duplicate, 0 corrected, 0 held, 0 rejected/,
    )
  },
  600_000,
)

let house: House
beforeAll(async () => {
  if (datasets) house = await openHouse()
}, 180_000)
afterAll(() => house?.close())
