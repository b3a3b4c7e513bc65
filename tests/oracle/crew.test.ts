import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organise, type ReferenceRows } from '#domain/organisation.ts'
import { fullScope } from '#domain/scope.ts'
import { openZone } from '#domain/zone.ts'
import { createAsker } from '#server/query/ask.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { tables } from '#store/clickhouse/ledger.ts'
import { sql } from '#store/clickhouse/sql.ts'
import { book, clock, history, instantOf, zones } from './arbitrary.ts'
import { calendar } from './calendar.ts'
import { crewBy, lastDay } from './kpi-crew.ts'
import { recount, type OracleSpec } from './recount.ts'
import { openLedger, restlessMaker } from './world.ts'

let engine: Engine
let close: () => Promise<void>
let worlds = 0
beforeAll(async () => {
  ;({ engine, close } = await openLedger())
})
afterAll(() => close())

/** Advisors that come, move and leave in the months before the clock. */
const advisors = fc.array(
  fc.record({
    advisor_id: fc.constantFrom('A1', 'A2', 'A3', 'A4'),
    dealer_id: fc.constantFrom('D1', 'D2', 'D3', 'D4', 'D9'),
    from: fc.option(fc.integer({ min: -2, max: 420 })),
    left: fc.option(fc.integer({ min: -2, max: 420 }), { freq: 2 }),
  }),
  { maxLength: 8 },
)

const asked = fc.record({
  by: fc.constantFrom<string[]>([], ['region'], ['area', 'dealer_id'], ['advisor_id'], ['group'], ['city_tier', 'region']),
  where: fc.constantFrom<Record<string, (string | null)[]>>({}, { region: ['华东'] }, { dealer_id: ['D1', 'D3'] }, { advisor_id: ['A1', null] }, { area: ['苏南', null] }),
  period: fc.constantFrom('today', 'month_to_date', 'previous_month', 'last_30_days', 'year_to_date'),
  compare: fc.subarray(['previous', 'last_year']),
  org: fc.constantFrom('current', 'as_stood'),
}) // prettier-ignore

describe.each(zones)('advisors at work in %s', (tz) => {
  const zone = openZone(tz)

  it('are counted and divide deals as a plain recount of the rows does', async () => {
    await fc.assert(
      fc.asyncProperty(clock, history, advisors, fc.array(asked, { minLength: 3, maxLength: 5 }), async (text, happenings, drawn, questions) => {
        const asOf = instantOf(text, tz)
        const facts = book(happenings, asOf, zone)
        await engine.command(sql`TRUNCATE TABLE ${tables['warroom.ledger']}`)
        await insertFacts(engine, facts, `crew-${tz}-${worlds++}`)
        const today = Temporal.PlainDate.from(zone.day(asOf))
        const ago = (days: number) => today.subtract({ days }).toString()
        const keyed = new Map(
          drawn.map(({ advisor_id, dealer_id, from, left }) => [
            `${advisor_id} ${from}`,
            {
              advisor_id, dealer_id, name: advisor_id,
              ...(from !== null && { valid_from: ago(from) }), ...(left !== null && { left_on: ago(left) }),
            },
          ]),
        ) // prettier-ignore
        const rows: ReferenceRows = { ...restlessMaker, advisors: [...keyed.values()] }
        const organisation = organise(rows)
        const asker = createAsker({
          engine, zone, calendar, organisation: () => organisation, targets: () => [], freshness: () => ({}), head: () => facts.length, now: () => asOf,
        }) // prettier-ignore
        for (const { by, where, ...rest } of questions) {
          const answer = await asker.answer({ measures: ['deals_per_advisor', 'active_advisor', 'deal'], by, where, ...rest, limit: 10_000 }, fullScope) // prettier-ignore
          const spec: OracleSpec = { measures: ['deal'], by, where, ...rest, align: 'elapsed', as_of: asOf, known_at: null, order: [], limit: 10_000 } // prettier-ignore
          const deals = recount(facts, spec, rows, tz, calendar, facts.length)
          for (const name of ['current', ...rest.compare] as 'current'[]) {
            const { from, until } = deals.spans[name]!
            const day = lastDay(from, until, tz)
            const crew = crewBy(rows, { day, orgDay: rest.org === 'current' ? today.toString() : day }, by, where)
            const expected = new Map([...crew].map(([key, heads]) => [key, { heads, sold: 0 }]))
            for (const row of deals.rows) {
              const key = JSON.stringify(by.map((dimension) => row.key[dimension]))
              expected.set(key, { heads: crew.get(key) ?? 0, sold: row[name]!['deal'] as number })
            }
            const found = answer.rows.map((row) => {
              const { active_advisor: heads, deal: sold, deals_per_advisor: each } = row[name]!
              expect(each).toBe(heads === 0 ? null : (sold as number) / (heads as number))
              return [JSON.stringify(by.map((dimension) => row.key[dimension])), { heads, sold }] as const
            })
            const counted = (list: Iterable<readonly [string, { heads: unknown; sold: unknown }]>) =>
              [...list].filter(([, { heads, sold }]) => heads !== 0 || sold !== 0).sort(([a], [b]) => (a < b ? -1 : 1))
            expect(counted(found)).toEqual(counted(expected))
            const heads = [...crew.values()].reduce((sum, n) => sum + n, 0)
            expect(answer.total[name]).toMatchObject({ active_advisor: heads, deal: deals.total[name]!['deal'] })
          }
        }
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 15), seed: 20_261_124, endOnFailure: !process.env['FUZZ_SHRINK'] },
    )
  }, 300_000)
}) // prettier-ignore

it('by month are those at work as each month ends, and in total as the range ends', async () => {
  const zone = openZone('Asia/Shanghai')
  await engine.command(sql`TRUNCATE TABLE ${tables['warroom.ledger']}`)
  const rows: ReferenceRows = {
    ...restlessMaker,
    advisors: [
      { advisor_id: 'A1', name: '甲', dealer_id: 'D1' },
      { advisor_id: 'A2', name: '乙', dealer_id: 'D1', valid_from: '2026-02-01' },
      { advisor_id: 'A3', name: '丙', dealer_id: 'D4', left_on: '2026-03-01' },
    ],
  }
  const organisation = organise(rows)
  const asker = createAsker({
    engine, zone, calendar, organisation: () => organisation, targets: () => [], freshness: () => ({}), head: () => 0,
    now: () => Date.parse('2026-03-20T10:00:00+08:00'),
  }) // prettier-ignore
  const ask = (more: object) =>
    asker.answer({ measures: ['active_advisor'], period: 'year_to_date', ...more }, fullScope)
  const { rows: months, total } = await ask({ by: ['month'] })
  expect(Object.fromEntries(months.map(({ key, current }) => [key['month'], current['active_advisor']]))).toEqual({
    '2026-01': 2,
    '2026-02': 3,
    '2026-03': 2,
  })
  expect(total.current).toEqual({ active_advisor: 2 })
  await expect(ask({ by: ['model'] })).rejects.toMatchObject({ code: 'bad_spec', path: 'by[0]' })
  await expect(ask({ where: { month: ['2026-01'] } })).rejects.toMatchObject({ path: 'where.month' })
  await expect(ask({ mode: 'cohort' })).rejects.toMatchObject({ code: 'bad_spec' })
  await expect(ask({ mode: 'cohort', measures: ['deals_per_advisor'] })).rejects.toMatchObject({
    code: 'not_available',
  })
  await expect(ask({ mode: 'stock' })).rejects.toMatchObject({ code: 'bad_spec' })
})
