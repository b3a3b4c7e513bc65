import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '#domain/errors.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { StoreError } from '#store/error.ts'
import { openLedger } from '../oracle/world.ts'
import { House, type NewFact } from './house.ts'
import { Viewer } from './watch.ts'

let engine: Engine
let shut: () => Promise<void>
beforeAll(async () => {
  ;({ engine, close: shut } = await openLedger())
})
afterAll(() => shut())

const NOW = Date.parse('2026-11-22T10:00:00+08:00')
const raw = { measures: ['lead'], by: ['area'], compare: ['previous'] }
const east = { where: { region: ['华东'] } }
const leads = (count: number, more: Partial<NewFact> = {}): NewFact[] =>
  Array.from({ length: count }, () => ({ kind: 'lead' as const, occurred_at: NOW - 60_000, dealer_id: 'D1', ...more }))

/** An engine whose reads can be made to fail, and whose snapshots can be made to wait. */
function shaky(inner: Engine): { engine: Engine; fails: boolean; waits: Promise<void> } {
  const state = {
    fails: false,
    waits: Promise.resolve(),
    engine: {
      ...inner,
      query: async (...given: Parameters<Engine['query']>) => {
        if (given[1]?.label?.startsWith('query/sums')) await state.waits
        if (state.fails) throw new StoreError('unavailable', '210', 'the store is away')
        return inner.query(...given)
      },
    } as Engine,
  }
  return state
}

