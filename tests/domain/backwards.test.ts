import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backwards, stepsTo, type Step } from '#domain/targets/backwards.ts'

const funnel = (...units: number[]): Step[] =>
  units.map((count, i) => ({ stage: ['lead', 'visit', 'order'][i]!, units: count }))

describe('a gap turned backwards', () => {
  it('is so many more leads a day, or so much more of a rate', () => {
    // 20 days brought 4000 leads, 400 visits, 100 orders; 10 days are left; 20 orders are short.
    const { alternatives, days_left, short } = backwards(20, funnel(4_000, 400, 100), { elapsed: 20, days: 30 })!
    expect({ days_left, short }).toEqual({ days_left: 10, short: 20 })
    expect(alternatives).toEqual([
      { of: 'volume', stage: 'lead', now: 200, more: 80, to: 280, refused: null },
      { of: 'rate', stage: 'visit', from: 'lead', now: 0.1, more: 0.04, to: 0.14, refused: null },
      { of: 'rate', stage: 'order', from: 'visit', now: 0.25, more: 0.1, to: 0.35, refused: null },
    ])
  })

  it('says so where an answer would be silly', () => {
    const { alternatives } = backwards(200, funnel(4_000, 400, 380), { elapsed: 20, days: 21.5 })!
    expect(alternatives.map(({ refused }) => refused)).toEqual(['more_than_double', null, 'over_100'])
    expect(
      backwards(5, funnel(4_000, 0, 0), { elapsed: 20, days: 30 })!.alternatives.map(({ refused }) => refused),
    ).toEqual(['no_rate', 'no_rate', 'no_rate'])
  })

  it('is nothing without a gap, a funnel or days', () => {
    expect(backwards(0, funnel(10, 5), { elapsed: 3, days: 30 })).toBeNull()
    expect(backwards(5, funnel(10), { elapsed: 3, days: 30 })).toBeNull()
    expect(backwards(5, funnel(10, 5), { elapsed: 30, days: 30 })).toBeNull()
    expect(backwards(5, funnel(10, 5), { elapsed: 0, days: 30 })).toBeNull()
  })

  it('brings exactly what is short, whichever is chosen', () => {
    const counts = fc.tuple(
      fc.integer({ min: 500, max: 90_000 }),
      fc.integer({ min: 20, max: 499 }),
      fc.integer({ min: 1, max: 19 }),
    )
    fc.assert(
      fc.property(
        counts,
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        fc.double({ min: 1, max: 29, noNaN: true }),
        (units, short, elapsed) => {
          const { alternatives } = backwards(short, funnel(...units), { elapsed, days: 30 })!
          const left = 30 - elapsed
          const rates = [units[1] / units[0], units[2] / units[1]] as const
          const rest = (leads: number, visits: number, orders: number) => leads * left * visits * orders
          const plain = rest(units[0] / elapsed, ...rates)
          const [lead, visit, order] = alternatives
          expect(rest(lead!.to!, ...rates) - plain).toBeCloseTo(short, 6)
          expect(rest(units[0] / elapsed, visit!.to!, rates[1]) - plain).toBeCloseTo(short, 6)
          expect(rest(units[0] / elapsed, rates[0], order!.to!) - plain).toBeCloseTo(short, 6)
          expect(visit!.refused).toBe(visit!.to! > 1 ? 'over_100' : null)
        },
      ),
      { seed: 3 },
    )
  })

  it('follows the funnel up to what is counted', () => {
    expect(stepsTo('delivery')).toEqual(['unique_lead', 'first_visit', 'test_drive', 'net_order', 'deal', 'delivery'])
    expect(stepsTo('order')).toEqual(['unique_lead', 'first_visit', 'test_drive', 'order'])
    expect(stepsTo('invoice')).toEqual(['unique_lead', 'first_visit', 'test_drive', 'net_order', 'invoice'])
    expect(stepsTo('contact')).toEqual([])
  })
})
