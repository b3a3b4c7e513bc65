import { cuboids, decided, segmentOf, type Cuboid, type Lattice, type Segment } from './lattice.ts'
import { shrunken, type Step } from './expectation.ts'
import { chanceOf, varianceOf } from './variance.ts'

/** A segment in which a step of the funnel yields another count than its own history lets expect. */
export interface Shift {
  segment: Segment
  step: string
  /** Units of the step: what was expected of the actual count of the stage before, and what came. */
  expected: number
  actual: number
  /** Squared deviations of noise, halved, less the price of the choice among segments and steps. */
  evidence: number
}

export interface LocateOptions {
  /** Relative drift of whole segments that needs no cause. */
  drift?: number
  leastEvidence?: number
  /** Most shifts that are told. */
  most?: number
}

/** Price of a choice among `n` segments and steps, in units of ln n, and of each dimension that a segment names. */
const CHOICE_PRICE = 2
const DIMENSION_PRICE = 2
const LEAST_EVIDENCE = 8
const BENIGN_DRIFT = 0.02
const MOST_SHIFTS = 12
/** Segments that expect less tell nothing. */
const LEAST_EXPECTED = 1

/**
 * Names where and at which step counts differ from what history lets expect, both ways, surest first.
 *
 * Every step is held against the *actual* count of the stage before, so leads that never came do not show as a bad
 * close rate further down. Each turn takes the segment and step with the most evidence, lets its expectation be what
 * came, and looks again: what only echoes a cause disappears with it.
 */
export function locateShifts(lattice: Lattice, steps: readonly Step[], options: LocateOptions = {}): Shift[] {
  const { drift = BENIGN_DRIFT, leastEvidence = LEAST_EVIDENCE, most = MOST_SHIFTS } = options
  const decides = decided(lattice)
  const finest = lattice.dims.map((_, d) => d).filter((d) => !decides.some((row) => row[d]))
  const expected = steps.map((step) => shrunken(lattice, finest, step))
  const chance = steps.map((step, s) => chanceOf(step, expected[s]!))
  const variance = steps.map((step, s) => varianceOf(step, expected[s]!, chance[s]!))
  const all = cuboids(lattice)
  const found: Shift[] = []
  while (found.length < most) {
    const best = surest(all, { steps, expected, chance, variance }, drift)
    if (!best || best.evidence < leastEvidence) break
    const { cuboid, key, step, evidence } = best
    found.push({
      segment: segmentOf(lattice, cuboid, key),
      step: steps[step]!.name,
      expected: best.expected,
      actual: best.actual,
      evidence,
    })
    const factor = best.actual / best.expected
    for (let leaf = 0; leaf < lattice.n; leaf++) {
      if (cuboid.keys[leaf] !== key) continue
      expected[step]![leaf]! *= factor
      chance[step]![leaf]! *= factor
      variance[step]![leaf]! *= factor
    }
  }
  return found
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array]

/** By step and leaf. */
interface Outlook {
  steps: readonly Step[]
  expected: readonly Float64Array[]
  chance: readonly Float64Array[]
  variance: readonly Float64Array[]
}

interface Candidate {
  cuboid: Cuboid
  key: number
  step: number
  expected: number
  actual: number
  evidence: number
}

function surest(
  all: readonly Cuboid[],
  { steps, expected, chance, variance }: Outlook,
  drift: number,
): Candidate | null {
  let best: Candidate | null = null
  for (const cuboid of all) {
    const { keys, size, dims, possible } = cuboid
    const price = CHOICE_PRICE * Math.log(possible * steps.length) + DIMENSION_PRICE * dims.length
    for (let step = 0; step < steps.length; step++) {
      const [should, is, noise, swing] = [0, 0, 0, 0].map(() => new Float64Array(size)) as Four
      const { actual } = steps[step]!
      for (let leaf = 0; leaf < keys.length; leaf++) {
        const key = keys[leaf]!
        should[key]! += expected[step]![leaf]!
        is[key]! += actual[leaf]!
        noise[key]! += variance[step]![leaf]!
        swing[key]! += chance[step]![leaf]!
      }
      for (let key = 0; key < size; key++) {
        const e = should[key]!
        if (e < LEAST_EXPECTED) continue
        const miss = e - is[key]!
        const evidence = (miss * miss) / (2 * (noise[key]! + (drift * swing[key]!) ** 2)) - price
        if (!best || evidence > best.evidence) best = { cuboid, key, step, expected: e, actual: is[key]!, evidence }
      }
    }
  }
  return best
}
