import fc from 'fast-check'
import { computed } from 'vue'
import { LAMP_RULE } from '#domain/pace.ts'
import { describe, expect, it } from 'vitest'
import type { Row, ViewResult } from '#domain/view.ts'
import { readSpec } from '#domain/view.ts'
import { differenceText, measureText } from '#web/format/measure.ts'
import type { Scene } from '#web/wall/scene.ts'
import { START } from '#web/wall/state.ts'
import { askDay, askDue, askWeekAgo, askYesterday, backlogOf, dueOf, hoursOf, readHeat } from '#web/wall/tiles/day.ts'
import { readFunnel } from '#web/wall/tiles/funnel.ts'
import { askMonthLastYear, readMonthRun } from '#web/wall/tiles/month.ts'
import { askPeers, readPeers } from '#web/wall/tiles/peers.ts'
import { askDoors, askUsualDoors, readSilence } from '#web/wall/tiles/silence.ts'
import { nameHeights, overlaps, project, spreadDots, type Dot } from '#web/wall/tiles/spread.ts'
import {
  askClosed,
  askIntent,
  askModels,
  askReady,
  askUnpaid,
  readGapBars,
  readIntent,
  readModels,
  readReady,
  readRunIn,
  readSprint,
  readUnpaid,
  RUN_IN,
} from '#web/wall/tiles/sprint.ts'
import { endOf } from '#web/wall/promise.ts'
import { untold } from '#web/wall/untold.ts'
import { askStoreMembers, readStores } from '#web/wall/tiles/stores.ts'

const scene: Scene = {
  state: { ...START, path: ['华东'] },
  where: { region: ['华东'] },
  retail: 'delivery',
  today: '2026-11-22',
}
const STATED = { days: 22, workdays: 15, open: true }
const current = { from: '2026-11-01T00:00:00.000+08:00', to: '2026-11-22T10:03:00.000+08:00', ...STATED }
const result = (rows: Row[], total: Partial<ViewResult['total']> = {}): ViewResult => ({
  seq: 1,
  as_of: current.to,
  ranges: { current },
  rows,
  total: { current: {}, ...total },
  freshness: {},
  table: 'ledger',
})
const pace = {
  share: 0.6,
  from: 'history' as const,
  calendar: 0.7,
  point: { elapsed: 21, days: 30 },
  months: [],
  rule: LAMP_RULE,
}

it('appointments are due today, whenever they were made, or in the next three days', () => {
  expect(askDue(scene).where).toEqual({ region: ['华东'], due_day: ['2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25'] }) // prettier-ignore
  expect(askDue(scene).period).toEqual({ from: '2026-09-23', to: '2026-11-23' })
  const row = (channel_1: string | null, due_day: string, appointment: number): Row => ({ key: { channel_1, due_day }, current: { appointment } }) // prettier-ignore
  const told = result([row('web', '2026-11-22', 4), row('web', '2026-11-24', 2), row(null, '2026-11-22', 1), row('call', '2026-11-25', 7)]) // prettier-ignore
  expect(dueOf(told, scene.today)).toEqual({ today: 5, next: 9 })
  expect(dueOf(told, scene.today, 'web')).toEqual({ today: 4, next: 2 })
  expect(dueOf(told, scene.today, 'none')).toEqual({ today: 0, next: 0 })
  expect(dueOf(null, scene.today)).toBeNull()
})

it('what the scenes ask are questions of the contract', () => {
  const asked = [
    askStoreMembers(scene),
    askPeers(scene, () => 1),
    askMonthLastYear(scene),
    askDay(scene, ['visit', 'contact_24h_rate'], ['region', 'hour']),
    askDue(scene),
    askWeekAgo(scene, ['visit', 'order']),
    askDoors(scene),
    askUsualDoors(scene),
    askReady(scene),
    askIntent(scene, 'region'),
    askUnpaid(scene),
    askModels(scene),
    askClosed(scene, 'commitment'),
  ]
  for (const question of asked) expect(() => readSpec(question)).not.toThrow()
  expect(askDay(scene, ['no_such_measure'])).toBeNull()
})

