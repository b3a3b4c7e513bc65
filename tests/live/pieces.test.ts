import { describe, expect, it } from 'vitest'
import { openCalendar } from '#domain/calendar.ts'
import type { Fact } from '#domain/fact.ts'
import { organise } from '#domain/organisation.ts'
import { planView, type Plan } from '#domain/plan.ts'
import { fullScope } from '#domain/scope.ts'
import { readSpec } from '#domain/view.ts'
import { openZone } from '#domain/zone.ts'
import type { Batch } from '#server/live/batch.ts'
import { BatchLog } from '#server/live/log.ts'
import { isSlow } from '#server/live/slow.ts'
import { Slots } from '#server/live/slots.ts'
import { stepOf } from '#server/live/step.ts'
import { Switchboard } from '#server/live/switchboard.ts'
import { canonical } from '#server/live/view.ts'
import { factOf, smallMaker } from '../oracle/world.ts'

const zone = openZone('Asia/Shanghai')
const calendar = openCalendar()
const organisation = organise(smallMaker)
const planAt = (text: string, raw: Record<string, unknown> = {}): Plan =>
  planView(readSpec({ measures: ['lead'], ...raw }), fullScope, { as_of: Date.parse(`${text}+08:00`), zone, calendar })
const step = (from: string, to: string, raw?: Record<string, unknown>) =>
  stepOf(planAt(from, raw), planAt(to, raw), organisation)

describe('a step of the clock', () => {
  it('moves the ends of all ranges', () => {
    const ends = step('2026-11-22T10:00:00', '2026-11-22T10:00:01', { compare: ['previous'] })
    const [current, previous] = [Date.parse('2026-11-22T10:00:00+08:00'), Date.parse('2026-10-22T10:00:00+08:00')]
    expect(ends).toEqual([
      { range: 'current', from: current, until: current + 1_000 },
      { range: 'previous', from: previous, until: previous + 1_000 },
    ])
  })

  it('stands still for a finished period and for a pinned clock', () => {
    expect(step('2026-11-22T10:00:00', '2026-11-22T10:00:01', { period: 'yesterday' })).toEqual([])
    expect(step('2026-11-22T10:00:00', '2026-11-22T10:00:01', { as_of: '2026-11-01T00:00:00Z' })).toEqual([])
  })

  it('stops at the end of a shorter month, and begins anew where a range begins anew', () => {
    const clamped = step('2026-03-31T10:00:00', '2026-03-31T10:00:01', { compare: ['previous'] })
    expect(clamped).toMatchObject([{ range: 'current' }])
    expect(step('2026-11-30T23:59:59', '2026-12-01T00:00:00')).toBe('reopen')
    expect(step('2026-11-22T10:00:00', '2026-11-22T10:06:00')).toBe('reopen')
    expect(step('2026-11-22T23:59:59', '2026-11-23T00:00:01', { by: ['day'] })).toBe('reopen')
    expect(step('2026-11-22T23:59:59', '2026-11-23T00:00:01', { by: ['region'] })).toHaveLength(1)
    expect(step('2026-02-10T23:59:59', '2026-02-11T00:00:01', { by: ['region'] })).toBe('reopen')
    expect(step('2026-02-10T23:59:59', '2026-02-11T00:00:01', { by: ['region'], org: 'as_stood' })).toHaveLength(1)
  })
})

