import { describe, expect, it } from 'vitest'
import {
  calendarShare,
  dailyNeed,
  forecast,
  gapTo,
  paceShare,
  shareReached,
  statusOf,
  usualDaily,
} from '#domain/pace.ts'
import { lossesOf, weakest } from '#domain/weakest.ts'

/** A month of `days` days that sells `rest` a day and `push` on each of its last five. */
const month = (days: number, rest: number, push: number) =>
  Array.from({ length: days }, (_, i) => (i >= days - 5 ? push : rest))

describe('pace', () => {
  it('knows that a month is made at its end', () => {
    const point = { elapsed: 25, days: 30 }
    expect(calendarShare(point)).toBeCloseTo(0.8333)
    expect(paceShare([month(30, 10, 50)], point)).toBe(0.5)
  })

  it('meets months of other lengths at their ends, not at their dates', () => {
    for (const days of [28, 30, 31])
      expect(shareReached(month(days, 10, 10), { elapsed: 15, days: 30 })).toBeCloseTo(0.5)
    expect(shareReached(month(31, 10, 50), { elapsed: 30, days: 30 })).toBe(1)
  })

  it('is not known without months that sold', () => {
    expect(paceShare([], { elapsed: 3, days: 30 })).toBeNull()
    expect(paceShare([[0, 0]], { elapsed: 3, days: 30 })).toBeNull()
    expect(forecast(5, [], { elapsed: 3, days: 30 })).toBeNull()
  })

  it('forecasts the end between what the months differ, never below what is there', () => {
    const point = { elapsed: 15, days: 30 }
    const alike = forecast(100, [month(30, 10, 10), month(30, 10, 10)], point)!
    const apart = forecast(100, [month(30, 10, 10), month(30, 10, 50)], point)!
    expect(alike.value).toBe(200)
    expect(apart.high - apart.low).toBeGreaterThan(alike.high - alike.low)
    expect(alike.low).toBeGreaterThanOrEqual(100)
    expect(forecast(100, [month(30, 10, 10)], { elapsed: 30, days: 30 })).toEqual({ value: 100, low: 100, high: 100 })
  })

  it('says what each remaining day must bring, and what it usually brings', () => {
    const point = { elapsed: 25, days: 30 }
    expect(dailyNeed(500, 250, point)).toBe(50)
    expect(dailyNeed(500, 600, point)).toBe(0)
    expect(dailyNeed(500, 250, { elapsed: 30, days: 30 })).toBeNull()
    expect(usualDaily(month(30, 10, 50), point)).toBeCloseTo(50)
  })
})

describe('the lamp', () => {
  it.each([
    [0.6, 60, 100, 'on_plan'],
    [0.6, 59, 100, 'warning'],
    [0.6, 58, 100, 'warning'],
    [0.6, 56, 100, 'behind'],
    [0.6, 1, 9, 'unrated'],
  ] as const)('at pace %d with %d of %d is %s', (pace, actual, target, status) => {
    expect(statusOf(gapTo(pace, actual, target), target)).toBe(status)
  })

  it('rates nothing without a target', () => {
    expect(gapTo(0.5, 3, 0)).toBeNull()
    expect(statusOf(null, 0)).toBe('unrated')
  })
})

describe('the weakest step', () => {
  const stages = ['unique_lead', 'first_visit', 'test_drive', 'net_order', 'deal', 'delivery']
  const now = {
    unique_lead: 34_862,
    first_visit: 9_874,
    test_drive: 5_186,
    net_order: 2_208,
    deal: 2_041,
    delivery: 1_935,
  }

  it('is weighed in delivered units', () => {
    const before = { ...now, unique_lead: 1_000_000, first_visit: Math.round((9_874 / 34_862 + 0.006) * 1_000_000) }
    const loss = lossesOf(stages, now, before).find(({ stage }) => stage === 'first_visit')!
    expect(Math.round(loss.units)).toBe(-41)
  })

  it('is none where nothing was lost, and leaves out steps without entries', () => {
    expect(weakest(lossesOf(stages, now, now))).toBeNull()
    expect(lossesOf(stages, {}, {}).map(({ stage }) => stage)).toEqual(['unique_lead'])
  })
})
