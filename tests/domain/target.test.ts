import { describe, expect, it } from 'vitest'
import { shape } from '#domain/answer.ts'
import { openCalendar } from '#domain/calendar.ts'
import { organise } from '#domain/organisation.ts'
import { planView } from '#domain/plan.ts'
import { fullScope } from '#domain/scope.ts'
import type { Target } from '#domain/streams.ts'
import { targetShares } from '#domain/target.ts'
import { readSpec } from '#domain/view.ts'
import { openZone } from '#domain/zone.ts'
import { dealer, smallMaker } from '#tests/oracle/world.ts'

const zone = openZone('Asia/Shanghai')
const calendar = openCalendar()
const organisation = organise({
  ...smallMaker,
  dealers: [
    dealer('D1', '华东', '苏南', { group: 'G1' }),
    dealer('D2', '华东', '苏北', { group: 'G2' }),
    dealer('D4', '华南', '粤东', { group: 'G1' }),
  ],
})

const target = (part: Partial<Target> & { value: number }): Target => ({
  from: '2026-11-01',
  to: '2026-12-01',
  measure: 'order',
  kind: 'target',
  ...part,
})
const ask = (targets: Target[], question: Record<string, unknown> = {}, asOf = '2026-11-16T00:00:00+08:00') => {
  const raw = { measures: ['order'], period: 'month_to_date', compare: ['target', 'target_full'], ...question }
  const plan = planView(readSpec(raw), fullScope, { as_of: Date.parse(asOf), zone, calendar })
  return { plan, shares: targetShares(plan, targets, organisation) }
}
const total = (targets: Target[], question?: Record<string, unknown>, asOf?: string) => {
  const { shares } = ask(targets, question, asOf)
  return [shares.share('target').order, shares.share('target_full').order]
}

describe('a target is spread evenly over its days', () => {
  it('the share is that of the days that have run', () => {
    expect(total([target({ value: 3000 })])).toEqual([1500, 3000])
  })

  it('today runs by the shop hours, 9 to 21', () => {
    const today = (time: string) =>
      total([target({ value: 3000 })], { period: 'today' }, `2026-11-16T${time}:00+08:00`)[0]
    expect(['00:00', '08:59', '09:00', '15:00', '21:00', '23:59'].map(today)).toEqual([0, 0, 0, 50, 100, 100])
  })

  it('a quarter takes in three months, a week its part of one', () => {
    const months = [
      target({ value: 310, from: '2026-10-01', to: '2026-11-01' }),
      target({ value: 300 }),
      target({ value: 620, from: '2026-12-01', to: '2027-01-01' }),
    ]
    expect(total(months, { period: 'quarter_to_date' })).toEqual([310 + 150, 1230])
    expect(total(months, { period: { from: '2026-10-30', to: '2026-11-02' } })).toEqual([30, 30])
  })

  it('of overlapping records the shorter stands, the longer fills what is left', () => {
    const year = target({ value: 36_500, from: '2026-01-01', to: '2027-01-01' })
    expect(total([year, target({ value: 30 })], { period: { from: '2026-10-31', to: '2026-11-02' } })).toEqual([
      101, 101,
    ])
  })
})

