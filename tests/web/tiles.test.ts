import { LAMP_RULE } from '#domain/pace.ts'
import { describe, expect, it } from 'vitest'
import type { Row, ViewResult } from '#domain/view.ts'
import { readSpec } from '#domain/view.ts'
import { canonical } from '#web/live/question.ts'
import { readFreshness, shopMinutes } from '#web/wall/freshness.ts'
import { drawProvinces } from '#web/wall/geography.ts'
import { paceOf, pastMonths, pointOf, type Scene } from '#web/wall/scene.ts'
import { START } from '#web/wall/state.ts'
import { askPace, askTotals } from '#web/wall/tiles/headline.ts'
import { askDays, askToday, linePoints, readLine } from '#web/wall/tiles/kpi.ts'
import { askSources, isLate, latePlaces } from '#web/wall/tiles/lateness.ts'
import { askProvinces, stepOf } from '#web/wall/tiles/map.ts'
import { askStores } from '#web/wall/tiles/ranking.ts'
import { askMembers, fitRows, keepOrder, readMembers, scaleOf } from '#web/wall/tiles/regions.ts'
import { askHours, askLastWeek, askShape, axisTop, readToday, spreadLabels } from '#web/wall/tiles/today.ts'

const scene: Scene = { state: START, where: {}, retail: 'delivery', today: '2026-11-22' }
const ranges = {
  current: {
    from: '2026-11-01T00:00:00.000+08:00',
    to: '2026-11-22T10:03:00.000+08:00',
    days: 22,
    workdays: 15,
    open: true,
  },
}
const result = (rows: Row[], total: Partial<ViewResult['total']> = {}): ViewResult => ({
  seq: 1,
  as_of: '2026-11-22T10:03:00.000+08:00',
  ranges,
  rows,
  total: { current: {}, ...total },
  freshness: {},
  table: 'ledger',
})
const pace = {
  share: 0.589,
  from: 'history' as const,
  calendar: 0.703,
  point: { elapsed: 21.0875, days: 30 },
  months: [],
  rule: LAMP_RULE,
}

describe('what tiles ask', () => {
  it('is a question of the contract, for every tile and place', () => {
    for (const path of [[], ['华东'], ['华东', '苏南'], ['华东', '苏南', 'D1'], ['华东', '苏南', 'D1', 'A1']]) {
      const own = { ...scene, state: { ...START, path } }
      const asked = [
        askTotals(own),
        askPace(own),
        askToday(own),
        askDays(own),
        askMembers(own),
        askProvinces(own),
        askHours(own),
        askLastWeek(own),
        askShape(own),
        askStores(own),
        askSources(own, 'region'),
      ]
      for (const question of asked) if (question) expect(() => readSpec(question)).not.toThrow()
      expect(askMembers(own) === null).toBe(path.length === 4)
    }
  })

  it('is shared where it is the same', () => {
    expect(canonical(askPace(scene))).toBe(canonical(askDays(scene)))
    expect(canonical({ measures: ['lead'], where: { region: ['A'], model: ['B'] } })).toBe(
      canonical({ where: { model: ['B'], region: ['A'] }, measures: ['lead'] }),
    )
  })
})

