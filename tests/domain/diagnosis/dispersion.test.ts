import { describe, expect, it } from 'vitest'
import { dispersion } from '#domain/diagnosis/dispersion.ts'
import { latticeOf } from '#domain/diagnosis/lattice.ts'
import { poisson, random } from './business.ts'

/** Eight regions of three areas of five dealers, each of which expects forty. */
const ROWS = Array.from({ length: 120 }, (_, dealer) => [`R${Math.floor(dealer / 15)}`, `A${Math.floor(dealer / 5)}`, `D${dealer}`]) // prettier-ignore
const LATTICE = latticeOf(['region', 'area', 'dealer_id'], ROWS)
const EXPECTED = Float64Array.from(ROWS, () => 40)

/** How wild the dealers are on average over forty worlds whose dealers move by `factor`, beside chance. */
function wildness(factor: (region: number, area: number, next: () => number) => number, within = false): number {
  const next = random(5)
  let sum = 0
  for (let turn = 0; turn < 40; turn++) {
    const actual = Float64Array.from(ROWS, (_, dealer) =>
      poisson(40 * factor(Math.floor(dealer / 15), Math.floor(dealer / 5), next), next),
    )
    sum += dispersion({ lattice: LATTICE, levels: [0, 1, 2] }, { expected: EXPECTED, actual, variance: EXPECTED }, within) // prettier-ignore
  }
  return sum / 40
}

describe('how much wilder than chance places are', () => {
  it('is one where there is nothing but chance', () => {
    expect(wildness(() => 1)).toBeGreaterThan(0.85)
    expect(wildness(() => 1)).toBeLessThan(1.15)
    expect(wildness(() => 1, true)).toBeLessThan(1.15)
  })

  it('does not grow by an incident that takes one region', () => {
    expect(wildness((region) => (region === 3 ? 0.4 : 1))).toBeLessThan(1.15)
  })

  it('is more where all go their own ways', () => {
    expect(wildness((_, __, next) => 0.5 + next())).toBeGreaterThan(2.5)
  })

  it('within areas does not grow by what takes areas whole', () => {
    const whole = (_: number, area: number): number => (area % 4 === 0 ? 0.4 : 1)
    expect(wildness(whole, true)).toBeLessThan(1.15)
    expect(wildness(whole)).toBeGreaterThan(1.3)
  })
})
