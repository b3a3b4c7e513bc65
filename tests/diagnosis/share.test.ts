import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cause } from '#domain/diagnosis/answer.ts'
import { shareOf, type StepCounts } from '#server/diagnosis/share.ts'

/** Deliveries of a model: 200 of 220 orders before, 120 of 240 now, where 216 were to be expected; −96 cars of it are worth −90. */
const whole: StepCounts = { before: { was: 220, is: 240 }, step: { was: 200, is: 120 } }
const cause: Cause = {
  segment: { model: 'E' }, stage: 'delivery', of: 'rate', units: -90, low: -110, high: -70, expected: 216, actual: 120,
  rate: { before: 200 / 220, now: 0.5, of: 240 }, evidence: 50, small: false, view: {},
} // prettier-ignore

describe('the share of a cause', () => {
  it('is told of a part that lost as the whole did, in its own units and with a wider interval', () => {
    const share = shareOf(cause, whole, { before: { was: 22, is: 24 }, step: { was: 20, is: 12 } })!
    expect(share).toMatchObject({ segment: { model: 'E' }, actual: 12, evidence: 50, small: true })
    expect(share.expected).toBeCloseTo(21.6, 9)
    expect(share.units).toBeCloseTo(-9, 9)
    expect(share.high - share.units).toBeCloseTo(20 * Math.sqrt(0.1), 9)
    expect(share.rate).toEqual({ before: 20 / 22, now: 0.5, of: 24 })
  })

  it('expects of a part what its own orders now let expect', () => {
    const share = shareOf(cause, whole, { before: { was: 22, is: 36 }, step: { was: 20, is: 18 } })!
    // 36 × 20 / 22 cars of the 240 × 200 / 220 that the whole's let expect, and those were taken for 216.
    expect(share.expected).toBeCloseTo(32.4, 9)
    expect(share.units).toBeCloseTo((-14.4 * 90) / 96, 9)
  })

  it.each([
    ['did not lose', cause, { before: { was: 22, is: 24 }, step: { was: 20, is: 22 } }],
    ['lost hardly anything', cause, { before: { was: 22, is: 24 }, step: { was: 20, is: 19 } }],
    ['expected nothing', cause, { before: { was: 0, is: 4 }, step: { was: 0, is: 2 } }],
    ['is of a doubtful cause', { ...cause, evidence: 2 }, { before: { was: 22, is: 24 }, step: { was: 20, is: 12 } }],
    ['is of a mix', { ...cause, of: 'mix' }, { before: { was: 22, is: 24 }, step: { was: 20, is: 12 } }],
    ['is of what a process figure alone shows', { ...cause, actual: 220 }, { before: { was: 22, is: 24 }, step: { was: 20, is: 12 } }],
  ] as [string, Cause, StepCounts][])('is none where the part %s', (_, of, part) => {
    expect(shareOf(of, whole, part)).toBeNull()
  }) // prettier-ignore

  it('of a volume sums over all parts to the whole', () => {
    const part = fc.record({ was: fc.integer({ min: 5, max: 500 }), kept: fc.double({ min: 0.5, max: 0.6, noNaN: true }) }) // prettier-ignore
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 9 }), (drawn) => {
        const parts = drawn.map(({ was, kept }): StepCounts => ({ before: null, step: { was, is: Math.round(was * kept) } })) // prettier-ignore
        const sum = (of: 'was' | 'is') => parts.reduce((all, { step }) => all + step[of], 0)
        const all: StepCounts = { before: null, step: { was: sum('was'), is: sum('is') } }
        // All places together grew by a tenth meanwhile.
        const expected = 1.1 * sum('was')
        const volume: Cause = { ...cause, of: 'volume', rate: null, expected, actual: sum('is'), units: (sum('is') - expected) / 10 } // prettier-ignore
        const shares = parts.map((one) => shareOf(volume, all, one)!)
        expect(shares.reduce((units, share) => units + share.units, 0)).toBeCloseTo(volume.units, 9)
        expect(shares.every(({ rate }) => rate === null)).toBe(true)
      }),
      { seed: 20_261_123 },
    )
  })
})