describe('the scene', () => {
  it('knows where now stands in its period', () => {
    const now = { day: '2026-11-22', hour: 10, minute: 3 }
    expect(pointOf(scene, now)).toEqual({ elapsed: 21 + 1.05 / 12, days: 30 })
    const of = (period: typeof START.period) => pointOf({ ...scene, state: { ...START, period } }, now)
    expect(of('quarter_to_date')!.days).toBe(92)
    expect(of('year_to_date')!.days).toBe(365)
    expect(of('week_to_date')).toEqual({ elapsed: 6 + 1.05 / 12, days: 7 })
    expect(of('today')).toBeNull()
  })

  it('takes the pace from complete months only, and has none without history', () => {
    const rows = ['2026-10-05', '2026-09-05', '2026-08-05'].map((day) => ({ key: { day }, current: { delivery: 4 } }))
    expect(pastMonths(result(rows), 'delivery', scene.today, () => true).map((days) => days.length)).toEqual([
      31, 30, 31,
    ])
    expect(pastMonths(result(rows), 'delivery', scene.today, (month) => month === '2026-10')).toHaveLength(1)
    const sources = {
      told: null,
      months: [],
      point: pace.point,
      weights: 0.7,
      lamp: { basis: 'pace', ...LAMP_RULE },
    } as const
    expect(paceOf({ ...sources, months: [], period: 'month_to_date' })).toBeNull()
    expect(paceOf({ ...sources, months: [], period: 'quarter_to_date' })?.from).toBe('weights')
  })

  it('takes the pace that the house tells, on the base that turns the lamps', () => {
    const told = { bases: { calendar: 0.7, pace: 0.58, workday: 0.66 }, pace_from: 'history' } as const
    const sources = { told, months: [[1, 9]], point: pace.point, weights: 0.9, period: 'month_to_date' } as const
    const of = (basis: 'calendar' | 'pace' | 'workday') =>
      paceOf({ ...sources, months: [[1, 9]], lamp: { basis, ...LAMP_RULE } })?.share
    expect([of('calendar'), of('pace'), of('workday')]).toEqual([0.7, 0.58, 0.66])
  })
})

describe('the tiles read', () => {
  const member = (region: string, target: number, actual: number): Row => ({
    key: { region },
    current: { delivery: actual },
    previous: { delivery: actual },
    last_year: { delivery: actual },
    target_full: { delivery: target },
  })
  const SAMPLE = [['华东', 494, 253], ['西部', 613, 325], ['华南', 455, 243], ['浙闽赣', 403, 220], ['鲁豫', 508, 286], ['华北', 529, 301], ['东北', 232, 139], ['华中', 268, 168]] as const // prettier-ignore

  it('B1: worst first, gaps that add up, worst lamps as printed', () => {
    const { rows, gaps, targets } = readMembers(
      result(SAMPLE.map(([region, target, actual]) => member(region, target, actual))),
      'region',
      'delivery',
      pace,
    )
    expect(rows.map(({ units }) => units)).toEqual([-38, -36, -25, -17, -13, -11, 2, 10])
    expect(rows.map(({ status }) => status)).toEqual([
      'behind',
      'behind',
      'behind',
      'behind',
      'warning',
      'warning',
      'on_plan',
      'on_plan',
    ])
    expect([gaps, targets]).toEqual([-128, 3_502])
    expect(scaleOf(rows, pace.share)).toBe(0.75)
    expect(keepOrder(rows, ['华中', '华东'])[0]!.code).toBe('华中')
    const { rows: fitted, rest } = fitRows(rows, 5)
    expect([fitted.length, rest, fitted[4]!.actual]).toEqual([5, 4, 286 + 301 + 139 + 168])
  })

  it('B1 judges nothing without a pace, and compares with before where there is no target', () => {
    const unpaced = readMembers(result([member('A', 100, 50)]), 'region', 'delivery', null)
    expect(unpaced.rows[0]).toMatchObject({ units: null, status: 'unrated', completion: 0.5 })
    const untargeted = readMembers(
      result([{ key: { region: 'A' }, current: { delivery: 5 }, previous: { delivery: 8 } }]),
      'region',
      'delivery',
      pace,
    )
    expect(untargeted).toMatchObject({ rated: false, rows: [{ units: -3 }] })
  })

  it('B2: five steps of the gap', () => {
    expect([-0.08, -0.06, -0.05, -0.03, -0.001, 0, 0.029, 0.03].map(stepOf)).toEqual([1, 1, 2, 3, 3, 4, 4, 5])
  })

  it('the 30-day line is the mean of seven days and ends yesterday', () => {
    const days = result([
      { key: { day: '2026-11-21' }, current: { delivery: 14 } },
      { key: { day: '2026-11-22' }, current: { delivery: 99 } },
    ])
    const line = readLine(days, 'delivery', scene.today)
    expect(line).toHaveLength(30)
    expect(line.slice(-2)).toEqual([0, 2])
    expect(linePoints([1, 1])).toEqual([
      { x: 0, y: 50 },
      { x: 100, y: 50 },
    ])
  })

  it('C1: cumulates, spreads the need over a usual day, and keeps labels apart', () => {
    const hours = (values: Record<string, number>, delivery = 0) =>
      result(
        Object.entries(values).map(([hour, net_order]) => ({ key: { hour }, current: { net_order } })),
        { current: { delivery }, previous: { net_order: 6 } },
      )
    const told = readToday(
      hours({ '09': 3, '10': 2 }),
      hours({ '07': 1, '12': 9, '23': 2 }),
      hours({ '10': 50, '14': 50 }, 50),
      'delivery',
      10,
      30,
      20,
    )
    expect(told.today).toEqual({ values: [0, 0, 3, 5], total: 5 })
    expect(told.lastWeek.values).toHaveLength(15)
    expect([told.lastWeek.values[0], told.lastWeek.total, told.thenNow]).toEqual([1, 12, 6])
    expect([told.need!.total, told.needNow]).toEqual([40, 10])
    expect(axisTop(told)).toBe(52)
    const [first, second] = spreadLabels([{ at: 0.5 }, { at: 0.52 }], 0.28)
    expect(second!.at - first!.at).toBeCloseTo(0.28, 9)
  })
})

