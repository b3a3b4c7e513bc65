import { describe, expect, it } from 'vitest'
import { decompose } from '#domain/diagnosis/decompose.ts'

/**
 * Worked out with 60 decimal digits by an independent program (additive LMDI-I on the counts of traffic, leads, visits,
 * orders, deals; a rate without a stage before takes the other range's), rounded to doubles.
 */
// prettier-ignore
const VECTORS: [string, number[], number[], number[]][] = [
  ['opposite moves cancel', [1000, 100, 50, 20, 10], [2000, 100, 50, 20, 10], [6.931471805599453, -6.931471805599453, 0, 0, 0]],
  ['reborn at orders', [900, 80, 30, 0, 0], [900, 80, 30, 12, 6], [0, 0, 0, 6, 0]],
  ['tiny counts', [3, 1, 1, 1, 1], [7, 2, 1, 1, 1], [0.8472978603872036, -0.1541506798272583, -0.6931471805599453, 0, 0]],
  ['huge counts', [1e9, 1e8, 5e7, 2e7, 1e7], [1000000001, 100000007, 49999997, 20000011, 9999987], [0.009999993494998595, 0.6899995270049198, -1.299999148499823, 6.099994540500668, -18.499994912500764]],
  ['nearly equal ends', [1e6, 1e5, 50000, 20000, 10000], [1000001, 1e5, 50000, 20000, 10000], [0.009999995000003334, -0.009999995000003334, 0, 0, 0]],
  ['a fall at every rate', [40872, 16741, 11749, 11313, 10683], [34786, 1901, 1722, 954, 795], [-613.6271900572121, -7666.04947275305, 971.2636251102058, -2103.7620706235994, -475.8248916763442]],
  ['a rise from little', [16371, 10633, 850, 161, 29], [24415, 15371, 14229, 4040, 1560], [153.55013739876372, -11.973242158967984, 940.9566482188512, 155.51263507448326, 292.9538214668698]],
  ['a rate of its own', [16839, 750, 367, 207, 5], [36033, 27449, 12000, 6167, 4740], [525.518828697019, 1961.3755847933141, -77.86145834396771, -64.27986086363957, 2390.246905717274]],
]

describe('reference vectors', () => {
  it.each(VECTORS)('%s', (_, baseline, actual, parts) => {
    const found = decompose(baseline, actual)
    const size = Math.max(baseline.at(-1)!, actual.at(-1)!)
    found.forEach((part, step) => expect(Math.abs(part - parts[step]!)).toBeLessThan(1e-9 * size + 1e-9))
    expect(found.reduce((sum, part) => sum + part, 0)).toBeCloseTo(actual.at(-1)! - baseline.at(-1)!, 9)
  })
})
