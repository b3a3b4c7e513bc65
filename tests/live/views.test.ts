import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '#store/clickhouse/engine.ts'
import { dealer, openLedger } from '../oracle/world.ts'
import { House, type NewFact } from './house.ts'
import { Viewer } from './watch.ts'

let engine: Engine
let shut: () => Promise<void>
beforeAll(async () => {
  ;({ engine, close: shut } = await openLedger())
})
afterAll(() => shut())

const at = (text: string): number => Date.parse(`${text}+08:00`)
const open = (clock: string): Promise<House> => House.open(engine, 'Asia/Shanghai', at(clock))
const lead = (occurred: string, more: Partial<NewFact> = {}): NewFact => ({
  kind: 'lead',
  occurred_at: at(occurred),
  dealer_id: 'D1',
  ...more,
})
const byRegion = {
  measures: ['lead', 'order'],
  by: ['region'],
  period: 'month_to_date',
  compare: ['previous', 'last_year'],
}

describe('a live view', () => {
  it('tells new facts, only changed rows, once', async () => {
    const house = await open('2026-11-22T10:00:00')
    await house.book([lead('2026-11-20T09:00:00'), lead('2026-11-20T09:00:00', { dealer_id: 'D4' })])
    house.pass(1_000)
    await house.live.settled()
    const viewer = await Viewer.open(house, byRegion)
    house.now += 500
    await house.book([lead('2026-11-22T10:00:01')])
    await house.live.settled()
    expect(viewer.messages).toHaveLength(1)
    expect(viewer.messages[0]).toMatchObject({
      seq: 3,
      rows: [{ key: { region: '华东' }, current: { lead: 2 } }],
      gone: [],
    })
    await viewer.check()
  })

  it('counts an event that lies ahead once its time has come, under the same sequence', async () => {
    const house = await open('2026-11-22T10:00:00')
    const viewer = await Viewer.open(house, { measures: ['lead'], period: 'today' })
    await house.book([lead('2026-11-22T10:04:00')])
    await house.live.settled()
    expect(viewer.screen.total.current).toEqual({ lead: 0 })
    house.pass(200_000)
    house.pass(40_000)
    await house.live.settled()
    expect(viewer.screen.total.current).toEqual({ lead: 0 })
    house.pass(1)
    house.pass(5_000)
    await house.live.settled()
    expect(viewer.screen.total.current).toEqual({ lead: 1 })
    expect(viewer.messages.every(({ seq }, i) => i === 0 || seq === 1)).toBe(true)
    await viewer.check()
  })

  it('moves the ends of its comparisons with the clock', async () => {
    const house = await open('2026-11-22T10:00:00')
    await house.book([lead('2026-10-22T10:00:03'), lead('2025-11-22T10:00:03'), lead('2025-11-22T10:00:30')])
    const viewer = await Viewer.open(house, byRegion)
    expect(viewer.screen.rows).toEqual([])
    house.pass(10_000)
    await house.live.settled()
    expect(viewer.screen.rows).toMatchObject([{ previous: { lead: 1 }, last_year: { lead: 1 } }])
    await viewer.check()
    expect(house.asked).toBe(1)
  })

  it('is corrected for an old day, and a row without anything left goes', async () => {
    const house = await open('2026-11-22T10:00:00')
    const old = lead('2026-11-03T09:00:00', { event_id: 'x' })
    await house.book([old])
    const viewer = await Viewer.open(house, byRegion)
    expect(viewer.screen.rows).toHaveLength(1)
    await house.book([
      { ...old, sign: -1 },
      { ...old, revision: 1, dealer_id: 'D4' },
    ])
    house.pass(1_000)
    await house.live.settled()
    expect(viewer.messages.at(-1)).toMatchObject({
      gone: [{ region: '华东' }],
      rows: [{ key: { region: '华南' }, current: { lead: 1 } }],
    })
    await viewer.check()
  })

  it('brings a row back that had gone', async () => {
    const house = await open('2026-11-22T10:00:00')
    const viewer = await Viewer.open(house, byRegion)
    const entry = lead('2026-11-20T09:00:00')
    for (const [sign, rows] of [
      [1, 1],
      [-1, 0],
      [1, 1],
    ] as const) {
      await house.book([{ ...entry, sign }])
      house.pass(1_000)
      await house.live.settled()
      expect(viewer.screen.rows).toHaveLength(rows)
      await viewer.check()
    }
    await (await Viewer.open(house, byRegion)).check()
  })

  it('begins anew at midnight and at the change of the month', async () => {
    const house = await open('2026-11-30T23:59:50')
    await house.book([lead('2026-11-30T23:00:00'), lead('2026-10-31T12:00:00'), lead('2026-11-01T00:00:02')])
    const raws = [
      { ...byRegion, by: ['day'] },
      { measures: ['lead'], by: ['hour'], period: 'today', compare: ['previous'] },
      { measures: ['lead'], period: 'last_7_days' },
    ]
    const viewers = await Promise.all(raws.map((raw) => Viewer.open(house, raw)))
    for (const step of [9_000, 999, 1, 1, 5_000, 5_000]) {
      house.pass(step)
      await house.live.settled()
      for (const viewer of viewers) await viewer.check()
    }
    expect(viewers[0]!.screen.total.current).toEqual({ lead: 0, order: 0 })
    expect(viewers[0]!.screen.total.previous).toEqual({ lead: 1, order: 0 })
    expect(viewers[1]!.screen.total.previous).toEqual({ lead: 0 })
  })

  it('gives a day its own row when the running month grows by it', async () => {
    const house = await open('2026-11-22T23:59:58')
    const viewer = await Viewer.open(house, { ...byRegion, by: ['day'], align: 'workday' })
    for (let i = 0; i < 6; i++) {
      house.pass(1_000)
      await house.book([{ kind: 'lead', occurred_at: house.now - 1, dealer_id: 'D1' }])
      await house.live.settled()
      await viewer.check()
    }
    expect(viewer.screen.rows.map(({ key }) => key['day'])).toEqual(['2026-11-23', '2026-11-22'])
  })

  it('follows a dealer to another region on the day of the move', async () => {
    const house = await open('2026-11-22T23:59:55')
    house.reorganise({
      ...house.rows,
      dealers: [...house.rows.dealers, dealer('D1', '华北', '京津', { valid_from: '2026-11-23' })],
    })
    await house.book([lead('2026-11-20T09:00:00')])
    const current = await Viewer.open(house, byRegion)
    const stood = await Viewer.open(house, { ...byRegion, org: 'as_stood' })
    const narrow = await Viewer.open(house, { ...byRegion, where: { region: ['华北'] } })
    house.pass(4_000)
    await house.live.settled()
    expect(current.screen.rows).toMatchObject([{ key: { region: '华东' } }])
    house.pass(6_000)
    await house.book([lead('2026-11-23T00:00:01')])
    house.pass(1_000)
    await house.live.settled()
    house.pass(1_000)
    await house.live.settled()
    expect(current.screen.rows).toMatchObject([{ key: { region: '华北' }, current: { lead: 2 } }])
    expect(stood.screen.rows).toHaveLength(2)
    expect(narrow.screen.total.current).toMatchObject({ lead: 2 })
    for (const viewer of [current, stood, narrow]) await viewer.check()
  })

  it('is asked anew when the organisation changes, and told new targets without asking', async () => {
    const house = await open('2026-11-22T10:00:00')
    await house.book([lead('2026-11-20T09:00:00'), lead('2026-11-20T09:00:00', { dealer_id: 'D9' })])
    const viewer = await Viewer.open(house, { ...byRegion, compare: ['target'] })
    expect(viewer.screen.rows.map(({ key }) => key['region'])).toEqual(['华东', null])
    house.reorganise({ ...house.rows, dealers: [...house.rows.dealers, dealer('D9', '西南', '川渝')] })
    await house.live.settled()
    expect(viewer.screen.rows.map(({ key }) => key['region'])).toEqual(['华东', '西南'])
    const asked = house.asked
    house.retarget([
      { from: '2026-11-01', to: '2026-12-01', measure: 'lead', region: '华南', kind: 'target', value: 30 },
    ])
    await house.live.settled()
    expect(viewer.screen.rows.find(({ key }) => key['region'] === '华南')!.target!['lead']).toBeGreaterThan(21)
    expect(house.asked).toBe(asked)
    await viewer.check()
  })

  it('keeps to its limit: rows that fall out are gone, rows that rise come in whole', async () => {
    const house = await open('2026-11-22T10:00:00')
    await house.book(
      ['a', 'b', 'c'].flatMap((campaign, i) =>
        Array.from({ length: 3 - i }, () => lead('2026-11-20T09:00:00', { campaign })),
      ),
    )
    const viewer = await Viewer.open(house, { measures: ['lead'], by: ['campaign'], limit: 2 })
    await house.book([1, 2, 3].map(() => lead('2026-11-20T09:00:00', { campaign: 'c' })))
    house.pass(1_000)
    await house.live.settled()
    expect(viewer.messages.at(-1)).toMatchObject({
      gone: [{ campaign: 'b' }],
      rows: [{ key: { campaign: 'c' }, current: { lead: 4 } }],
    })
    await viewer.check()
  })

  it('catches up after the machine slept, and after batches that never came', async () => {
    const house = await open('2026-11-22T10:00:00')
    const viewer = await Viewer.open(house, byRegion)
    await house.book([lead('2026-10-22T11:00:00')])
    house.pass(7_200_000)
    await house.live.settled()
    expect(house.asked).toBe(2)
    await viewer.check()
    house.pass(1_000)
    await house.live.settled()
    const publish = house.live.publish
    house.live.publish = () => undefined
    await house.book([lead('2026-11-22T11:00:00'), lead('2026-11-22T12:00:03')])
    house.live.publish = publish
    await house.book([lead('2026-11-22T11:30:00')])
    house.pass(500)
    await house.live.settled()
    expect(viewer.screen).toMatchObject({ seq: 4, total: { current: { lead: 2 } } })
    house.pass(5_000)
    await house.live.settled()
    expect(viewer.screen.total.current).toMatchObject({ lead: 3 })
    await viewer.check()
  })

  it('that is pinned to the past takes only what counts as known by then', async () => {
    const house = await open('2026-11-22T10:00:00')
    const viewer = await Viewer.open(house, { ...byRegion, as_of: '2026-11-21T00:00:00+08:00' })
    await house.book([
      lead('2026-11-20T09:00:00'),
      lead('2026-11-20T09:00:00', { received_at: at('2026-11-20T09:00:00') }),
    ])
    house.pass(6_000)
    await house.live.settled()
    expect(viewer.screen).toMatchObject({
      seq: 2,
      as_of: '2026-11-21T00:00:00.000+08:00',
      total: { current: { lead: 1 } },
    })
    await viewer.check()
  })

  it('says at most every five seconds that only the clock has moved', async () => {
    const house = await open('2026-11-22T10:00:00')
    const viewer = await Viewer.open(house, byRegion)
    for (let i = 0; i < 20; i++) {
      house.pass(1_000)
      await house.live.settled()
    }
    expect(viewer.messages).toHaveLength(4)
    expect(viewer.messages.every(({ rows, gone, seq }) => rows.length + gone.length + seq === 0)).toBe(true)
    await viewer.check()
  })
})
