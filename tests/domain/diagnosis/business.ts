import type { Leaves, Sign } from '#domain/diagnosis/leaves.ts'

/** Mulberry32: the same numbers for the same seed. */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export function poisson(rate: number, next: () => number): number {
  let chance = Math.exp(-rate)
  let sum = chance
  const u = next()
  let count = 0
  while (sum < u && count < 500) sum += chance *= rate / ++count
  return count
}

export const DIMS = ['region', 'area', 'dealer_id', 'model', 'channel_1', 'channel']
export const STAGES = ['unique_lead', 'first_visit', 'test_drive', 'order', 'deal', 'delivery']
const RATES = [1, 0.3, 0.6, 0.5, 0.9, 0.95]

/** Six regions of four areas of four dealers; four models; three channels of two parts each. */
export const ROWS = Array.from({ length: 6 * 4 * 4 * 4 * 6 }, (_, leaf) => {
  const dealer = Math.floor(leaf / 24)
  const channel = leaf % 6
  return [`R${Math.floor(dealer / 16)}`, `A${Math.floor(dealer / 4)}`, `D${dealer}`, `M${Math.floor(leaf / 6) % 4}`, `C${channel >> 1}`, `c${channel}`] // prettier-ignore
})

type Factor = (value: (dim: string) => string, stage: string) => number

/** A quiet business and one in which `factor` changes stages; both Poisson at every step. */
export function business(seed: number, factor: Factor = () => 1, level = 30): Leaves {
  const next = random(seed)
  const range = (of: Factor): Float64Array[] => {
    const stages = STAGES.map(() => new Float64Array(ROWS.length))
    ROWS.forEach((row, leaf) => {
      let count = level
      STAGES.forEach((stage, s) => {
        count = poisson(count * RATES[s]! * of((dim) => row[DIMS.indexOf(dim)]!, stage), next)
        stages[s]![leaf] = count
      })
    })
    return stages
  }
  return { dims: DIMS, rows: ROWS, stages: STAGES, baseline: range(() => 1), actual: range(factor) }
}

/** What belongs to one region, as its manager sees it. */
export function only(region: string, leaves: Leaves): Leaves {
  const kept = leaves.rows.flatMap((row, leaf) => (row[0] === region ? [leaf] : []))
  const pick = (x: Float64Array) => Float64Array.from(kept, (leaf) => x[leaf]!)
  const pair = ({ hits, tries }: Sign['actual']) => ({ hits: pick(hits), tries: pick(tries) })
  return {
    ...leaves,
    rows: kept.map((leaf) => leaves.rows[leaf]!),
    baseline: leaves.baseline.map(pick),
    actual: leaves.actual.map(pick),
    signs: (leaves.signs ?? []).map((sign) => ({ ...sign, baseline: pair(sign.baseline), actual: pair(sign.actual) })),
  }
}
