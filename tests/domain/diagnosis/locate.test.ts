import { describe, expect, it } from 'vitest'
import { locateShifts } from '#domain/diagnosis/counts.ts'
import { locateDeviations } from '#domain/diagnosis/deviation.ts'
import type { Step } from '#domain/diagnosis/expectation.ts'
import { cuboids, decided, latticeOf, type Lattice, type Segment } from '#domain/diagnosis/lattice.ts'
import { worth } from '#domain/diagnosis/worth.ts'

/** Mulberry32: the same world for the same seed. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const normal = (next: () => number): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
const binomial = (n: number, p: number, next: () => number): number => {
  const raw = Math.round(n * p + Math.sqrt(n * p * (1 - p)) * normal(next))
  return Math.min(n, Math.max(0, raw))
}

const dims = ['region', 'dealer', 'model', 'channel']
const rows = Array.from({ length: 4 * 5 * 4 * 4 }, (_, leaf) => {
  const dealer = Math.floor(leaf / 16)
  return [`R${Math.floor(dealer / 5)}`, `D${dealer}`, `M${Math.floor(leaf / 4) % 4}`, `C${leaf % 4}`]
})
const inSegment = (segment: Segment) => (row: readonly string[]) =>
  Object.entries(segment).every(([name, value]) => row[dims.indexOf(name)] === value)

interface Cause {
  segment: Segment
  step: string
  drop: number
}
const STAGES = ['lead', 'visit', 'order', 'deal']
const RATES = [1, 0.4, 0.3, 0.8]

/** A quiet history of eight ranges, and a present in which only the causes differ. */
function world(seed: number, causes: readonly Cause[]): { lattice: Lattice; steps: Step[] } {
  const next = random(seed)
  const volumes = rows.map(() => 150 + Math.floor(next() * 300))
  const run = (drop: (row: readonly string[], step: string) => number): Float64Array[] => {
    const stages = STAGES.map(() => new Float64Array(rows.length))
    rows.forEach((row, leaf) => {
      let count = volumes[leaf]!
      STAGES.forEach((stage, s) => {
        const rate = RATES[s]! * (1 - drop(row, stage))
        count = s === 0 ? Math.max(0, Math.round(count * rate + Math.sqrt(count) * normal(next))) : binomial(count, rate, next)
        stages[s]![leaf] = count
      })
    })
    return stages
  } // prettier-ignore
  const past = Array.from({ length: 8 }, () => run(() => 0))
  const baseline = STAGES.map((_, s) => past[0]![s]!.map((_, leaf) => past.reduce((all, one) => all + one[s]![leaf]!, 0) / 8)) // prettier-ignore
  const actual = run((row, step) => causes.find((cause) => cause.step === step && inSegment(cause.segment)(row))?.drop ?? 0) // prettier-ignore
  const steps = STAGES.map((name, s): Step => ({
    name,
    baseline: baseline[s]!,
    actual: actual[s]!,
    ...(s > 0 && { before: { baseline: baseline[s - 1]!, actual: actual[s - 1]! } }),
  }))
  return { lattice: latticeOf(dims, rows), steps }
}

const told = (found: ReturnType<typeof locateShifts>) => found.map(({ segment, step }) => ({ segment, step }))

describe('the lattice', () => {
  it('knows that a dealer decides its region and does not cut by both', () => {
    const lattice = latticeOf(dims, rows)
    expect(decided(lattice)[1]).toEqual([true, false, false, false])
    const sets = cuboids(lattice).map((cuboid) => cuboid.dims.map((d) => dims[d]!).join())
    expect(sets).toContain('dealer,model')
    expect(sets).not.toContain('region,dealer')
    expect(sets).toHaveLength(11)
  })
})