describe('which record counts', () => {
  it('the newest version of kind target', () => {
    const versions = [
      target({ value: 1, version: 'v10' }),
      target({ value: 2, version: 'v9' }),
      target({ value: 3 }),
      target({ value: 4, kind: 'challenge', version: 'v99' }),
    ]
    expect(total(versions)[1]).toBe(1)
  })

  it('of the level that by and where name, the parent need not equal the sum', () => {
    const targets = [
      target({ value: 3400 }),
      target({ value: 2000, region: '华东' }),
      target({ value: 1502, region: '华南' }),
    ]
    expect(total(targets)[1]).toBe(3400)
    expect(total(targets, { by: ['region'] })[1]).toBe(3502)
    expect(total(targets, { where: { region: ['华东'] } })[1]).toBe(2000)
  })

  it('without one of its own a place is the sum of the places below it', () => {
    const dealers = [
      target({ value: 10, dealer_id: 'D1' }),
      target({ value: 20, dealer_id: 'D2' }),
      target({ value: 40, dealer_id: 'D4' }),
    ]
    expect(total(dealers)[1]).toBe(70)
    expect(total(dealers, { where: { group: ['G1'] } })[1]).toBe(50)
    const { shares } = ask([...dealers, target({ value: 25, area: '苏南' })], { by: ['region'] })
    expect(shares.share('target_full', { region: '华东' })).toEqual({ order: 45 })
  })

  it('with models where models are asked for, without them else', () => {
    const both = [target({ value: 100 }), target({ value: 30, model: 'x5-old' }), target({ value: 50, model: 'S7' })]
    expect(total(both)[1]).toBe(100)
    expect(total(both.slice(1))[1]).toBe(80)
    const { shares } = ask(both, { by: ['model'] })
    expect(shares.share('target_full', { model: 'X5' })).toEqual({ order: 30 })
    expect(total(both, { where: { series: ['S'] } })[1]).toBe(50)
  })

  it.each([
    { by: ['channel'] },
    { by: ['advisor_id'] },
    { by: ['hour'] },
    { where: { campaign: ['1111'] } },
    { by: ['attrs.colour'] },
  ])('none for %j', (question) => {
    expect(total([target({ value: 100 })], question)).toEqual([undefined, undefined])
  })

  it('none outside its days', () => {
    expect(total([target({ value: 1, from: '2026-10-01', to: '2026-11-01' })])).toEqual([undefined, undefined])
  })

  it('of the kind that is asked for: target, commitment or challenge', () => {
    const kinds = [
      target({ value: 100 }),
      target({ value: 96, kind: 'commitment' }),
      target({ value: 95, kind: 'commitment', version: 2 }),
      target({ value: 108, kind: 'challenge' }),
    ]
    const full = (target_kind?: string) => total(kinds, { target_kind })[1]
    expect([full(), full('target'), full('commitment'), full('challenge')]).toEqual([100, 100, 95, 108])
    expect(() => total(kinds, { target_kind: 'hope' })).toThrow('none of target, commitment, challenge')
  })
})

describe('the target of a rate is a level', () => {
  const rate = 'visit_order_rate'
  const rates = [
    target({ value: 0.2, measure: rate }),
    target({ value: 0.3, measure: rate, from: '2026-10-01', to: '2026-11-01' }),
    target({ value: 0.25, measure: rate, region: '华东' }),
    target({ value: 0.5, measure: rate, dealer_id: 'D4' }),
  ]

  it('that stands on each of its days, whatever part of them has run', () => {
    const { shares } = ask(rates, { measures: [rate] })
    expect([shares.share('target'), shares.share('target_full')]).toEqual([{ [rate]: 0.2 }, { [rate]: 0.2 }])
    const across = ask(rates, { measures: [rate], period: { from: '2026-10-31', to: '2026-11-02' } })
    expect(across.shares.share('target_full')[rate]).toBeCloseTo(0.25, 6)
  })

  it('and belongs to its own place only: places cannot be added', () => {
    const { shares } = ask(rates, { measures: [rate, 'order'], by: ['region'] })
    expect(shares.share('target_full', { region: '华东' })).toEqual({ [rate]: 0.25 })
    expect(shares.share('target_full', { region: '华南' })).toEqual({})
    expect(shares.share('target_full')).toEqual({ [rate]: 0.2 })
    const two = [...rates, target({ value: 0.1, measure: rate, dealer_id: 'D1' })]
    expect(ask(two, { measures: [rate], by: ['group'] }).shares.share('target_full', { group: 'G1' })).toEqual({})
    expect(ask(rates, { measures: [rate], by: ['group'] }).shares.share('target_full', { group: 'G1' })).toEqual({
      [rate]: 0.5,
    })
  })
})

describe('in an answer', () => {
  it('a place with a target and nothing else has a row', () => {
    const targets = [target({ value: 30, dealer_id: 'D1' }), target({ value: 0, dealer_id: 'D2' })]
    const { plan } = ask(targets, { by: ['dealer_id'] })
    const { rows } = shape(plan, new Map(), targets, organisation)
    expect(rows).toEqual([
      { key: { dealer_id: 'D1' }, current: { order: 0 }, target: { order: 15 }, target_full: { order: 30 } },
    ])
  })

  it('by day every day has its share, but a target alone makes no day', () => {
    const targets = [target({ value: 300 })]
    const { plan, shares } = ask(targets, { by: ['day'] }, '2026-11-03T15:00:00+08:00')
    expect(['2026-11-01', '2026-11-03', '2026-11-04'].map((day) => shares.share('target', { day }).order)).toEqual([
      10,
      5,
      undefined,
    ])
    expect(shares.share('target_full', { day: '2026-11-30' }).order).toBe(10)
    expect(shape(plan, new Map(), targets, organisation).rows).toEqual([])
  })
})
