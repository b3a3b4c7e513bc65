import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '#store/clickhouse/engine.ts'
import { instantOf, zones } from '../oracle/arbitrary.ts'
import { openLedger } from '../oracle/world.ts'
import { House, type NewFact } from './house.ts'
import { Viewer, type Raw } from './watch.ts'

let engine: Engine
let shut: () => Promise<void>
beforeAll(async () => {
  ;({ engine, close: shut } = await openLedger())
})
afterAll(() => shut())

const at = (text: string): number => Date.parse(`${text}+08:00`)
const cohort = { measures: ['unique_lead', 'order'], by: ['region'], mode: 'cohort', period: 'month_to_date' }
const journey = (n: number, occurred_at: number, kind: NewFact['kind'] = 'unique_lead'): NewFact => ({
  kind, occurred_at, dealer_id: 'D1', person: `p${n}`, event_id: `${kind}${n}`,
}) // prettier-ignore

describe('a live view of journeys', () => {
  it('is asked anew after facts, not more often than every two seconds', async () => {
    const house = await House.open(engine, 'Asia/Shanghai', at('2026-11-22T10:00:00'))
    const viewer = await Viewer.open(house, cohort)
    expect(house.asked).toBe(1)
    for (let n = 0; n < 8; n++) {
      await house.book([journey(n, house.now - 1)])
      house.pass(500)
      await house.live.settled()
    }
    expect(house.asked).toBe(3)
    house.pass(2_000)
    await house.live.settled()
    expect(viewer.screen.rows).toMatchObject([
      { key: { region: '华东' }, current: { unique_lead: { reached: 8 }, order: { reached: 0, undecided: 8 } } },
    ])
    await house.book([journey(3, house.now - 1, 'order')])
    house.pass(2_000)
    await house.live.settled()
    expect(viewer.screen.total.current).toMatchObject({ order: { reached: 1, undecided: 7 } })
    await viewer.check()
  })

  it('follows the clock alone: a window closes', async () => {
    const house = await House.open(engine, 'Asia/Shanghai', at('2026-11-22T10:00:00'))
    await house.book([journey(1, house.now - 86_400_000 + 3_000)])
    const viewer = await Viewer.open(house, { ...cohort, window_days: 1 })
    expect(viewer.screen.total.current).toMatchObject({ order: { undecided: 1, expired: 0 } })
    house.pass(4_000)
    await house.live.settled()
    expect(viewer.messages).toHaveLength(0)
    house.pass(1_000)
    await house.live.settled()
    expect(viewer.screen.total.current).toMatchObject({ order: { undecided: 1, expired: 1 } })
    await viewer.check()
  })

  it('is not asked while nobody watches, and is fresh for whoever comes back', async () => {
    const house = await House.open(engine, 'Asia/Shanghai', at('2026-11-22T10:00:00'))
    const viewer = await Viewer.open(house, cohort)
    viewer.close()
    await house.book([journey(1, house.now - 1)])
    house.pass(30_000)
    await house.live.settled()
    expect(house.asked).toBe(1)
    const again = await Viewer.open(house, cohort)
    expect(again.screen.view).toBe(viewer.screen.view)
    expect(again.screen.total.current).toMatchObject({ unique_lead: { reached: 1 } })
    await again.check()
  })
})

const QUESTIONS: Raw[] = [
  { ...cohort, compare: ['previous'] },
  { measures: ['order', 'net_order', 'unique_lead_order_rate'], by: ['dealer_id'], mode: 'cohort', window_days: 1, period: 'last_7_days' },
  { measures: ['first_response_median', 'contact_24h_rate', 'unique_lead'], period: 'today', compare: ['previous'] },
  { measures: ['lead_deal_days_median', 'subjective_lost_rate'], by: ['region'], period: 'last_7_days' },
  { measures: ['order', 'visit'], by: ['intake', 'hour'], period: 'today' },
] // prettier-ignore

const KINDS = ['unique_lead', 'lead', 'contact', 'visit', 'order', 'order_cancel', 'deal', 'lost', 'revive'] as const

const step = fc.record({
  events: fc.array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      who: fc.nat(5),
      dealer_id: fc.constantFrom('D1', 'D3', 'D4', ''),
      ms: fc.oneof(fc.integer({ min: -9_000, max: 0 }), fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: -9 * 86_400_000, max: 0 })),
    }),
    { maxLength: 5 },
  ),
  undo: fc.option(fc.nat(20), { freq: 2 }),
  pass: fc.constantFrom(400, 1_000, 2_000, 5_000, 60_000, 86_400_000),
  open: fc.option(fc.nat(QUESTIONS.length - 1), { freq: 2 }),
}) // prettier-ignore

describe.each(zones)('live views of journeys in %s', (tz) => {
  it('hold the answer for their question, sequence and clock after every message', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 8 }), async (steps) => {
        const house = await House.open(engine, tz, instantOf('2026-11-30T23:59:40', tz))
        const viewers = [await Viewer.open(house, QUESTIONS[0]!)]
        for (const { events, undo, pass, open } of steps) {
          await house.book(
            events.map(({ kind, who, dealer_id, ms }) => ({
              kind, dealer_id, occurred_at: house.now + ms, person: `p${who % 3}`, lead_id: who < 4 ? `L${who}` : '', order_id: `O${who}`,
            })),
          ) // prettier-ignore
          const old = undo === null ? undefined : house.facts.filter(({ sign }) => sign === 1)[undo]
          if (old && !house.facts.some(({ sign, event_id }) => sign === -1 && event_id === old.event_id))
            await house.book([{ ...old, sign: -1, received_at: house.now }])
          house.pass(pass)
          await house.live.settled()
          if (open !== null) viewers.push(await Viewer.open(house, QUESTIONS[open]!))
          for (const viewer of viewers) await viewer.check()
        }
        await house.live.stop()
      }),
      { numRuns: Number(process.env['LIVE_RUNS'] ?? 5), interruptAfterTimeLimit: 150_000, seed: 20_261_122 },
    )
  })
})
