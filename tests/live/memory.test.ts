import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Engine } from '#store/clickhouse/engine.ts'
import { openLedger } from '../oracle/world.ts'
import { House } from './house.ts'
import { Viewer } from './watch.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const heap = (): number => {
  collect()
  return process.memoryUsage().heapUsed
}

let engine: Engine
let shut: () => Promise<void>
beforeAll(async () => {
  ;({ engine, close: shut } = await openLedger())
})
afterAll(() => shut())

it(
  'a day of 86,400 ticks, with events, midnight and viewers that come and go, leaves no memory behind',
  { timeout: 300_000 },
  async () => {
    const house = await House.open(engine, 'Asia/Shanghai', Date.parse('2026-11-22T12:00:00+08:00'))
    house.retarget([{ from: '2026-11-01', to: '2026-12-01', measure: 'lead', kind: 'target', value: 900 }])
    const today = await Viewer.open(house, { measures: ['lead', 'visit'], by: ['hour'], period: 'today' })
    const month = await Viewer.open(house, { measures: ['lead'], by: ['region'], compare: ['target'] })
    const days = await Viewer.open(house, { measures: ['lead'], by: ['day'], period: 'last_7_days' })
    let settled = 0
    for (let second = 1; second <= 86_400; second++) {
      house.pass(1_000)
      if (second % 600 === 0)
        await house.book([{ kind: 'lead', occurred_at: house.now - 500, dealer_id: `D${1 + (second % 4)}` }])
      await house.live.settled()
      for (const viewer of [today, month, days]) viewer.messages.length = 0
      if (second % 3_600 === 0) {
        const passing = await Viewer.open(house, {
          measures: ['lead'],
          by: ['dealer_id'],
          compare: ['previous'],
          limit: second / 3_600,
        })
        house.pass(5_000)
        await house.live.settled()
        await passing.check()
        passing.close()
        house.facts.length = 0
      }
      if (second === 7_200) settled = heap()
    }
    for (const viewer of [today, month, days]) await viewer.check()
    expect(house.live.state().views).toBeLessThanOrEqual(4)
    expect(days.screen.total.current).toEqual({ lead: 144 })
    expect(heap() - settled).toBeLessThan(4_000_000)
  },
)
