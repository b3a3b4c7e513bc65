import fc from 'fast-check'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { openZone } from '#domain/zone.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { clock, history, question, zones, type Question } from './arbitrary.ts'
import { judge } from './judge.ts'
import { openLedger } from './world.ts'

let engine: Engine
let close: () => Promise<void>

beforeAll(async () => {
  ;({ engine, close } = await openLedger())
})
afterAll(() => close())

const runs = { numRuns: Number(process.env['FUZZ_RUNS'] ?? 25), seed: 20_261_122, endOnFailure: !process.env['FUZZ_SHRINK'] } // prettier-ignore

describe.each(zones)('answers in %s', (tz) => {
  const zone = openZone(tz)

  it('are those of a plain recount, from the store and from the fold alike', async () => {
    const drawn = fc.tuple(clock, history, fc.array(question, { minLength: 4, maxLength: 8 }))
    await fc.assert(
      fc.asyncProperty(drawn, ([text, happenings, questions]) => judge(engine, zone, text, happenings, questions)),
      runs,
    )
  }, 300_000)
})

/** Clocks shortly after stores opened, stood still or closed, and after models were launched. */
const turns = fc.constantFrom('2024-11-20T12:00', '2025-03-28T12:00', '2025-11-03T12:00', '2026-02-14T12:00', '2026-02-26T18:30', '2026-03-24T12:00', '2026-10-12T12:00') // prettier-ignore

/** Questions that compare, by and within models, over same stores. */
const based = fc
  .tuple(
    question,
    fc.record({
      base: fc.constantFrom('all', 'same_store'),
      by: fc.constantFrom<Question['by']>(['model'], ['series'], ['energy', 'dealer_id'], ['dealer_id'], []),
      where: fc.constantFrom<Question['where']>({}, {}, { model: ['X7', 'S8'] }, { model: ['x5-old'] }, { series: ['XX'] }, { energy: [null, 'bev'] }),
      period: fc.constantFrom<Question['period']>('month_to_date', 'today', 'last_30_days', 'previous_month'),
    }),
  )
  .map(([drawn, own]): Question => ({ ...drawn, ...own, measures: ['lead', 'visit'], compare: ['previous', 'last_year'], successors: true, known: null })) // prettier-ignore

it('same stores and successor models are those of a plain recount', async () => {
  const zone = openZone('Asia/Shanghai')
  const drawn = fc.tuple(turns, history, fc.array(based, { minLength: 4, maxLength: 8 }))
  await fc.assert(
    fc.asyncProperty(drawn, ([text, happenings, questions]) =>
      judge(
        engine,
        zone,
        text,
        happenings.map((happening) => ({ ...happening, kind: happening.kind === 'lead' ? 'lead' : 'visit' })),
        questions,
      ),
    ),
    runs,
  )
}, 300_000)