describe('stores on the map', () => {
  const box = { width: 300, height: 300 }
  const dots = fc
    .uniqueArray(
      fc.record({
        x: fc.double({ min: 0, max: 300, noNaN: true }),
        y: fc.double({ min: 0, max: 300, noNaN: true }),
        r: fc.integer({ min: 7, max: 17 }),
      }),
      { maxLength: 45 },
    ) // prettier-ignore
    .map((all) => all.map((dot, i): Dot => ({ ...dot, code: `D${i}` })))

  it('never cover each other and never leave the box, wherever they are', () => {
    fc.assert(
      fc.property(dots, (all) => {
        const spread = spreadDots(all, box)
        expect(overlaps(spread)).toBe(false)
        for (const { x, y, r } of spread)
          expect(x >= r - 0.01 && y >= r - 0.01 && x <= box.width - r + 0.01 && y <= box.height - r + 0.01).toBe(true)
      }),
      { seed: 5, numRuns: 60 },
    )
  })

  it('of one address are moved apart, and always in the same way', () => {
    const same = Array.from({ length: 30 }, (_, i) => ({ code: `D${i}`, x: 150, y: 150, r: 12 }))
    const once = spreadDots(same, box)
    expect(overlaps(once)).toBe(false)
    expect(spreadDots(same, box)).toEqual(once)
  })

  it('lie north up on one scale, and a single one in the middle', () => {
    const [a, b] = project([{ longitude: 118, latitude: 30 }, { longitude: 122, latitude: 33 }], box, 10) // prettier-ignore
    expect(a!.x < b!.x && a!.y > b!.y).toBe(true)
    expect(project([{ longitude: 118, latitude: 30 }], box, 10)[0]).toMatchObject({ x: 150, y: 150 })
  })

  it('have names apart from each other, in their own order', () => {
    fc.assert(
      fc.property(
        dots.filter((all) => all.length <= 6),
        (all) => {
          const names = nameHeights(all, 300, 44)
          for (let i = 1; i < names.length; i++) expect(names[i]!.y - names[i - 1]!.y).toBeGreaterThanOrEqual(44 - 1e-9)
          for (const { y } of names) expect(y >= 22 - 1e-9 && y <= 278 + 1e-9).toBe(true)
        },
      ),
      { seed: 6, numRuns: 100 },
    )
  })

  it('name at most six that are behind, worst first, and count those without a place', () => {
    const store = (i: number, delivery: number): Row => ({
      key: { dealer_id: `D${i}` },
      current: { delivery },
      target_full: { delivery: 100 },
    })
    const rows = Array.from({ length: 12 }, (_, i) => store(i, i < 9 ? 20 + i : 70))
    const place = (code: string) => (code === 'D11' ? undefined : { lon: 118 + Number(code.slice(1)) / 10, lat: 31 })
    const map = readStores(result(rows), 'delivery', pace, place, { width: 300, height: 300 })
    expect(map.named.map(({ code }) => code)).toEqual(['D0', 'D1', 'D2', 'D3', 'D4', 'D5'])
    expect([map.dots.length, map.unplaced, map.counts.behind, map.counts.on_plan]).toEqual([11, 1, 9, 3])
  })
})

describe('the funnel against peers', () => {
  const counts = (first_visit: number, test_drive = 50) => ({ unique_lead: 400, first_visit, test_drive, net_order: 30, deal: 28, delivery: 26 }) // prettier-ignore
  const regions: Row[] = [80, 100, 110, 120].map((visits, i) => ({
    key: { region: ['华东', 'A', 'B', 'C'][i]! },
    current: counts(visits, visits / 2),
  }))

  it('takes the median of the others, and marks the step that loses most against it', () => {
    const whole = result(regions, { current: counts(410, 205) })
    const peers = readPeers(whole, scene)
    expect(peers.median.first_visit).toBeCloseTo(110 / 400, 9)
    expect(peers.nation.first_visit).toBeCloseTo(410 / 400, 9)
    expect(peers.peers).toBe(3)
    const rows = readFunnel(result([], { current: counts(80, 40) }), 'delivery', peers)
    expect(rows.find(({ lost }) => lost !== null)?.stage).toBe('first_visit')
  })

  it('has no median of fewer than three', () => {
    expect(readPeers(result(regions.slice(0, 3)), scene).median.first_visit).toBeNull()
  })

  it('compares a store with those of its city tier that are of its size', () => {
    const store = (dealer_id: string, city_tier: string, unique_lead: number): Row => ({
      key: { dealer_id, city_tier },
      current: { ...counts(100), unique_lead },
    })
    const own = { ...scene, state: { ...START, path: ['华东', '苏南', 'D1'] } }
    const rows = [store('D1', 'T1', 400), store('D2', 'T1', 210), store('D3', 'T2', 400), store('D4', 'T1', 1_000)]
    expect(readPeers(result(rows), own).peers).toBe(1)
  })
})

