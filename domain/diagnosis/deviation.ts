import { cuboids, segmentOf, type Cuboid, type Lattice, type Segment } from './lattice.ts'

/** A segment whose leaves all deviate alike. */
export interface Deviation {
  segment: Segment
  leaves: number
  /** Mean relative deviation `2 (expected − actual) / (expected + actual)`: from −2 (new) to 2 (gone). */
  deviation: number
  /** Log likelihood ratio against noise, less the price of the choice among segments. */
  evidence: number
}

/** A deviation as large as this share of the noise is none, however many leaves have it. */
const LEAST_SHIFT = 0.6
/** Share of leaves that may lie anywhere without being a cause. */
const STRAY = 0.001
/** Price of a choice among `n` segments, in units of ln n, and of each dimension that a segment names. */
const CHOICE_PRICE = 1.5
const DIMENSION_PRICE = 1
const LEAST_EVIDENCE = 12
/** A single leaf is a cause of its own beyond this many deviations of noise, unless many leaves lie that far out. */
const SINGLE_LEAF = 6
const MOST_SINGLE_LEAVES = 10
const MOST_CAUSES = 30
/** No forecast is better than this. */
const LEAST_NOISE = 0.002

/**
 * Names the smallest set of segments that explains why leaves differ from what was expected, for measures whose leaves
 * are not counts: amounts, or ratios of amounts. Leaves are compared by relative deviation, so small ones say as much
 * as large ones.
 *
 * Each step takes the segment whose leaves are likelier to have a common deviation of their own than to be noise, over
 * all cuboids, and sets it aside. Noise is what the middle of the leaves shows.
 */
export function locateDeviations(lattice: Lattice, actual: Float64Array, expected: Float64Array): Deviation[] {
  const { n } = lattice
  const x = new Float64Array(n)
  const live = new Uint8Array(n)
  for (let leaf = 0; leaf < n; leaf++) {
    const sum = actual[leaf]! + expected[leaf]!
    if (!(sum > 0)) continue
    live[leaf] = 1
    x[leaf] = (2 * (expected[leaf]! - actual[leaf]!)) / sum
  }
  const noise = noiseOf(x.filter((_, leaf) => live[leaf]))
  const all = cuboids(lattice)
  const found: Deviation[] = []
  while (found.length < MOST_CAUSES) {
    const best = likeliest(all, x, live, noise)
    if (!best || best.evidence < LEAST_EVIDENCE) break
    const { cuboid, key, leaves, deviation, evidence } = best
    found.push({ segment: segmentOf(lattice, cuboid, key), leaves, deviation, evidence })
    for (let leaf = 0; leaf < n; leaf++) if (cuboid.keys[leaf] === key) live[leaf] = 0
  }
  return [...found, ...singleLeaves(lattice, x, live, noise)]
}

interface Noise {
  centre: number
  spread: number
}

function noiseOf(x: Float64Array): Noise {
  const centre = median(x)
  return { centre, spread: Math.max(1.4826 * median(x.map((value) => Math.abs(value - centre))), LEAST_NOISE) }
}

function median(x: Float64Array): number {
  return x.length === 0 ? 0 : x.slice().sort()[x.length >> 1]!
}

interface Candidate {
  cuboid: Cuboid
  key: number
  leaves: number
  deviation: number
  evidence: number
}

function likeliest(all: readonly Cuboid[], x: Float64Array, live: Uint8Array, noise: Noise): Candidate | null {
  const { centre, spread } = noise
  const n = x.length
  const asNoise = x.map((value) => {
    const z = (value - centre) / spread
    return Math.log(((1 - STRAY) * Math.exp((-z * z) / 2)) / (spread * Math.sqrt(2 * Math.PI)) + STRAY / 4)
  })
  let best: Candidate | null = null
  for (const cuboid of all) {
    const { keys, size, dims, possible } = cuboid
    const count = new Float64Array(size)
    const sum = new Float64Array(size)
    const squares = new Float64Array(size)
    const log = new Float64Array(size)
    for (let leaf = 0; leaf < n; leaf++) {
      if (!live[leaf]) continue
      const key = keys[leaf]!
      const value = x[leaf]!
      count[key]! += 1
      sum[key]! += value
      squares[key]! += value * value
      log[key]! += asNoise[leaf]!
    }
    const price = CHOICE_PRICE * Math.log(possible) + DIMENSION_PRICE * dims.length
    for (let key = 0; key < size; key++) {
      const leaves = count[key]!
      if (leaves === 0) continue
      const deviation = sum[key]! / leaves
      const shift = Math.abs(deviation - centre)
      if (shift < LEAST_SHIFT * spread || shift < (2 * spread) / Math.sqrt(leaves)) continue
      const variance = squares[key]! / leaves - deviation * deviation
      // Few leaves that happen to agree prove no small spread: the noise's own counts as two leaves more.
      const own = Math.max((variance * leaves + 2 * spread * spread) / (leaves + 2), LEAST_NOISE * LEAST_NOISE)
      const asCause = -(leaves / 2) * (Math.log(2 * Math.PI * own) + variance / own)
      const evidence = asCause - log[key]! - price
      if (!best || evidence > best.evidence) best = { cuboid, key, leaves, deviation, evidence }
    }
  }
  return best
}

/** Leaves so far out that noise does not reach them. Where there are many, the noise has long tails and none is told. */
function singleLeaves(lattice: Lattice, x: Float64Array, live: Uint8Array, { centre, spread }: Noise): Deviation[] {
  const far: number[] = []
  for (let leaf = 0; leaf < x.length; leaf++)
    if (live[leaf] && Math.abs(x[leaf]! - centre) > SINGLE_LEAF * spread) far.push(leaf)
  if (far.length > MOST_SINGLE_LEAVES) return []
  return far.map((leaf) => ({
    segment: Object.fromEntries(lattice.dims.map((name, d) => [name, lattice.values[d]![lattice.codes[d]![leaf]!]!])),
    leaves: 1,
    deviation: x[leaf]!,
    evidence: ((x[leaf]! - centre) / spread) ** 2 / 2,
  }))
}
