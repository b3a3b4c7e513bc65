import { describe, expect, it } from 'vitest'
import { shrunkenRates } from '#domain/diagnosis/expectation.ts'
import { latticeOf } from '#domain/diagnosis/lattice.ts'

const DEALERS = 12
const CHANNELS = 4
const ROWS = Array.from({ length: DEALERS * CHANNELS }, (_, i) => [`D${i % DEALERS}`, `C${Math.floor(i / DEALERS)}`])
const LATTICE = latticeOf(['dealer_id', 'channel'], ROWS)
const column = (of: (dealer: number, channel: number) => number) =>
  Float64Array.from(ROWS, (_, i) => of(i % DEALERS, Math.floor(i / DEALERS)))
const leafOf = (dealer: number, channel: number): number => channel * DEALERS + dealer

describe('a leaf’s rate', () => {
  it('is that of its dealer times that of its channel, where dealers have channels in very different shares', () => {
    const truth = column((dealer, channel) => 0.2 * (dealer < 6 ? 0.5 : 1.5) * [0.6, 0.9, 1.2, 1.5][channel]!)
    // The weak dealers live of the good channels.
    const tries = column((dealer, channel) => (dealer < 6 === channel > 1 ? 3_000 : 1_000))
    const hits = tries.map((n, leaf) => n * truth[leaf]!)
    // A leaf of its own that nobody has tried says what its dealer and channel do.
    for (const [dealer, channel] of [[0, 0], [7, 3]] as const) {
      const without = (x: Float64Array) => x.map((n, leaf) => (leaf === leafOf(dealer, channel) ? 0 : n))
      const rates = shrunkenRates(LATTICE, [0, 1], without(hits), without(tries))
      const own = truth[leafOf(dealer, channel)]!
      expect(Math.abs(rates[leafOf(dealer, channel)]! / own - 1)).toBeLessThan(0.005)
    }
  }) // prettier-ignore

  it('is its own where it has many units, and its dealer’s and channel’s where it has a few', () => {
    const of = (tries: number) => {
      const all = column((dealer, channel) => (dealer + channel === 0 ? tries : 200))
      const hits = all.map((n, leaf) => n * (leaf === 0 ? 0.6 : 0.3))
      return shrunkenRates(LATTICE, [0, 1], hits, all)[0]!
    }
    expect(of(1_000)).toBeGreaterThan(0.59)
    expect(of(2)).toBeLessThan(0.4)
    expect(of(2)).toBeGreaterThan(0.3)
  })

  it('is never higher than it may be, and one that nobody knows is that of all', () => {
    const tries = column(() => 50)
    expect([...shrunkenRates(LATTICE, [0, 1], tries, tries, { highest: 0.9 })]).toEqual(ROWS.map(() => 0.9))
    const rates = shrunkenRates(LATTICE, [0, 1], tries.map((n, leaf) => (leaf % DEALERS === 3 ? 0 : n / 4)), tries.map((n, leaf) => (leaf % DEALERS === 3 ? 0 : n))) // prettier-ignore
    expect(rates[leafOf(3, 1)]).toBeCloseTo(0.25, 9)
  })
})