describe('the month’s run', () => {
  it('cumulates, and draws the plan by the past months’ pace', () => {
    const days = result([
      { key: { day: '2026-11-01' }, current: { delivery: 3 } },
      { key: { day: '2026-11-03' }, current: { delivery: 4 } },
      { key: { day: '2026-10-31' }, current: { delivery: 99 } },
    ])
    const flat = Array<number>(30).fill(2)
    const run = readMonthRun(days, null, 'delivery', '2026-11-03', 300, [flat])
    expect([run.days, run.actual, run.lastYear]).toEqual([30, [3, 3, 7], []])
    expect([run.plan![0]!, run.plan![29]!].map(Math.round)).toEqual([10, 300])
    expect(readMonthRun(days, null, 'delivery', '2026-11-03', 300, []).plan).toBeNull()
  })
})

describe('today', () => {
  const cell = (visit: number, before: number): Row => ({ key: {}, current: { visit }, previous: { visit: before } })

  it('steps an hour’s visits by their change; few say nothing, what is ahead is empty', () => {
    const cells = new Map([
      ['07', cell(1, 1)],
      ['09', cell(5, 10)],
      ['10', cell(8, 10)],
      ['11', cell(10, 10)],
      ['12', cell(13, 10)],
      ['13', cell(20, 10)],
    ])
    const steps = readHeat(cells, 'visit', 13).map(({ step }) => step)
    expect(steps).toEqual([0, 1, 2, 3, 4, 5, null, null, null, null, null, null, null, null])
  })

  it('puts what came before the first hour with it, and tells the backlog backwards', () => {
    const hour = (at: string, unique_lead: number): Row => ({ key: { hour: at }, current: { unique_lead } })
    const came = hoursOf(result([hour('02', 3), hour('08', 2), hour('10', 5)]), 'unique_lead')
    expect(came.slice(0, 3)).toEqual([5, 0, 5])
    expect(backlogOf(20, came, [1, 2, 3, ...Array<number>(11).fill(0)], 10)).toEqual([20, 18, 20])
  })

  it('finds the doors that are silent though somebody is usual, and says nothing in the first three hours', () => {
    const door = (dealer_id: string, hour: string): Row => ({ key: { dealer_id, hour }, current: { traffic: 4 } })
    const usual = (dealer_id: string, traffic: number): Row => ({ key: { dealer_id }, current: { traffic } })
    const doors = result([door('A', '09'), door('B', '12'), door('C', '09')])
    const habits = result([usual('A', 900), usual('B', 900), usual('C', 30), usual('D', 1_800)])
    expect(readSilence(doors, habits, 13).map(({ code, hours }) => [code, hours])).toEqual([
      ['D', 4],
      ['A', 3],
    ])
    expect(readSilence(doors, habits, 11)).toEqual([])
  })
})

describe('what a day’s leads tell when their time is over', () => {
  it('is asked of yesterday, against the same weekday a week before', () => {
    const asked = askYesterday({ where: { region: ['华东'] } }, ['contact_24h_rate'])
    expect(asked).toMatchObject({
      measures: ['contact_24h_rate'],
      where: { region: ['华东'] },
      period: 'yesterday',
      compare: ['previous'],
      align: 'weekday',
    })
    expect(readSpec(asked)).toMatchObject({ period: 'yesterday' })
    expect(askYesterday({ where: {} }, ['unheard_of'])).toBeNull()
  })
})

describe('a figure that is not there', () => {
  it('says why: history on its way, a busy house, or nobody who tells it', () => {
    const failure = (code: 'store_unavailable' | 'not_available') => ({ code, message: 'said by the house' })
    expect(untold(failure('store_unavailable'), true)).toBe('history_loading')
    expect(untold(failure('store_unavailable'), false)).toBe('away')
    expect(untold(failure('not_available'), false)).toBe('not_yet')
    expect(untold(null, false)).toBe('not_yet')
  })
})

describe('where the month ends', () => {
  const own = { value: 3_122, low: 3_062, high: 3_181 }
  const house = { value: 3_188, low: 3_097, high: 3_280 }
  const told = (forecast: typeof own | null) => ({ actual: 2_089, target: 3_230, commitment: null, forecast })
  const end = (total: ReturnType<typeof told> | null, awaited: boolean, mine: typeof own | null = own) =>
    endOf({ total: computed(() => total), awaited: computed(() => awaited) }, mine)

  it('is the house’s forecast, and none before it has answered: never two after each other', () => {
    expect(end(null, true)).toBeNull()
    expect(end(told(house), false)).toEqual(house)
  })

  it('is this screen’s own where the house tells none, and nothing where the screen tells no month’s end', () => {
    expect(end(null, false)).toEqual(own)
    expect(end(told(null), false)).toEqual(own)
    expect(end(told(house), false, null)).toBeNull()
  })
})