describe('distinct views', () => {
  it('are computed once however many watch, and a scope makes a view of its own', async () => {
    const house = await House.open(engine, 'Asia/Shanghai', NOW)
    await house.book([...leads(2), ...leads(3, { dealer_id: 'D4' })])
    const viewers = await Promise.all([1, 2, 3].map(() => Viewer.open(house, raw)))
    expect(house.asked).toBe(1)
    expect(new Set(viewers.map(({ screen }) => screen.view)).size).toBe(1)
    const narrow = await Viewer.open(house, raw, east)
    const asked = await Viewer.open(house, { ...raw, where: { region: ['华东'] } })
    expect(house.asked).toBe(2)
    expect(narrow.screen.view).toBe(asked.screen.view)
    expect(narrow.screen.total.current).toEqual({ lead: 2 })
    house.pass(1_000)
    await house.book(leads(1))
    const late = await Viewer.open(house, raw)
    await house.live.settled()
    for (const viewer of [...viewers, narrow, asked, late]) await viewer.check()
    expect(house.live.state()).toMatchObject({ views: 2, viewers: 6 })
  })

  it('live on for a minute after the last viewer, then go', async () => {
    const house = await House.open(engine, 'Asia/Shanghai', NOW)
    const first = await Viewer.open(house, raw)
    first.close()
    await house.book(leads(1))
    for (let i = 0; i < 59; i++) house.pass(1_000)
    await house.live.settled()
    const second = await Viewer.open(house, raw)
    expect(house.asked).toBe(1)
    await second.check()
    second.close()
    house.pass(60_000)
    await house.live.settled()
    expect(house.live.state()).toMatchObject({ views: 0, viewers: 0 })
  })

  it('take what is booked while the store is still being asked', async () => {
    const house = await House.open(engine, 'Asia/Shanghai', NOW)
    await house.book(leads(1))
    house.pass(0)
    await house.live.settled()
    const opening = Viewer.open(house, raw)
    await house.book(leads(2))
    house.pass(1_000)
    await house.book(leads(4, { occurred_at: NOW + 500 }))
    house.pass(1_000)
    const viewer = await opening
    await house.live.settled()
    house.pass(5_000)
    await house.live.settled()
    expect(viewer.screen).toMatchObject({ seq: 7, total: { current: { lead: 7 } } })
    await viewer.check()
  })

  it('count an event once that comes late while another view is being read', async () => {
    const store = shaky(engine)
    const house = await House.open(store.engine, 'Asia/Shanghai', NOW)
    const first = await Viewer.open(house, raw)
    let go = (): void => undefined
    store.waits = new Promise((resolve) => (go = resolve))
    const opening = Viewer.open(house, { ...raw, by: ['region'] })
    await new Promise((resolve) => setImmediate(resolve))
    await house.book([{ kind: 'lead', occurred_at: NOW - 31 * 86_400_000 + 3_000, dealer_id: 'D1' }])
    house.pass(1_000)
    while (house.live.state().seq < 1) await new Promise((resolve) => setImmediate(resolve))
    go()
    store.waits = Promise.resolve()
    const second = await opening
    house.pass(6_000)
    await house.live.settled()
    for (const viewer of [first, second]) {
      expect(viewer.screen.total.previous).toEqual({ lead: 1 })
      await viewer.check()
    }
  })

  it('wait where they are while the store is away, and lose nothing', async () => {
    const store = shaky(engine)
    const house = await House.open(store.engine, 'Asia/Shanghai', NOW)
    const viewer = await Viewer.open(house, raw)
    await house.book([{ kind: 'lead', occurred_at: NOW - 31 * 86_400_000 + 2_000, dealer_id: 'D1' }])
    await house.live.settled()
    store.fails = true
    await expect(Viewer.open(house, { measures: ['visit'] })).rejects.toMatchObject({ code: 'store_unavailable' })
    house.pass(3_000)
    await house.book(leads(1))
    house.pass(1_000)
    await house.live.settled()
    expect(viewer.screen.seq).toBeLessThan(house.seq)
    store.fails = false
    house.pass(1_000)
    await house.live.settled()
    expect(viewer.screen).toMatchObject({ seq: 2, total: { current: { lead: 1 }, previous: { lead: 1 } } })
    await viewer.check()
    expect(house.live.state().views).toBe(1)
  })

  it('are opened two at a time, and refused when too many wait', async () => {
    const store = shaky(engine)
    const house = await House.open(store.engine, 'Asia/Shanghai', NOW)
    let go = (): void => undefined
    store.waits = new Promise((resolve) => (go = resolve))
    const opening = Array.from({ length: 70 }, (_, i) =>
      Viewer.open(house, { ...raw, limit: i + 1 }).catch((thrown: unknown) => thrown),
    )
    await new Promise((resolve) => setImmediate(resolve))
    expect(house.asked).toBe(2)
    go()
    const opened = await Promise.all(opening)
    const refused = opened.filter((one) => one instanceof Refusal)
    expect(refused.map(({ code }) => code)).toEqual(Array.from({ length: 4 }, () => 'store_unavailable'))
    expect(house.live.state().views).toBe(66)
  })

  it('hold ten thousand groups and no more', async () => {
    const house = await House.open(engine, 'Asia/Shanghai', NOW)
    const many = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => leads(1, { campaign: `c${from + i}` })[0]!)
    await house.book(many(0, 10_000))
    house.pass(1)
    await house.live.settled()
    const wide = { measures: ['lead'], by: ['campaign'], limit: 10_000 }
    const viewer = await Viewer.open(house, wide)
    expect(viewer.screen.rows).toHaveLength(10_000)
    const ended: string[] = []
    house.live.listen({ patch: () => undefined, ended: (_, { code }) => ended.push(code) })
    await house.book(many(10_000, 1))
    house.pass(1_000)
    await house.live.settled()
    expect(ended).toEqual(['too_many_rows'])
    await expect(Viewer.open(house, wide)).rejects.toMatchObject({ code: 'too_many_rows' })
    expect(house.live.state().views).toBe(0)
  })

  it('refuse what a question may not ask, and open nothing', async () => {
    const house = await House.open(engine, 'Asia/Shanghai', NOW)
    const refused = async (asked: unknown, scope = east) => house.live.open(asked, scope).then(() => 'opened', (thrown: Refusal) => thrown.code) // prettier-ignore
    expect(await refused({ measures: ['customer_lead'] })).toBe('needs_full_scope')
    expect(await refused({ measures: ['lead'], where: { region: ['华南'] } })).toBe('forbidden')
    expect(await refused({ measures: ['nonsense'] })).toBe('unknown_measure')
    expect(await refused({ measures: ['lead'], as_of: '2099-01-01T00:00:00Z' })).toBe('bad_clock')
    expect(house.live.state().views).toBe(0)
  })
})
