import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Engine } from '#store/clickhouse/engine.ts'
import { dealer, lineage, openLedger, smallMaker } from '../oracle/world.ts'
import { House, type NewFact } from './house.ts'
import { Viewer } from './watch.ts'

let engine: Engine
let shut: () => Promise<void>
beforeAll(async () => {
  ;({ engine, close: shut } = await openLedger())
})
afterAll(() => shut())

const at = (text: string): number => Date.parse(`${text}+08:00`)
const visit = (occurred: string, model: string, more: Partial<NewFact> = {}): NewFact => ({
  kind: 'visit',
  occurred_at: at(occurred),
  dealer_id: 'D1',
  model,
  ...more,
})

async function open(clock: string): Promise<House> {
  const house = await House.open(engine, 'Asia/Shanghai', at(clock))
  house.reorganise({
    ...smallMaker,
    models: lineage,
    dealers: [
      ...smallMaker.dealers,
      dealer('D8', '华东', '苏南', { attrs: { closed_on: '2026-11-23' } }),
      dealer('D9', '华东', '苏南', { valid_from: '2026-11-22' }),
    ],
  })
  return house
}

it('a view of same stores takes the facts of its base alone, and finds it anew when a store closes', async () => {
  const house = await open('2026-11-22T23:59:50')
  const each = (occurred: string) => ['D1', 'D8', 'D9'].map((dealer_id) => visit(occurred, 'X5', { dealer_id }))
  await house.book(each('2026-11-22T12:00:00'))
  const spec = { measures: ['visit'], by: ['dealer_id'], period: { from: '2026-11-22', to: '2026-12-01' } }
  const viewer = await Viewer.open(house, { ...spec, base: 'same_store' })
  const before = await Viewer.open(house, { ...spec, base: 'same_store', compare: ['previous'] })
  await house.book(each('2026-11-22T23:59:49'))
  house.pass(1_000)
  await house.live.settled()
  // D9 opened today; D8 closes tonight.
  expect(viewer.screen.total.current).toEqual({ visit: 6 })
  expect(before.screen.total.current).toEqual({ visit: 4 })
  for (const step of [8_999, 1, 5_000]) {
    house.pass(step)
    await house.live.settled()
    await viewer.check()
    await before.check()
  }
  expect(viewer.screen.rows.map(({ key }) => key['dealer_id'])).toEqual(['D1', 'D9'])
  expect(before.screen.total.current).toEqual({ visit: 2 })
  expect(house.asked).toBe(4)
})

it('a view within a new model is told of its predecessor’s late facts, each by its day', async () => {
  // X6 came on 20 October 2025: on the 19th X5 stands for what is now X7, on the 20th for itself.
  const house = await open('2026-10-25T10:00:00')
  const spec = { measures: ['visit'], period: 'month_to_date', compare: ['last_year'], successors: true }
  const within = await Viewer.open(house, { ...spec, where: { model: ['X7'] } })
  const all = await Viewer.open(house, { ...spec, by: ['model'] })
  await house.book([
    visit('2025-10-19T12:00:00', 'X5'),
    visit('2025-10-20T12:00:00', 'X5'),
    visit('2025-10-20T12:00:00', 'X6'),
    visit('2026-10-20T12:00:00', 'X5'),
  ])
  house.pass(1_000)
  await house.live.settled()
  expect(within.screen.total.last_year).toEqual({ visit: 2 })
  expect(within.screen.total.current).toEqual({ visit: 0 })
  expect(all.screen.rows).toMatchObject([
    { key: { model: 'X5' }, current: { visit: 1 }, last_year: { visit: 1 } },
    { key: { model: 'X7' }, current: { visit: 0 }, last_year: { visit: 2 } },
  ])
  await within.check()
  await all.check()
})

it('a model is replaced in comparisons from the day on which its successor comes', async () => {
  const house = await open('2026-03-09T23:59:50')
  await house.book([visit('2026-02-05T12:00:00', 'X6')])
  const viewer = await Viewer.open(house, {
    measures: ['visit'], by: ['model'], period: 'month_to_date', compare: ['previous'], successors: true,
  }) // prettier-ignore
  expect(viewer.screen.rows).toMatchObject([{ key: { model: 'X6' }, previous: { visit: 1 } }])
  for (const step of [9_999, 1, 1, 5_000]) {
    house.pass(step)
    await house.live.settled()
    await viewer.check()
  }
  expect(viewer.screen.rows).toMatchObject([{ key: { model: 'X7' }, previous: { visit: 1 } }])
})
