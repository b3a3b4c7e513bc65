import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Target } from '#domain/streams.ts'
import { fullScope, type Scope } from '#domain/scope.ts'
import type { TargetVersion } from '#domain/targets/versions.ts'
import { createPace } from '#server/pace/pace.ts'
import { paceRouter } from '#server/pace/router.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { addDays } from '#domain/zone.ts'
import { serveRouter } from '../server/routed.ts'
import { at, fact, openHouse, zone, type House } from './house.ts'

let house: House
let pace: ReturnType<typeof createPace>
const lamp = { basis: 'pace', warning_from: -0.03, least_target: 10 } as const

const target = (part: Partial<Target> & { value: number }): Target => ({
  from: '2026-11-01', to: '2026-12-01', measure: 'delivery', kind: 'target', ...part,
}) // prettier-ignore

beforeAll(async () => {
  house = await openHouse()
  const facts: ReturnType<typeof fact>[] = []
  // Every day of 20 months: D1 two cars, D4 one; in the last three days of a month three times as many.
  for (let day = '2025-04-01'; day < '2026-11-22'; day = addDays(day, 1)) {
    const push = addDays(day, 3).slice(8) <= '03' ? 3 : 1
    for (const [dealer_id, units] of [['D1', 2 * push], ['D4', push]] as const) {
      const occurred_at = zone.instant(day, 12 * 3_600_000)
      const first = { occurred_at, dealer_id, units }
      facts.push(fact({ ...first, seq: facts.length + 1, kind: 'delivery' }))
      if (day >= '2026-11-01') {
        for (const [kind, times] of [['unique_lead', 20], ['first_visit', 4], ['test_drive', 2], ['order', 1], ['deal', 1]] as const)
          facts.push(fact({ ...first, seq: facts.length + 1, kind, units: units * times }))
      }
    }
  } // prettier-ignore
  await insertFacts(house.engine, facts, 'pace')
  house.set({
    head: facts.length,
    now: at('11-22 15:00'),
    targets: [
      target({ value: 100 }),
      target({ value: 97, kind: 'commitment' }),
      target({ value: 115, kind: 'challenge' }),
      target({ value: 80, region: '华东' }),
      target({ value: 33, region: '华南' }),
      target({ value: 30, region: '华南', kind: 'commitment' }),
    ],
  })
  pace = createPace({ ...house.options, asker: house.asker, retail: 'delivery', lamp })
})
afterAll(() => house.close())

describe('progress of a month', () => {
  it('stands on three bases, against the whole’s own target', async () => {
    const { total, bases, unit, pace_from, pace_months, added, rows } = await pace({}, fullScope)
    expect({ unit, pace_from, rows, added }).toEqual({
      unit: { start: '2026-11-01', end: '2026-12-01', elapsed_days: 21.5, days: 30, workdays: 21 },
      pace_from: 'history',
      rows: [],
      added: {},
    })
    expect(pace_months).toEqual(['2026-10', '2026-09', '2026-08'])
    // A month of 30 days brings 27 + 9 day's loads, one of 31 days 28 + 9; 21.5 of 30 days are 22.2167 of 31.
    expect(bases.pace).toBeCloseTo((21.5 / 36 + (2 * 22.216_667) / 37) / 3, 6)
    expect(bases.calendar).toBeCloseTo(21.5 / 30, 12)
    expect(bases.workday).toBeCloseTo(15 / 21, 12)
    expect(total).toMatchObject({ actual: 63, target: 100, commitment: 97, challenge: 115, completion: 0.63 })
    expect(total.gap.pace!.units).toBeCloseTo(63 - 100 * bases.pace!, 9)
    expect(total.gap.calendar!.share).toBeCloseTo(0.63 - 21.5 / 30, 12)
    expect(total.lamp).toBe('on_plan')
    expect(total.need_per_day).toBeCloseTo(37 / 8.5, 9)
    expect(total.usual_per_day).toBeCloseTo((3 * (37 - 22.216_667)) / (31 - 22.216_667), 4)
    expect(total.backwards).toBeNull()
  })

  it('ends where the months before ended, within an interval that starts at the actual', async () => {
    const { total } = await pace({}, fullScope)
    const { value, low, high } = total.forecast!
    expect(Math.abs(value - 108)).toBeLessThan(6)
    expect(low).toBeGreaterThanOrEqual(63)
    expect(low).toBeLessThan(108)
    expect(high).toBeGreaterThan(108)
  })

  it('by region prints what the levels added', async () => {
    const { total, rows, added } = await pace({ by: 'region' }, fullScope)
    expect(total).toMatchObject({ actual: 63, target: 100 })
    expect(added).toEqual({
      target: { parent: 100, children: 113, share: 1.13 },
      commitment: { parent: 97, children: 30, share: 30 / 97 },
    })
    expect(rows.map(({ key, actual, target, commitment }) => [key['region'], actual, target, commitment])).toEqual([
      ['华东', 42, 80, null],
      ['华南', 21, 33, 30],
    ])
    expect(rows[0]!.gap.pace!.units).toBeLessThan(rows[1]!.gap.pace!.units)
    expect(rows[0]!.usual_per_day! + rows[1]!.usual_per_day!).toBeCloseTo(total.usual_per_day!, 9)
    expect(rows[0]!.forecast!.value).toBeGreaterThan(rows[1]!.forecast!.value)
  })

  it('turns a gap backwards through the funnel', async () => {
    const { rows } = await pace({ by: 'region' }, fullScope)
    const { gap, backwards } = rows[0]!
    const short = -gap.pace!.units
    expect(backwards).toMatchObject({ short, days_left: 8.5 })
    const [lead, visit, drive] = backwards!.alternatives
    expect(lead).toMatchObject({ of: 'volume', stage: 'unique_lead', refused: null })
    expect(lead!.more).toBeCloseTo((short * 20) / 8.5, 6)
    expect(visit).toMatchObject({ of: 'rate', stage: 'first_visit', from: 'unique_lead', now: 0.2, refused: null })
    expect(visit!.more! * ((42 * 20) / 21.5) * 8.5 * (1 / 4)).toBeCloseTo(short, 6)
    expect(drive!.now).toBe(0.5)
    // A deal for every order already: none can pass on more than all.
    expect(backwards!.alternatives.find(({ stage }) => stage === 'deal')!.refused).toBe('over_100')
  })

  it('against the commitment', async () => {
    const { total } = await pace({ against: 'commitment' }, fullScope)
    expect(total.completion).toBeCloseTo(63 / 97, 12)
  })
})

