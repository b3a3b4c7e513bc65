import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { median, wilson } from '#domain/interval.ts'

describe('the Wilson interval', () => {
  it.each([
    [5, 10, 0.2366, 0.7634],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [96, 2_590, 0.0305, 0.045],
  ])('%d of %d', (hits, tries, low, high) => {
    const interval = wilson(hits, tries)!
    expect(interval.low).toBeCloseTo(low, 3)
    expect(interval.high).toBeCloseTo(high, 3)
  })

  it('holds the rate, stays between none and all, and narrows with more tries', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (tries, share) => {
        const hits = Math.round(tries * share)
        const { low, high } = wilson(hits, tries)!
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(low - 1e-12).toBeLessThanOrEqual(hits / tries)
        expect(high + 1e-12).toBeGreaterThanOrEqual(hits / tries)
        const more = wilson(hits * 4, tries * 4)!
        expect(more.high - more.low).toBeLessThan(high - low)
      }),
      { seed: 2 },
    )
  })

  it('is none where the two are no rate', () => {
    for (const [hits, tries] of [[1, 0], [3, 2], [-1, 5], [0, -1]] as const) expect(wilson(hits, tries)).toBeNull() // prettier-ignore
  })
})

describe('the median', () => {
  it('is the middle, or the mean of the two in the middle', () => {
    expect(median([])).toBeNull()
    expect(median([3])).toBe(3)
    expect(median([9, 1, 5])).toBe(5)
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })
})
