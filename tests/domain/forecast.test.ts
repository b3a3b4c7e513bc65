import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openCalendar } from '#domain/calendar.ts'
import { countInterval } from '#domain/forecast/counts.ts'
import { learnCourse } from '#domain/forecast/course.ts'
import { forecastEnd } from '#domain/forecast/forecast.ts'
import { isBroken, monthsOf, sum, type DailyUnits } from '#domain/forecast/history.ts'
import { openYardstick } from '#domain/forecast/yardstick.ts'
import { addDays, dayNumber } from '#domain/zone.ts'

const festival = openCalendar().springFestival
const unit = { start: '2026-11-01', end: '2026-12-01' }

/** A history of some months up to a day, `units` for each day. */
function history(from: string, to: string, units: (day: string, i: number) => number): DailyUnits {
  const days = Array.from({ length: dayNumber(to) - dayNumber(from) }, (_, i) => addDays(from, i))
  return { from, units: days.map(units) }
}
const weekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
const lastThree = (day: string): boolean => addDays(day, 3).slice(8) <= '03'
/** Twice as much on weekends, three times as much in a month's last three days. */
const shaped = (level: number) => (day: string) => level * (weekend(day) ? 2 : 1) * (lastThree(day) ? 3 : 1)

describe('the months that the Spring Festival breaks', () => {
  it.each([
    [2015, ['2015-02']],
    [2017, ['2017-01']],
    [2020, ['2020-01']],
    [2023, ['2023-01']],
    [2025, ['2025-01', '2025-02']],
    [2026, ['2026-02']],
    [2027, ['2027-02']],
  ])('of %d', (year, broken) => {
    const months = ['01', '02', '03', '12'].map((month) => `${year}-${month}`)
    expect(months.filter((month) => isBroken(month, festival))).toEqual(broken)
  })
})

describe('the course of a month', () => {
  it('is learned by place and weekday together', () => {
    const course = learnCourse(history('2025-06-01', '2026-11-01', shaped(50)), '2026-11', festival)
    const meant = history('2026-11-01', '2026-12-01', shaped(50)).units
    course.days('2026-11').forEach((share, i) => expect(share / (meant[i]! / sum(meant))).toBeCloseTo(1, 0.7))
    expect(sum(course.days('2026-11'))).toBeCloseTo(1, 12)
  })

  it('of a month with the festival is that of the festivals before', () => {
    const still = (day: string) => day >= '2025-01-28' && day <= '2025-02-04'
    const course = learnCourse(
      history('2024-09-01', '2026-02-01', (day) => (still(day) ? 5 : 100)),
      '2026-02',
      festival,
    )
    const days = course.days('2026-02')
    expect(days[17]! / days[5]!).toBeLessThan(0.15)
    expect(sum(course.weights('2026-02'))).toBeLessThan(0.8 * sum(course.weights('2026-04')))
  })

  it('of nothing is even', () => {
    const course = learnCourse({ from: '2026-11-01', units: [] }, '2026-11', festival)
    expect(new Set(course.days('2026-11'))).toEqual(new Set([1 / 30]))
  })
})

describe('the interval of a count', () => {
  const chance = (mean: number, low: number, high: number): number => {
    let [term, inside] = [Math.exp(-mean), 0]
    for (let count = 0; count <= high; count++) {
      if (count >= low) inside += term
      term *= mean / (count + 1)
    }
    return inside
  }

  it('holds about 80 % of a Poisson count, however small', () => {
    for (const mean of [0.1, 0.5, 1, 2, 3.7, 8, 15, 40, 120]) {
      const [low, high] = countInterval(mean, 0)
      expect(chance(mean, low, high)).toBeGreaterThan(0.75)
      // Of less than two cars a single one more is already most of what can happen.
      if (mean >= 2) expect(chance(mean, low, high)).toBeLessThan(0.93)
    }
  })

  it('is made of whole numbers, widens with doubt, and begins at nothing', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2_000, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (mean, doubt) => {
          const [low, high] = countInterval(mean, (mean * doubt) ** 2)
          const [tightLow, tightHigh] = countInterval(mean, 0)
          expect(Number.isInteger(low) && Number.isInteger(high)).toBe(true)
          expect(low).toBeGreaterThanOrEqual(0)
          expect(high - low).toBeGreaterThanOrEqual(tightHigh - tightLow - 1)
        },
      ),
      { seed: 7 },
    )
    expect(countInterval(0, 0)).toEqual([0, 0])
  })
})