describe('freshness', () => {
  const zone = 'Asia/Shanghai'
  const now = Date.parse('2026-11-22T10:03:00+08:00')
  const at = (time: string) => ({ received_at: time, occurred_at: time })

  it('counts silence in shop hours only', () => {
    expect(shopMinutes(Date.parse('2026-11-21T19:40:00+08:00'), now, zone)).toBe(80 + 63)
    expect(shopMinutes(Date.parse('2026-11-21T22:00:00+08:00'), Date.parse('2026-11-22T08:00:00+08:00'), zone)).toBe(0)
  })

  it('finds the late source, forgets one that is gone, and names the places it tells about', () => {
    const state = readFreshness(
      {
        crm: at('2026-11-22T10:02:57+08:00'),
        dms: at('2026-11-21T19:40:00+08:00'),
        old: at('2026-10-01T00:00:00+08:00'),
      },
      now,
      zone,
    )
    expect(state.sources.map(({ source, late }) => [source, late])).toEqual([
      ['crm', false],
      ['dms', true],
    ])
    expect(now - state.newest!).toBe(3_000)
    const told = result([
      { key: { region: 'A', source: 'dms' }, current: { delivery: 30 } },
      { key: { region: 'A', source: 'crm' }, current: { delivery: 70 } },
      { key: { region: 'B', source: 'dms' }, current: { delivery: 1 } },
      { key: { region: 'B', source: 'crm' }, current: { delivery: 99 } },
    ])
    expect([...latePlaces(told, 'region', state.late).keys()]).toEqual(['A'])
    expect(isLate(told, state.late)).toBe(false)
  })
})

describe('a licensed map', () => {
  const square = (name: string, x: number) => ({ type: 'Feature', properties: { name }, geometry: { type: 'Polygon', coordinates: [[[x, 30], [x + 1, 30], [x + 1, 31], [x, 31], [x, 30]]] } }) // prettier-ignore

  it('is drawn into its box, provinces known by any of their names', () => {
    const drawn = drawProvinces(
      {
        type: 'FeatureCollection',
        features: [square('江苏省', 118), square('内蒙古自治区', 119), square('somewhere', 120)],
      },
      300,
      200,
    )
    expect(drawn.map(({ name }) => name)).toEqual(['江苏', '内蒙古', ''])
    for (const { x, y } of drawn) expect(x >= 0 && x <= 300 && y >= 0 && y <= 200).toBe(true)
  })

  it('that is none is refused', () => {
    expect(() => drawProvinces({ hello: 1 }, 10, 10)).toThrow(TypeError)
    expect(() => drawProvinces({ features: [square('Atlantis', 1)] }, 10, 10)).toThrow(TypeError)
  })
})
