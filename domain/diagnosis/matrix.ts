import type { StageSide } from './answer.ts'
import { decompose, settledParts } from './decompose.ts'
import { GEO, grainOf } from './grain.ts'
import { cuboidOf, latticeOf, type Lattice } from './lattice.ts'
import type { Leaves } from './leaves.ts'

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

/** Shows one step of the gap of leaves by two of their dimensions, worked out in the same grain as the diagnosis. */
export function matrixOf(
  leaves: Leaves,
  stage: string,
  dims: readonly [row: string, column: string],
  due: number | null,
): StepMatrix {
  const lattice = latticeOf(leaves.dims, leaves.rows)
  const step = leaves.stages.indexOf(stage)
  const end = sum(leaves.baseline.at(-1)!)
  const scale = due !== null && end > 0 ? due / end : 1
  const [row, column] = dims.map((name) => lattice.dims.indexOf(name)) as [number, number]
  const whole = new Tally(leaves.stages.length)
  const tallies = [new Map<string, Tally>(), new Map<string, Tally>(), new Map<string, Tally>()] as const
  const cells = leaves.rows.length > 0 ? cellsOf(leaves, lattice, dims, scale) : []
  for (const { leaf, baseline, actual } of cells) {
    const part = settledParts(baseline, actual)[step]!
    const [r, c] = [leaves.rows[leaf]![row]!, leaves.rows[leaf]![column]!]
    const keys = [r, c, JSON.stringify([r, c])]
    for (const tally of [whole, ...tallies.map((by, i) => tallyOf(by, keys[i]!, leaves.stages.length))])
      tally.take(part, baseline, actual)
  }
  const told = (tally: Tally, units = tally.units): MatrixPart => tally.part(step, units, scale / (leaves.periods ?? 1))
  const units = decompose(whole.baseline, whole.actual)[step]!
  const listed = (by: ReadonlyMap<string, Tally>) =>
    [...by].map(([value, tally]) => ({ value, ...told(tally) })).sort((a, b) => a.units - b.units || (a.value < b.value ? -1 : 1)) // prettier-ignore
  return {
    stage,
    of: step === 0 ? 'volume' : 'rate',
    rows: listed(tallies[0]),
    columns: listed(tallies[1]),
    cells: listed(tallies[2]).map(({ value, ...part }) => {
      const [r, c] = JSON.parse(value) as [string, string]
      return { row: r, column: c, ...part }
    }),
    total: told(whole, units),
    mix: units - whole.units,
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

  take(units: number, baseline: readonly number[], actual: readonly number[]): void {
    this.units += units
    for (let i = 0; i < baseline.length; i++) {
      this.baseline[i]! += baseline[i]!
      this.actual[i]! += actual[i]!
    }
  }

  /** `share`: variance of a baseline count as a share of itself. */
  part(step: number, units: number, share: number): MatrixPart {
    const margin = NINETY * this.#deviation(step, share)
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

interface Cell {
  /** Any of its leaves. */
  leaf: number
  baseline: number[]
  actual: number[]
}

function cellsOf(leaves: Leaves, lattice: Lattice, dims: readonly string[], scale: number): Cell[] {
  const grain = [...new Set([...grainOf(lattice, GEO), ...dims])].map((name) => lattice.dims.indexOf(name))
  const { keys, size } = cuboidOf(lattice, grain)
  const zeros = (): number[] => leaves.stages.map(() => 0)
  const cells = Array.from({ length: size }, (): Cell => ({ leaf: 0, baseline: zeros(), actual: zeros() }))
  for (let leaf = 0; leaf < lattice.n; leaf++) {
    const cell = cells[keys[leaf]!]!
    cell.leaf = leaf
    for (let step = 0; step < leaves.stages.length; step++) {
      cell.baseline[step]! += leaves.baseline[step]![leaf]! * scale
      cell.actual[step]! += leaves.actual[step]![leaf]!
    }
  }
  return cells
}

/** Variance of one try. */
const spread = (rate: number): number => (rate <= 1 ? rate * (1 - rate) : rate)
const sum = (counts: Float64Array): number => counts.reduce((all, count) => all + count, 0)
const sideOf = (counts: readonly number[], step: number): StageSide => ({
  count: counts[step]!,
  rate: step > 0 && counts[step - 1]! > 0 ? counts[step]! / counts[step - 1]! : null,
})