describe('the forecast of a unit’s end', () => {
  const days = history('2024-10-01', '2026-11-01', shaped(50))
  const yardstick = openYardstick(days, unit, '2026-11-15', festival)
  const whole = monthsOf(days, '2026-11-01')
  const part = new Map([...whole].map(([month, units]) => [month, units / 100]))
  const soFar = sum(history('2026-11-01', '2026-11-15', shaped(50)).units)
  const end = sum(history('2026-11-01', '2026-12-01', shaped(50)).units)

  it('knows weekends and the month’s end, where elapsed days do not', () => {
    const { value, low, high } = forecastEnd(yardstick, whole, soFar, 14)!
    expect(Math.abs(value / end - 1)).toBeLessThan(0.01)
    expect([low < end, high > end]).toEqual([true, true])
    expect(Math.abs(((soFar / 14) * 30) / end - 1)).toBeGreaterThan(0.08)
  })

  it('believes history on the first day and the count on the last', () => {
    const early = forecastEnd(yardstick, whole, 0.5 * days.units.at(-30)!, 0.5)!
    expect(Math.abs(early.value / end - 1)).toBeLessThan(0.1)
    expect(forecastEnd(yardstick, whole, 1_234, 30)).toEqual({ value: 1_234, low: 1_234, high: 1_234 })
    const late = forecastEnd(yardstick, whole, 1.3 * (end - shaped(50)('2026-11-30')), 29)!
    expect(late.value / end).toBeGreaterThan(1.2)
  })

  it('is wider for a small part, in its own size', () => {
    const large = forecastEnd(yardstick, whole, soFar, 14)!
    const small = forecastEnd(yardstick, part, Math.round(soFar / 100), 14)!
    expect((small.high - small.low) / small.value).toBeGreaterThan((large.high - large.low) / large.value)
    expect(small.low).toBeGreaterThanOrEqual(Math.round(soFar / 100))
  })

  it('never lies below the actual and never falls when more was sold', () => {
    const point = fc.double({ min: 0, max: 30, noNaN: true })
    fc.assert(
      fc.property(fc.nat({ max: 9_000 }), fc.nat({ max: 500 }), point, fc.boolean(), (actual, more, elapsed, small) => {
        const months = small ? part : whole
        const less = forecastEnd(yardstick, months, actual, elapsed)!
        const then = forecastEnd(yardstick, months, actual + more, elapsed)!
        expect(less.low).toBeGreaterThanOrEqual(actual)
        expect(less.value).toBeGreaterThanOrEqual(actual)
        expect(less.low).toBeLessThanOrEqual(less.high)
        expect(then.value).toBeGreaterThanOrEqual(less.value + more - 1e-6)
      }),
      { seed: 11 },
    )
  })

  it('is a number for every history, of net counts too', () => {
    const units = fc.array(fc.integer({ min: -3, max: 6 }), { minLength: 0, maxLength: 760 })
    fc.assert(
      fc.property(
        units,
        fc.integer({ min: -5, max: 90 }),
        fc.integer({ min: 0, max: 29 }),
        fc.boolean(),
        (sold, actual, elapsed, long) => {
          const known = { from: addDays('2026-11-01', -sold.length), units: sold }
          const span = long ? { start: '2026-01-01', end: '2027-01-01' } : unit
          const passed = elapsed + (long ? 304 : 0)
          const measured = openYardstick(known, span, addDays('2026-11-01', elapsed), festival)
          for (const months of [
            measured.months,
            new Map([...measured.months].map(([month, n]) => [month, Math.floor(n / 3)])),
          ]) {
            const forecast = forecastEnd(measured, months, actual, passed)
            if (!forecast) continue
            expect(Object.values(forecast).every(Number.isFinite)).toBe(true)
            expect(forecast.low).toBeGreaterThanOrEqual(actual)
            expect(forecast.high).toBeGreaterThanOrEqual(forecast.low)
          }
        },
      ),
      { seed: 5, numRuns: 300 },
    )
  })

  it('without a history of its own goes on as it does', () => {
    const fresh = forecastEnd(yardstick, new Map(), 28, 14)!
    expect(fresh.value).toBeCloseTo((28 * end) / soFar, 0)
    expect(forecastEnd(yardstick, new Map(), 0, 14)).toBeNull()
    const none = openYardstick({ from: '2026-11-01', units: [] }, unit, '2026-11-15', festival)
    expect(forecastEnd(none, new Map(), 28, 14)!.value).toBeCloseTo(60, 9)
  })

  it('shows nothing of what came after the moment', () => {
    const later = history('2024-10-01', '2026-12-31', (day) => shaped(50)(day) * (day >= '2026-11-01' ? 9 : 1))
    const again = openYardstick(later, unit, '2026-11-15', festival)
    expect(forecastEnd(again, whole, soFar, 14)).toEqual(forecastEnd(yardstick, whole, soFar, 14))
  })
})
