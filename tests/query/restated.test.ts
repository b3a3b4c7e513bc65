import { afterAll, beforeAll, expect, it } from 'vitest'
import { fullScope, type Scope } from '#domain/scope.ts'
import { createRestated } from '#server/query/restated.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { at, fact, openHouse, type House } from './house.ts'

let house: House
const restated = async (spec: Record<string, unknown>, scope: Scope = fullScope) =>
  (await createRestated(house.options, house.asker)(spec, scope)).restated

beforeAll(async () => {
  house = await openHouse()
  const order = { kind: 'order', dealer_id: 'D1', amount: 10_050 } as const
  await insertFacts(
    house.engine,
    [
      fact({ ...order, seq: 1, occurred_at: at('11-10 09:00') }),
      // Typed in two days late.
      fact({ ...order, seq: 2, occurred_at: at('11-10 10:00'), received_at: at('11-12 09:00') }),
      // Received at the very close, so it was known.
      fact({ ...order, seq: 3, occurred_at: at('11-11 23:00'), received_at: at('11-12 00:00') }),
      // Withdrawn after the close, and booked anew elsewhere.
      fact({ ...order, seq: 4, occurred_at: at('11-12 09:00'), event_id: 'x' }),
      fact({ ...order, seq: 5, occurred_at: at('11-12 09:00'), event_id: 'x', sign: -1, received_at: at('11-14 09:00') }),
      fact({ ...order, seq: 6, occurred_at: at('11-12 09:00'), event_id: 'x', dealer_id: 'D4', revision: 1, received_at: at('11-14 09:00') }),
      // Of the running day, which has not closed.
      fact({ ...order, seq: 7, occurred_at: at('11-22 08:00'), received_at: at('11-22 09:00') }),
      fact({ seq: 8, kind: 'visit', dealer_id: 'D1', occurred_at: at('11-10 09:00') }),
    ],
    'restated',
  )
}) // prettier-ignore
afterAll(() => house.close())

it('lists closed days whose figure changed after their close, newest first', async () => {
  expect(await restated({ measures: ['order', 'order_amount', 'visit', 'visit_order_rate'] })).toEqual([
    { day: '2026-11-10', measure: 'order', then: 1, now: 2, difference: 1, entries: 1 },
    { day: '2026-11-10', measure: 'order_amount', then: '100.50', now: '201.00', difference: '100.50', entries: 1 },
    { day: '2026-11-10', measure: 'visit_order_rate', then: 1, now: 2, difference: 1, entries: 1 },
  ])
})

it('holds a figure of a place against what was known of the place', async () => {
  const of = (dealer_id: string) => restated({ measures: ['order'], where: { dealer_id: [dealer_id] } })
  expect(await of('D4')).toEqual([{ day: '2026-11-12', measure: 'order', then: 0, now: 1, difference: 1, entries: 1 }])
  expect((await of('D1')).map(({ day, difference }) => [day, difference])).toEqual([['2026-11-12', -1], ['2026-11-10', 1]]) // prettier-ignore
})

it('since an instant leaves out what was known by then', async () => {
  const since = (text: string) =>
    restated({ measures: ['order'], where: { dealer_id: ['D1'] }, since: `2026-${text}:00+08:00` })
  expect((await since('11-13T00:00')).map(({ day }) => day)).toEqual(['2026-11-12'])
  expect(await since('11-15T00:00')).toEqual([])
})

it('stays within the scope, and refuses what no entry restates', async () => {
  const scope: Scope = { where: { dealer_id: ['D4'] } }
  expect(await restated({ measures: ['order'] }, scope)).toMatchObject([{ day: '2026-11-12', difference: 1 }])
  await expect(restated({ measures: ['order'], where: { dealer_id: ['D1'] } }, scope)).rejects.toMatchObject({ code: 'forbidden' }) // prettier-ignore
  await expect(restated({ measures: ['active_card'] })).rejects.toMatchObject({ code: 'bad_spec', path: 'measures' })
  await expect(restated({ measures: ['order'], where: { intake: ['new'] } })).rejects.toMatchObject({ path: 'where.intake' }) // prettier-ignore
  await expect(restated({ measures: ['x'] })).rejects.toMatchObject({ code: 'unknown_measure' })
  await expect(restated({ measures: ['order'], by: ['day'] })).rejects.toMatchObject({ code: 'bad_spec', path: 'by' })
  await expect(restated({ measures: ['order'], since: '2026-11-10' })).rejects.toMatchObject({ code: 'bad_clock' })
  await expect(restated({ measures: ['order'], since: '2027-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'bad_clock' }) // prettier-ignore
})
