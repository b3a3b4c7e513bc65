import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decompose, settledParts } from '#domain/diagnosis/decompose.ts'
import { partsOfGap } from '#tests/oracle/gap.ts'

const sum = (parts: readonly number[]): number => parts.reduce((all, part) => all + part, 0)

/** Stage counts of one cell: each stage a share of the one before, any of them zero. */
const cell = (least: number) =>
  fc
    .record({
      top: fc.integer({ min: 0, max: 50_000 }),
      shares: fc.array(fc.integer({ min: least, max: 100 }), { minLength: 4, maxLength: 4 }),
    })
    .map(({ top, shares }) =>
      shares.reduce((all, share) => [...all, Math.ceil((all.at(-1)! * share) / 100)], [top + least]),
    )
const counts = cell(0)
const RUNS = { seed: 7, numRuns: 300 }
const pair = fc.tuple(counts, counts)

describe('one funnel', () => {
  it.each([
    ['nothing changed', [1000, 120, 60, 20, 12], [1000, 120, 60, 20, 12], [0, 0, 0, 0, 0]],
    ['half the volume', [1000, 120, 60, 20, 10], [500, 60, 30, 10, 5], [-5, 0, 0, 0, 0]],
    ['half of one rate', [1000, 100, 50, 20, 10], [1000, 100, 25, 10, 5], [0, 0, -5, 0, 0]],
    ['a channel that died', [1000, 100, 50, 20, 10], [0, 0, 0, 0, 0], [-10, 0, 0, 0, 0]],
    ['a channel that died at the visit', [1000, 100, 50, 20, 10], [1000, 100, 0, 0, 0], [0, 0, -10, 0, 0]],
    ['a new channel', [0, 0, 0, 0, 0], [800, 90, 40, 15, 9], [9, 0, 0, 0, 0]],
    ['orders that came back', [900, 80, 30, 0, 0], [900, 80, 30, 12, 6], [0, 0, 0, 6, 0]],
    ['nothing at either end', [500, 40, 0, 0, 0], [300, 20, 5, 0, 0], [0, 0, 0, 0, 0]],
  ])('%s', (_, baseline, actual, parts) => {
    expect(decompose(baseline, actual)).toEqual(parts)
  })

  it('shows moves that cancel each other', () => {
    const [volume, rate, ...rest] = decompose([1000, 100, 50, 20, 10], [2000, 100, 50, 20, 10])
    expect(volume).toBeCloseTo(10 * Math.LN2, 9)
    expect(rate).toBeCloseTo(-10 * Math.LN2, 9)
    expect(rest).toEqual([0, 0, 0])
  })

  it('is what the definition says, where any stage of either range may be nobody', () => {
    const any = fc.array(fc.constantFrom(0, 0, 1, 2, 7, 90, 4_000), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(any, any, (was, is) => {
        const parts = partsOfGap(was, is)
        decompose(was, is).forEach((part, step) => expect(Math.abs(part - parts[step]!)).toBeLessThan(1e-5))
      }),
      { ...RUNS, numRuns: 2_000, unbiased: true },
    )
  })

  it('sums to the change', () => {
    fc.assert(
      fc.property(pair, ([was, is]) => {
        expect(sum(decompose(was, is))).toBeCloseTo(is.at(-1)! - was.at(-1)!, 9)
      }),
      RUNS,
    )
  })

  it('says the opposite when the ranges change places', () => {
    fc.assert(
      fc.property(pair, ([was, is]) => {
        const there = decompose(was, is)
        decompose(is, was).forEach((part, step) => expect(part).toBeCloseTo(-there[step]!, 6))
      }),
      RUNS,
    )
  })

  it('gives two steps together what each had before they were one', () => {
    fc.assert(
      // A stage that nobody reached would hide which of the two steps broke.
      fc.property(cell(1), cell(1), (was, is) => {
        const parts = decompose(was, is)
        const merged = decompose([0, 1, 3, 4].map((s) => was[s]!), [0, 1, 3, 4].map((s) => is[s]!)) // prettier-ignore
        expect(merged[2]).toBeCloseTo(parts[2]! + parts[3]!, 6)
      }),
      RUNS,
    )
  })
})

describe('a cell of few units', () => {
  it('sums to the change and turns round with the ranges', () => {
    fc.assert(
      fc.property(pair, ([was, is]) => {
        const there = settledParts(was, is)
        expect(sum(there)).toBeCloseTo(is.at(-1)! - was.at(-1)!, 9)
        settledParts(is, was).forEach((part, step) => expect(part).toBeCloseTo(-there[step]!, 6))
      }),
      RUNS,
    )
  })

  it('is told as any other where there are many', () => {
    const [was, is] = [[90_000, 9_000, 4_000, 2_000, 1_500], [80_000, 8_500, 4_100, 1_700, 1_300]] // prettier-ignore
    const plain = decompose(was, is)
    settledParts(was, is).forEach((part, step) => expect(part).toBeCloseTo(plain[step]!, 0))
  })

  it.each([
    ['a channel that died', [1000, 100, 50, 20, 10], [0, 0, 0, 0, 0], [-10, 0, 0, 0, 0]],
    ['a channel that died at the visit', [1000, 100, 50, 20, 10], [1000, 100, 0, 0, 0], [0, 0, -10, 0, 0]],
    ['advisors, who have no leads', [0, 0, 0, 6, 6], [0, 0, 0, 4, 4], [0, 0, 0, -2, 0]],
  ])('%s', (_, was, is, parts) => {
    settledParts(was, is).forEach((part, step) => expect(part).toBeCloseTo(parts[step]!, 9))
  })

  it('does not put upon the last step what one car less may be owed to any', () => {
    // The only order did not come again, and neither did half of the visitors.
    const [, , visit, order] = settledParts([40, 8, 4, 1], [40, 8, 2, 0])
    expect(visit).toBeLessThan(-0.2)
    expect(order).toBeGreaterThan(-0.8)
  })
})