describe('counts', () => {
  const cases: [string, Cause[]][] = [
    ['a region that gets fewer leads', [{ segment: { region: 'R1' }, step: 'lead', drop: 0.3 }]],
    ['a dealer that loses visits', [{ segment: { dealer: 'D7' }, step: 'visit', drop: 0.5 }]],
    ['a model that closes worse', [{ segment: { model: 'M2' }, step: 'order', drop: 0.3 }]],
    [
      'two causes at two steps',
      [
        { segment: { channel: 'C3' }, step: 'lead', drop: 0.3 },
        { segment: { region: 'R2', model: 'M0' }, step: 'visit', drop: 0.4 },
      ],
    ],
  ]
  it.each(cases)('names %s', (_, causes) => {
    for (const seed of [1, 2, 3]) {
      const { lattice, steps } = world(seed, causes)
      const found = told(locateShifts(lattice, steps))
      expect(found).toHaveLength(causes.length)
      for (const { segment, step } of causes) expect(found).toContainEqual({ segment, step })
    }
  })

  it('is silent where nothing happened', () => {
    for (let seed = 10; seed < 30; seed++) {
      const { lattice, steps } = world(seed, [])
      expect(locateShifts(lattice, steps)).toEqual([])
    }
  })

  it('does not depend on what values are called or in which order leaves come', () => {
    const { lattice, steps } = world(5, [{ segment: { region: 'R1', channel: 'C2' }, step: 'visit', drop: 0.4 }])
    const order = rows.map((_, leaf) => leaf).reverse()
    const turned = latticeOf(dims, order.map((leaf) => rows[leaf]!.map((value) => `x${value}`))) // prettier-ignore
    const pick = (x: Float64Array) => Float64Array.from(order, (leaf) => x[leaf]!)
    const same = steps.map((step) => ({
      ...step,
      baseline: pick(step.baseline),
      actual: pick(step.actual),
      ...(step.before && { before: { baseline: pick(step.before.baseline), actual: pick(step.before.actual) } }),
    }))
    const renamed = told(locateShifts(lattice, steps)).map(({ segment, step }) => ({
      segment: Object.fromEntries(Object.entries(segment).map(([name, value]) => [name, `x${value}`])),
      step,
    }))
    expect(told(locateShifts(turned, same))).toEqual(renamed)
  })

  it('prices a shift in units of the last stage', () => {
    const { lattice, steps } = world(6, [{ segment: { region: 'R0' }, step: 'visit', drop: 0.5 }])
    const [shift] = locateShifts(lattice, steps)
    const deals = rows.reduce((all, row, leaf) => all + (row[0] === 'R0' ? steps[3]!.baseline[leaf]! : 0), 0)
    expect(worth(lattice, steps, shift!) / deals).toBeCloseTo(0.5, 1)
  })
})

describe('amounts', () => {
  const amounts = (seed: number, causes: { segment: Segment; drop: number }[]) => {
    const next = random(seed)
    const expected = Float64Array.from(rows, () => Math.exp(3 + normal(next)))
    const actual = expected.map((value, leaf) => {
      const drop = causes.find(({ segment }) => inSegment(segment)(rows[leaf]!))?.drop ?? 0
      return value * (1 - drop) * (1 + 0.05 * normal(next))
    })
    return locateDeviations(latticeOf(dims, rows), actual, expected).map(({ segment }) => segment)
  }

  it('names segments and single leaves that deviate, and nothing else', () => {
    const leaf = { region: 'R3', dealer: 'D16', model: 'M1', channel: 'C1' }
    for (const seed of [1, 2, 3, 4]) {
      expect(amounts(seed, [])).toEqual([])
      expect(amounts(seed, [{ segment: { model: 'M3' }, drop: 0.4 }])).toEqual([{ model: 'M3' }])
      const both = amounts(seed, [{ segment: { region: 'R0', channel: 'C0' }, drop: 0.5 }, { segment: leaf, drop: 0.8 }]) // prettier-ignore
      expect(both).toHaveLength(2)
      expect(both).toEqual(expect.arrayContaining([{ region: 'R0', channel: 'C0' }, leaf]))
    }
  })
})