describe('the switchboard', () => {
  const fact = (part: Partial<Fact>) => factOf({ seq: 1, kind: 'lead', occurred_at: 0, ...part }, zone)
  const plans = {
    all: planAt('2026-11-22T10:00:00'),
    visits: planAt('2026-11-22T10:00:00', { measures: ['visit'] }),
    east: planAt('2026-11-22T10:00:00', { where: { region: ['华东'] } }),
    pool: planAt('2026-11-22T10:00:00', { where: { region: [null] } }),
    store: planAt('2026-11-22T10:00:00', { where: { dealer_id: ['D4', 'D9'], region: ['华南', null] } }),
    model: planAt('2026-11-22T10:00:00', { where: { model: ['X5'] } }),
  }
  const board = new Switchboard(Object.entries(plans).map(([name, plan]) => ({ name, plan })), organisation) // prettier-ignore
  const told = (part: Partial<Fact>): string[] => {
    const names: string[] = []
    board.each(fact(part), ({ name }) => names.push(name))
    return names.sort()
  }

  it('tells a fact to the views that it may concern, and not to the others', () => {
    expect(told({ dealer_id: 'D1' })).toEqual(['all', 'east', 'pool'])
    expect(told({ dealer_id: 'D3' })).toEqual(['all', 'east', 'pool'])
    expect(told({ dealer_id: 'D4', model: 'x5-old' })).toEqual(['all', 'model', 'pool', 'store'])
    expect(told({ dealer_id: '' })).toEqual(['all', 'pool'])
    expect(told({ kind: 'visit' })).toEqual(['visits'])
    expect(told({ kind: 'deal' })).toEqual([])
  })
})

describe('the log of batches', () => {
  const batch = (seqFrom: number, seqTo: number, receivedAt = 0): Batch => ({ seqFrom, seqTo, facts: [], receivedAt })

  it('tells repeated and missing batches, and keeps what somebody needs', () => {
    const log = new BatchLog(10)
    expect([batch(9, 10), batch(11, 12, 70), batch(11, 12), batch(15, 16, 60)].map((one) => log.publish(one))).toEqual([
      'known',
      'next',
      'known',
      'gap',
    ])
    expect(log.booked).toBe(16)
    expect(log.latest(65)).toBe(70)
    log.settle(12, 10)
    expect(log.all().map(({ seqTo }) => seqTo)).toEqual([12, 16])
    log.settle(16, 12)
    expect(log.all().map(({ seqTo }) => seqTo)).toEqual([16])
    log.settle(16, 16)
    expect(log.all()).toEqual([])
  })
})

describe('places at the store', () => {
  it('serve people before the house, and turn away those who would wait too long', async () => {
    const slots = new Slots(1, 2)
    const order: string[] = []
    let go = (): void => undefined
    const first = slots.run(() => new Promise<void>((resolve) => (go = resolve)), 'person')
    const enter = (name: string, forWhom: 'person' | 'house') => slots.run(async () => void order.push(name), forWhom)
    const later = [enter('house', 'house'), enter('one', 'person'), enter('two', 'person')]
    await expect(enter('three', 'person')).rejects.toMatchObject({ code: 'store_unavailable' })
    go()
    await Promise.all([first, ...later])
    expect(order).toEqual(['one', 'two', 'house'])
  })
})

describe('a slow connection', () => {
  const backlog = (count: number, data = '') => ({ writeBuffer: Array.from({ length: count }, () => ({ data })) })

  it('is one with many or large messages waiting, until none waits', () => {
    expect(isSlow(backlog(255), false)).toBe(false)
    expect(isSlow(backlog(256), false)).toBe(true)
    expect(isSlow(backlog(2, 'x'.repeat(1_000_000)), false)).toBe(true)
    expect(isSlow(backlog(1), true)).toBe(true)
    expect(isSlow(backlog(0), true)).toBe(false)
  })
})

it('the same question in another order of filters is the same view; another scope is not', () => {
  const scoped = (where: Record<string, string[]>, scope: Record<string, string[]>) =>
    canonical(planView(readSpec({ measures: ['lead'], where }), { where: scope }, { as_of: 0, zone, calendar }))
  expect(scoped({ model: ['X5'], area: ['苏南'] }, {})).toBe(scoped({ area: ['苏南'], model: ['X5'] }, {}))
  expect(scoped({ model: ['X5'] }, { area: ['苏南'] })).toBe(scoped({ area: ['苏南'], model: ['X5'] }, {}))
  expect(scoped({}, { area: ['苏南'] })).not.toBe(scoped({}, {}))
})
