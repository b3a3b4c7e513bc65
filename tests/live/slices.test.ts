import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Engine } from '#store/clickhouse/engine.ts'
import { openLedger } from '../oracle/world.ts'
import { House, type NewFact } from './house.ts'
import { Viewer } from './watch.ts'

let engine: Engine
let shut: () => Promise<void>
beforeAll(async () => {
  ;({ engine, close: shut } = await openLedger())
})
afterAll(() => shut())

const at = (text: string): number => Date.parse(`${text}+08:00`)
const visit = (time: string, visit_kind: string, more: Partial<NewFact> = {}): NewFact => ({
  kind: 'visit',
  occurred_at: at(`2026-11-22T${time}`),
  dealer_id: 'D1',
  visit_kind,
  ...more,
})

it('a share of slices counts facts, corrections and what the clock brings, each in its own slices', async () => {
  const house = await House.open(engine, 'Asia/Shanghai', at('2026-11-22T10:00:00'))
  await house.book([visit('09:00:00', 'walk_in')])
  house.pass(1_000)
  const viewer = await Viewer.open(house, {
    measures: ['invited_visit_share', 'invited_visit', 'sales_visit'],
    by: ['dealer_id'],
    period: 'today',
  })
  const shown = async () => {
    house.pass(1_000)
    await house.live.settled()
    await viewer.check()
    return viewer.screen.total.current
  }
  expect(await shown()).toMatchObject({ invited_visit: 0, sales_visit: 1, invited_visit_share: 0 })
  const first = visit('10:00:00', 'invited', { event_id: 'x', units: 3 })
  await house.book([first, visit('10:00:00', 'service')])
  expect(await shown()).toMatchObject({ invited_visit: 3, sales_visit: 4, invited_visit_share: 0.75 })
  await house.book([
    { ...first, sign: -1 },
    { ...first, visit_kind: 'service', revision: 1 },
  ])
  expect(await shown()).toMatchObject({ invited_visit: 0, sales_visit: 1 })
  await house.book([visit('10:04:00', 'invited'), visit('10:04:00', 'service'), visit('10:04:00', '')])
  expect(await shown()).toMatchObject({ invited_visit: 0, sales_visit: 1 })
  house.pass(200_000)
  house.pass(40_000)
  expect(await shown()).toMatchObject({ invited_visit: 1, sales_visit: 3, invited_visit_share: 1 / 3 })
  expect(house.asked).toBe(1)
})
