import { describe, expect, it } from 'vitest'
import { chances, quotient } from '#domain/diagnosis/chance.ts'
import { latticeOf } from '#domain/diagnosis/lattice.ts'

const DEALERS = 20
const CHANNELS = ['c0', 'c1', 'c2', 'c3']
const ROWS = Array.from({ length: DEALERS }, (_, dealer) => CHANNELS.map((channel) => [`D${dealer}`, channel])).flat()
const LATTICE = latticeOf(['dealer_id', 'channel'], ROWS)
const counts = (of: (channel: string) => number): Float64Array => Float64Array.from(ROWS, (row) => of(row[1]!))

/** Variance of what is expected of `channel`, whose past tries were `tries` at each dealer; all others had 5. */
function varianceOf(channel: string, tries: number, { hits = 5, isPart = false } = {}): number {
  const before = { baseline: counts((one) => (one === channel ? tries : 5)), actual: counts(() => 5) }
  const baseline = counts((one) => (one === channel ? hits : 5))
  const held = { baseline, before, expected: counts(() => 5), moved: 1, periods: 1, isPart }
  const variance = chances(LATTICE, 0, [1], held)
  return variance.reduce((sum, one, leaf) => (ROWS[leaf]![1] === channel ? sum + one : sum), 0)
}

describe('chance', () => {
  it('is larger for a channel whose rate comes from a few orders of the past', () => {
    const expected = 5 * DEALERS
    const usual = varianceOf('c3', 5)
    const thin = varianceOf('c3', 1)
    expect(thin).toBeGreaterThan(1.5 * usual)
    // Cars paid this month do not need this month's orders: the few orders alone are a draw of so much.
    expect(thin).toBeGreaterThan(expected ** 2 / (1 * DEALERS + 1))
  })

  it('leaves the other channels and the sum of all as they are without a thin one', () => {
    expect(varianceOf('c2', 5)).toBeCloseTo(varianceOf('c3', 5), 9)
  })

  it('takes for known what has no past at all: it is held against what all others do', () => {
    expect(varianceOf('c3', 0, { hits: 0, isPart: true })).toBeLessThan(3 * varianceOf('c3', 5, { isPart: true }))
  })

  it('is that of two draws for what has no stage before', () => {
    const held = { baseline: counts(() => 5), before: null, expected: counts(() => 6), moved: 1.2, periods: 1, isPart: false } // prettier-ignore
    expect(chances(LATTICE, 0, [1], held)[0]).toBeCloseTo(6 * 2.2, 9)
    expect(chances(LATTICE, 0, [1], { ...held, periods: 3 })[0]).toBeCloseTo(6 * 1.4, 9)
  })

  it('asks how much came of how much, and says one where either is nothing', () => {
    expect(quotient(Float64Array.of(1, 2), Float64Array.of(4, 8))).toBe(0.25)
    expect(quotient(Float64Array.of(), Float64Array.of(4))).toBe(1)
  })
})
