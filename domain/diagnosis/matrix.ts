import type { StageSide } from './answer.ts'
import { total } from './column.ts'
import { GEO, grainOf } from './grain.ts'
import { latticeOf } from './lattice.ts'
import type { Leaves } from './leaves.ts'
import { splitGap } from './split.ts'

/** One step of the funnel in a part of the whole, in units of the last stage. */
export interface MatrixPart {
  units: number
  /** Nine of ten repetitions of the same business would fall between the two. */
  low: number
  high: number
  /** The stage in both ranges; against a target the compared one as it is scaled. */
  baseline: StageSide
  actual: StageSide
}

/** One step of a gap by two dimensions; the parts of rows, columns and cells each sum to `total` less `mix`. */
export interface StepMatrix {
  stage: string
  of: 'volume' | 'rate'
  /** Most units lost first; `''` stands for what carries no value. */
  rows: ({ value: string } & MatrixPart)[]
  columns: ({ value: string } & MatrixPart)[]
  cells: ({ row: string; column: string } & MatrixPart)[]
  /** The step of the diagnosis. */
  total: MatrixPart
  /** What of it is a shift of weights between the cells, in no single one of them. */
  mix: number
}

/** Nine of ten draws of a normal distribution lie within so many deviations. */
const NINETY = 1.645

/** Under this name stands a leaf's row and column together; no dimension is called so. */
const CELL = 'row and column'

/** Shows one step of the gap of leaves by two of their dimensions; the parts are those of the diagnosis. */
export function matrixOf(
  leaves: Leaves,
  stage: string,
  dims: readonly [row: string, column: string],
  due: number | null,
): StepMatrix {
  const step = leaves.stages.indexOf(stage)
  const [row, column] = dims.map((name) => leaves.dims.indexOf(name)) as [number, number]
  const keys = leaves.rows.map((values) => JSON.stringify([values[row], values[column]]))
  const crossed = {
    ...leaves,
    dims: [...leaves.dims, CELL],
    rows: leaves.rows.map((values, i) => [...values, keys[i]!]),
  }
  const lattice = latticeOf(crossed.dims, crossed.rows)
  const split = splitGap(crossed, lattice, grainOf(lattice, GEO), CELL, due)
  const parts = new Map(split.nodes.map(({ key, steps }) => [key[CELL]!, steps[step]!]))
  const end = total(leaves.baseline.at(-1)!)
  const scale = end > 0 ? split.due / end : 1

  const tallies = [new Map<string, Tally>(), new Map<string, Tally>(), new Map<string, Tally>()] as const
  const stages = leaves.stages.length
  const listed = (by: ReadonlyMap<string, Tally>) =>
    [...by].map(([value, tally]) => ({ value, ...tally.part(step, scale) })).sort((a, b) => a.units - b.units || (a.value < b.value ? -1 : 1)) // prettier-ignore
  keys.forEach((key, leaf) => {
    const cell = tallyOf(tallies[2], key, stages)
    for (const tally of [tallyOf(tallies[0], leaves.rows[leaf]![row]!, stages), tallyOf(tallies[1], leaves.rows[leaf]![column]!, stages), cell]) tally.take(leaves, leaf, scale) // prettier-ignore
  })
  for (const [key, units] of parts) {
    const [r, c] = JSON.parse(key) as [string, string]
    for (const tally of [tallies[0].get(r)!, tallies[1].get(c)!, tallies[2].get(key)!]) tally.units += units
  }
  const { units, low, high, mix, baseline, actual } = split.steps[step]!
  return {
    stage,
    of: step === 0 ? 'volume' : 'rate',
    rows: listed(tallies[0]),
    columns: listed(tallies[1]),
    cells: listed(tallies[2]).map(({ value, ...part }) => {
      const [r, c] = JSON.parse(value) as [string, string]
      return { row: r, column: c, ...part }
    }),
    total: { units, low, high, baseline, actual },
    mix,
  }
}

/** Counts of all stages and what a step did in a part of the whole. */
class Tally {
  readonly baseline: number[]
  readonly actual: number[]
  units = 0

  constructor(stages: number) {
    this.baseline = new Array<number>(stages).fill(0)
    this.actual = new Array<number>(stages).fill(0)
  }

  take({ baseline, actual }: Leaves, leaf: number, scale: number): void {
    for (let i = 0; i < this.baseline.length; i++) {
      this.baseline[i]! += baseline[i]![leaf]! * scale
      this.actual[i]! += actual[i]![leaf]!
    }
  }

  /** `share`: variance of a baseline count as a share of itself. */
  part(step: number, share: number): MatrixPart {
    const margin = NINETY * this.#deviation(step, share)
    const { units } = this
    return {
      units,
      low: units - margin,
      high: units + margin,
      baseline: sideOf(this.baseline, step),
      actual: sideOf(this.actual, step),
    }
  }

  /** A volume is a Poisson count, a rate binomial up to one; each unit is worth what its stage led to in both ranges. */
  #deviation(step: number, share: number): number {
    const [then, now] = [this.baseline[step]!, this.actual[step]!]
    const worth = (this.baseline.at(-1)! + this.actual.at(-1)!) / (then + now || 1)
    const [entriesThen, entries] = [this.baseline[step - 1] ?? 0, this.actual[step - 1] ?? 0]
    if (!(entriesThen > 0 && entries > 0)) return worth * Math.sqrt(now + then * share)
    const weight = entries / entriesThen
    return worth * Math.sqrt(entries * spread(now / entries) + weight * weight * entriesThen * share * spread(then / entriesThen)) // prettier-ignore
  }
}

function tallyOf(by: Map<string, Tally>, key: string, stages: number): Tally {
  let tally = by.get(key)
  if (!tally) by.set(key, (tally = new Tally(stages)))
  return tally
}

/** Variance of one try. */
const spread = (rate: number): number => (rate <= 1 ? rate * (1 - rate) : rate)
const sideOf = (counts: readonly number[], step: number): StageSide => ({
  count: counts[step]!,
  rate: step > 0 && counts[step - 1]! > 0 ? counts[step]! / counts[step - 1]! : null,
})