describe('longer units', () => {
  it('weigh their months as the year before had them', async () => {
    const { bases, pace_from, unit } = await pace({ period: 'quarter' }, fullScope)
    expect(unit).toMatchObject({ start: '2026-10-01', end: '2027-01-01', days: 92 })
    const november = await pace({}, fullScope)
    expect(bases.pace).toBeCloseTo((37 + 36 * november.bases.pace!) / (37 + 36 + 37), 3)
    expect(pace_from).toBe('history')
  })

  it('of a year are forecast from last year’s rest', async () => {
    const { total } = await pace({ period: 'year' }, fullScope)
    const { value, low, high } = total.forecast!
    const year = 3 * (365 + 12 * 6)
    expect(Math.abs(value / year - 1)).toBeLessThan(0.02)
    expect([low <= year, high >= year]).toEqual([true, true])
    expect(total.target).toBe(100)
  })
})

describe('what is seen', () => {
  const scope = { where: { region: ['华南'] } }

  it('is the asker’s scope alone', async () => {
    const { total, rows } = await pace({ by: 'region' }, scope)
    expect(total).toMatchObject({ actual: 21, target: 33, commitment: 30 })
    expect(rows.map(({ key }) => key['region'])).toEqual(['华南'])
    await expect(pace({ where: { region: ['华东'] } }, scope)).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('is of the moment that was asked for', async () => {
    const { total, unit } = await pace({ as_of: '2026-11-11T00:00:00+08:00' }, fullScope)
    expect({ actual: total.actual, elapsed: unit.elapsed_days }).toEqual({ actual: 30, elapsed: 10 })
  })

  it('has no target by channel, but still a forecast', async () => {
    const { rows, total } = await pace({ by: 'channel_1' }, fullScope)
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ target: null, completion: null, lamp: 'unrated', need_per_day: null })
    expect(rows[0]!.forecast).not.toBeNull()
    expect(total.target).toBe(100)
  })

  it.each([
    [{ measure: 'visit_order_rate' }, 'measure'],
    [{ by: ['region', 'model'] }, 'by'],
    [{ by: 'hour' }, 'by'],
    [{ by: 'reason' }, 'by'],
    [{ period: 'today' }, 'period'],
    [{ against: 'hope' }, 'against'],
    [{ where: { hour: ['10'] } }, 'where.hour'],
    [{ order: [] }, 'order'],
    [[], ''],
  ])('refuses %j', async (question, path) => {
    await expect(pace(question, fullScope)).rejects.toMatchObject({ code: 'bad_spec', path })
  })
})

it('over HTTP, with the versions of the targets that lie in scope', async () => {
  house.set({
    targets: [
      target({ value: 100, version: 1 }),
      target({ value: 90, version: 2 }),
      target({ value: 33, region: '华南' }),
      target({ value: 12, dealer_id: 'D1' }),
      target({ value: 7, dealer_id: 'D4', model: 'X5', measure: 'order' }),
    ],
  })
  let scope: Scope = fullScope
  const served = await serveRouter(
    paceRouter({ ...house.options, asker: house.asker, retail: 'delivery', lamp }),
    () => scope,
  )
  onTestFinished(served.close)
  const post = (body: unknown) => served.post('/pace', body)
  expect(await post({})).toMatchObject({ status: 200, body: { total: { actual: 63, target: 90 }, lamp } })
  expect(await post({ by: 'hour' })).toMatchObject({ status: 400, body: { error: { code: 'bad_spec', path: 'by' } } })

  const versions = async (query = '') =>
    (await (await fetch(`${served.base}/targets/versions${query}`)).json()) as TargetVersion[]
  const told = (list: TargetVersion[]) => list.map(({ measure, version, records, standing, superseded_by }) => [measure, version, records, standing, ...superseded_by]) // prettier-ignore
  expect(told(await versions())).toEqual([
    ['delivery', '2', 1, 1],
    ['delivery', '1', 1, 0, '2'],
    ['delivery', null, 2, 2],
    ['order', null, 1, 1],
  ])
  expect((await versions('?measure=order'))[0]!.levels).toEqual({})
  scope = { where: { region: ['华南'] } }
  expect(told(await versions())).toEqual([
    ['delivery', null, 1, 1],
    ['order', null, 1, 1],
  ])
  scope = { where: { region: ['华南'], model: ['S7'] } }
  expect(await versions()).toEqual([])
})

it('a war room without history and targets answers what there is', async () => {
  house.set({ targets: [] })
  const { total, pace_from } = await pace({ measure: 'test_drive' }, fullScope)
  expect(pace_from).toBeNull()
  expect(total).toMatchObject({ actual: 126, target: null, gap: { pace: null, calendar: null }, lamp: 'unrated' })
  expect(total.forecast!.value).toBeCloseTo((126 / 21.5) * 30, 0)
})
