import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  calendarShare,
  dailyNeed,
  forecast,
  gapTo,
  needOfDay,
  paceShare,
  shareReached,
  statusOf,
  usualDaily,
} from '#domain/pace.ts'

const flat = (days: number, units = 10) => new Array<number>(days).fill(units)
/** A month whose last three days bring a fifth of it. */
const pushed = (days: number) => flat(days, 1).map((unit, i) => (i >= days - 3 ? ((days - 3) * 0.25) / 3 : unit))
const month = fc.array(fc.nat({ max: 50 }), { minLength: 28, maxLength: 31 })

describe('the pace of a month', () => {
  it('of even days is the calendar', () => {
    expect(paceShare([flat(30), flat(31)], { elapsed: 21.0875, days: 30 })).toBeCloseTo(21.0875 / 30, 12)
    expect(calendarShare({ elapsed: 21.0875, days: 30 })).toBeCloseTo(0.7029, 4)
  })

  it('leaves room for the push at the end', () => {
    expect(paceShare([pushed(30)], { elapsed: 27, days: 30 })).toBeCloseTo(0.8, 12)
    expect(paceShare([pushed(31), pushed(28)], { elapsed: 30, days: 30 })).toBe(1)
  })

  it('does not exist without months that have units', () => {
    expect(paceShare([], { elapsed: 5, days: 30 })).toBeNull()
    expect(paceShare([flat(30, 0)], { elapsed: 5, days: 30 })).toBeNull()
  })

  it('never falls and ends at one', () => {
    fc.assert(
      fc.property(
        month,
        fc.double({ min: 0, max: 30, noNaN: true }),
        fc.double({ min: 0, max: 30, noNaN: true }),
        (days, a, b) => {
          if (days.every((units) => units === 0)) return
          const [early, late] = [Math.min(a, b), Math.max(a, b)].map((elapsed) =>
            shareReached(days, { elapsed, days: 30 })!,
          )
          expect(early).toBeLessThanOrEqual(late! + 1e-12)
          expect(shareReached(days, { elapsed: 30, days: 30 })).toBeCloseTo(1, 12)
        },
      ),
      { seed: 7 },
    )
  })
})

describe('what follows from it', () => {
  const point = { elapsed: 21.0875, days: 30 }

  it('the sample: 1,935 of 3,400 at a pace of 58.9 % is −2.0 pp, −68 units and ◆', () => {
    const gap = gapTo(0.589, 1_935, 3_400)!
    expect(gap.share * 100).toBeCloseTo(-2, 1)
    expect(Math.round(gap.units)).toBe(-68)
    expect(statusOf(gap, 3_400)).toBe('warning')
    expect(Math.round(dailyNeed(3_400, 1_935, point)!)).toBe(164)
  })

  it('lamps: ● from the pace on, ■ below −3 pp, a dash under ten units', () => {
    expect(statusOf(gapTo(0.5, 50, 100), 100)).toBe('on_plan')
    expect(statusOf(gapTo(0.5, 47, 100), 100)).toBe('warning')
    expect(statusOf(gapTo(0.5, 46, 100), 100)).toBe('behind')
    expect(statusOf(gapTo(0.5, 5, 11), 11)).toBe('on_plan')
    expect(statusOf(gapTo(0.5, 0, 9), 9)).toBe('unrated')
    expect(gapTo(0.5, 3, 0)).toBeNull()
  })

  it('the forecast holds the actual, and its interval the forecast', () => {
    fc.assert(
      fc.property(
        fc.array(month, { minLength: 1, maxLength: 3 }),
        fc.nat({ max: 5_000 }),
        fc.double({ min: 1, max: 30, noNaN: true }),
        (months, actual, elapsed) => {
          const told = forecast(actual, months, { elapsed, days: 30 })
          if (!told) return
          expect(told.value).toBeGreaterThanOrEqual(actual - 1e-9)
          expect(told.low).toBeGreaterThanOrEqual(actual)
          expect(told.low).toBeLessThanOrEqual(Math.max(actual, told.value) + 1e-9)
          expect(told.high).toBeGreaterThanOrEqual(told.value)
        },
      ),
      { seed: 7 },
    )
  })

  it('the needs of all days left add up to what is missing', () => {
    const months = [pushed(30)]
    let missing = 1_000
    for (let day = 20; day < 30; day++) missing -= needOfDay(missing, 0, months, { elapsed: day + 0.4, days: 30 })!
    expect(missing).toBeCloseTo(0, 6)
    expect(needOfDay(100, 100, months, point)).toBe(0)
    expect(dailyNeed(100, 100, point)).toBe(0)
    expect(dailyNeed(100, 90, { elapsed: 30, days: 30 })).toBeNull()
  })

  it('the usual rest of a month is its own mean', () => {
    expect(usualDaily(flat(31, 7), point)).toBeCloseTo(7, 9)
    expect(usualDaily(flat(31, 0), point)).toBeNull()
  })
})