describe('the push', () => {
  const stock = (dealer_id: string, model: string, orders: number, cars: number): Row => ({
    key: { dealer_id, model },
    current: { order_in_hand: orders, vehicle_on_hand: cars },
  })
  const cells = result([stock('D1', 'X', 5, 2), stock('D1', 'Y', 1, 9), stock('D2', 'X', 4, 4)])

  it('hands over no more than the same store has of the same model', () => {
    const all = readReady(cells, () => 'all').get('all')!
    expect(all).toEqual({ orders: 10, cars: 15, ready: 7 })
    expect(readReady(cells, ({ key }) => key.model ?? null).get('X')).toEqual({ orders: 9, cars: 6, ready: 6 })
  })

  it('fills each gap in turn, and its parts always add up to it', () => {
    const amount = fc.integer({ min: 0, max: 400 })
    fc.assert(
      fc.property(amount, amount, amount, amount, amount, (target, actual, orders, cars, cards) => {
        const members = result([
          { key: { region: 'R' }, current: { delivery: actual }, target_full: { delivery: target } },
        ])
        const ready = new Map([['R', { orders, cars, ready: Math.min(orders, cars) }]])
        const [bar] = readGapBars(members, 'region', 'delivery', ready, new Map([['R', cards * 0.3]]))
        if (target === 0) expect(bar).toBeUndefined()
        else {
          expect(bar!.gap).toBe(Math.max(0, target - actual))
          expect(bar!.ready + bar!.waiting + bar!.intent + bar!.open).toBe(bar!.gap)
          for (const part of [bar!.ready, bar!.waiting, bar!.intent, bar!.open]) expect(part).toBeGreaterThanOrEqual(0)
        }
      }),
      { seed: 9 },
    )
  })

  it('knows the hoped for, the unpaid and the need, and none of them without figures', () => {
    const told = result([{ key: { region: 'R' }, current: { ha_card: 40, card_order_rate: 0.25 } }])
    expect(readIntent(told, 'region').get('R')).toBe(10)
    const reach = (reached: number) => ({ reached, lost: 0, undecided: 0, expired: 0 })
    expect(readUnpaid(result([], { current: { net_order: reach(90), deal: reach(70) } }))).toBe(20)
    expect(readUnpaid(result([]))).toBeNull()
    const totals = result([], { current: { delivery: 60 }, target_full: { delivery: 100 } })
    expect(readSprint(totals, 'delivery', 25, 30)).toEqual({ target: 100, actual: 60, left: 40, need: 8 })
    expect(readSprint(result([]), 'delivery', 25, 30)).toBeNull()
  })

  it('marks the models that run short, most waiting first', () => {
    const ready = new Map([
      ['X', { orders: 9, cars: 6, ready: 6 }],
      ['Y', { orders: 1, cars: 90, ready: 1 }],
      ['Z', { orders: 2, cars: 5, ready: 2 }],
    ])
    const sold = result([
      { key: { model: 'Y' }, current: { delivery: 30 } },
      { key: { model: 'Z' }, current: { delivery: 60 } },
    ])
    const models = readModels(sold, ready, 'delivery')
    expect(models.map(({ model, days, short }) => [model, days, short])).toEqual([
      ['X', null, true],
      ['Z', 2.5, true],
      ['Y', 90, false],
    ])
  })

  it('aligns months of any length to their last day', () => {
    const day = (text: string, delivery: number): Row => ({ key: { day: text }, current: { delivery } })
    const days = result([day('2026-11-22', 7), day('2026-10-31', 9), day('2026-09-30', 8), day('2026-08-31', 6)])
    const months = readRunIn(days, 'delivery', '2026-11-22', (month) => month !== '2026-09')
    expect(months.map(({ month }) => month)).toEqual(['2026-11-01', '2026-10-01', '2026-08-01'])
    expect(months[0]!.days).toEqual([0, 0, 7])
    expect([months[1]!.days.length, months[1]!.days.at(-1), months[2]!.days.at(-1)]).toEqual([RUN_IN + 1, 9, 6])
    expect(readRunIn(days, 'delivery', '2026-11-05', () => true)[0]!.days).toEqual([])
  })
})

it('figures and their changes are printed in their own unit', () => {
  expect(measureText('first_response_median', 22.4, 'zh')).toBe('22分')
  expect(measureText('first_response_median', 3_000, 'en')).toBe('50 h')
  expect(measureText('contact_24h_rate', 0.8612, 'zh')).toBe('86.1%')
  expect(measureText('visit', 4_200, 'en', true)).toBe('4.2k')
  expect(differenceText('contact_24h_rate', 0.8, 0.85, 'zh')).toBe('−5.0pp')
  expect(differenceText('first_response_median', 22, 25, 'zh')).toBe('−3分')
  expect(differenceText('visit', 11, 10, 'zh')).toEqual({ way: 'up', text: '10.0%' })
})
