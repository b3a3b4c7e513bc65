import fc from 'fast-check'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { dayNumber, openZone } from '#domain/zone.ts'
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

/** Clocks whose ranges, or those of last year, hold days on which stores open, stand still or close, or models come. */
const TURNS = ['2025-03-28', '2025-11-20', '2025-11-09', '2026-02-14', '2026-02-26', '2026-03-24', '2026-10-12', '2026-10-29', '2026-11-20'] as const // prettier-ignore
/** Those days themselves. */
const EDGES = ['2024-11-05', '2025-03-20', '2025-10-20', '2026-02-01', '2026-02-20', '2026-03-10', '2026-10-05'] as const // prettier-ignore

/** Happenings on such days and beside them, and in the ranges around, of the stores and models that change. */
const eventful = fc.tuple(fc.constantFrom(...TURNS), history).chain(([turn, happenings]) => {
  const back = EDGES.map((day) => dayNumber(turn) - dayNumber(day)).filter((days) => days >= 0)
  const place = fc.record({
    days: fc.oneof(
      fc.tuple(fc.constantFrom(...back), fc.integer({ min: -1, max: 1 })).map(([days, by]) => Math.max(0, days + by)),
      fc.constantFrom(0, 2, 8, 30, 33, 40, 364, 366, 372, 395),
    ),
    dealer_id: fc.constantFrom('D1', 'D5', 'D6', 'D7'),
    model: fc.constantFrom('X5', 'x5-old', 'X6', 'S7', 'E2'),
  })
  const many = { minLength: happenings.length, maxLength: happenings.length }
  return fc.array(place, many).map((places) => ({
    turn: `${turn}T12:00`,
    happenings: happenings.map((happening, i) => {
      const { days, ...held } = places[i]!
      const attributes = { ...happening.attributes, ...held }
      return { ...happening, kind: 'visit' as const, at: { ...happening.at, days }, attributes }
    }),
  }))
})

/** Questions that compare, by and within models, over same stores. */
const based = fc
  .tuple(
    question,
    fc.record({
      base: fc.constantFrom('all', 'all', 'same_store'),
      org: fc.constant<Question['org']>('current'),
      limit: fc.constant<Question['limit']>(500),
      by: fc.constantFrom<Question['by']>(['model'], ['model'], ['series'], ['energy', 'dealer_id'], ['dealer_id']),
      where: fc.constantFrom<Question['where']>({}, {}, { model: ['X7', 'S8'] }, { model: ['x5-old'] }, { series: ['XX'] }, { energy: [null, 'bev'] }),
      period: fc.constantFrom<Question['period']>('month_to_date', 'month_to_date', 'last_30_days', 'previous_month'),
    }),
  )
  .map(([drawn, own]): Question => ({ ...drawn, ...own, measures: ['visit'], compare: ['previous', 'last_year'], successors: true, known: null })) // prettier-ignore

it('same stores and successor models are those of a plain recount', async () => {
  const zone = openZone('Asia/Shanghai')
  const drawn = fc.tuple(eventful, fc.array(based, { minLength: 4, maxLength: 8 }))
  await fc.assert(
    fc.asyncProperty(drawn, ([{ turn, happenings }, questions]) => judge(engine, zone, turn, happenings, questions)),
    { ...runs, numRuns: runs.numRuns * 2 },
  )
}, 300_000)
