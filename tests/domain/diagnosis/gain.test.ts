import { describe, expect, it } from 'vitest'
import { gainOf, levelOf } from '#domain/diagnosis/gain.ts'
import { random } from './business.ts'

describe('a gain', () => {
  it('is what the outcome has more of, at what a unit of the step leads to', () => {
    expect(gainOf({ before: 400, count: 80, outcome: 20 }, 0.3, null).units).toBeCloseTo(10, 9)
    expect(gainOf({ before: null, count: 400, outcome: 20 }, 500, null).units).toBeCloseTo(5, 9)
    // What nobody came to yet is worth what it was before.
    expect(gainOf({ before: 400, count: 0, outcome: 0 }, 0.1, 0.5).units).toBeCloseTo(20, 9)
    expect(gainOf({ before: 400, count: 0, outcome: 0 }, 0.1, null)).toEqual({ units: 0, low: 0, high: 0 })
    expect(gainOf({ before: 0, count: 0, outcome: 0 }, 0.1, 0.5)).toEqual({ units: 0, low: 0, high: 0 })
    expect([levelOf({ before: 0, count: 0 }), levelOf({ before: null, count: 7 })]).toEqual([null, 7])
  })

  it('lies between low and high nine times of ten', () => {
    const next = random(3)
    const binomial = (n: number, p: number) => Array.from({ length: n }, () => Number(next() < p)).reduce((a, b) => a + b, 0) // prettier-ignore
    for (const to of [0.25, 0.8]) {
      const { low, high } = gainOf({ before: 400, count: 80, outcome: 40 }, to, null)
      let held = 0
      for (let turn = 0; turn < 1_000; turn++) {
        // As many come of the entries as chance has it, and of those as many as the 80 seen so far let believe.
        const worth = binomial(80, 0.5) / 80
        const gained = (to * 400 - 80) * worth + (binomial(400, to) - to * 400) * 0.5
        if (low <= gained && gained <= high) held++
      }
      expect(Math.abs(held / 1_000 - 0.9)).toBeLessThan(0.03)
    }
  })
})
