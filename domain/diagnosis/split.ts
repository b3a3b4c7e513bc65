import type { SplitNode, StepPart } from './answer.ts'
import { total } from './column.ts'
import { decompose, settledParts } from './decompose.ts'
import { cuboidOf, type Lattice } from './lattice.ts'
import type { Leaves } from './leaves.ts'

/** Parts of one gap: of the whole by step, and of the nodes. */
interface GapSplit {
  due: number
  actual: number
  gap: number
  steps: StepPart[]
  nodes: SplitNode[]
}

/** Nine of ten draws of a normal distribution lie within so many deviations. */
const NINETY = 1.645

/**
 * Splits the gap of the last stage over the steps, exactly: parts are worked out in the cells of one fixed grain and
 * only ever added up, so each node's are the sum of its children's and all of them the gap. What the totals of the
 * whole seem to say beyond that is `mix`. Nodes finer than the grain share their cell's parts: each has those of its
 * own counts, and what chance adds to them in such small numbers is taken back by its share of the units.
 *
 * Against `due` the compared funnel is scaled until it ends there, at every leaf alike: its rates stay, and the volume
 * that the target asks for beyond the comparison's falls to the first step. A comparison that ends in nothing cannot
 * be scaled and is taken as it is.
 */
export function splitGap(
  leaves: Leaves,
  lattice: Lattice,
  grain: readonly string[],
  by: string,
  due: number | null,
): GapSplit {
  const end = total(leaves.baseline.at(-1)!)
  const scale = due !== null && end > 0 ? due / end : 1
  const zeros = (): number[] => leaves.stages.map(() => 0)
  const [within, gained, lost] = [zeros(), zeros(), zeros()]
  const nodes = new Map<string, SplitNode>()
  const at = lattice.dims.indexOf(by)
  const nodeOf = (leaf: number): SplitNode => {
    const value = at < 0 ? '' : leaves.rows[leaf]![at]!
    let node = nodes.get(value)
    if (!node) nodes.set(value, (node = { key: { [by]: value }, gap: 0, steps: zeros() }))
    return node
  }
  for (const { whole, parts } of cellsOf(leaves, lattice, grain, by, scale)) {
    const found = settledParts(whole.baseline, whole.actual)
    found.forEach((part, step) => {
      within[step]! += part
      if (part > 0) gained[step]! += part
      else lost[step]! += part
    })
    shares(found, whole, parts).forEach((own, i) => {
      const { leaf, baseline, actual } = parts[i]!
      const node = nodeOf(leaf)
      node.gap += actual.at(-1)! - baseline.at(-1)!
      own.forEach((part, step) => (node.steps[step]! += part))
    })
  }
  const was = leaves.baseline.map((counts) => total(counts) * scale)
  const is = leaves.actual.map(total)
  const whole = decompose(was, is)
  const noise = deviations(was, is, scale)
  return {
    due: was.at(-1)!,
    actual: is.at(-1)!,
    gap: is.at(-1)! - was.at(-1)!,
    steps: leaves.stages.map((stage, step): StepPart => {
      const units = whole[step]!
      const margin = NINETY * noise[step]!
      return {
        stage,
        of: step === 0 ? 'volume' : 'rate',
        units,
        mix: units - within[step]!,
        gained: gained[step]!,
        lost: lost[step]!,
        low: units - margin,
        high: units + margin,
        baseline: { count: was[step]!, rate: rateOf(was, step) },
        actual: { count: is[step]!, rate: rateOf(is, step) },
      }
    }),
    nodes: [...nodes.values()].sort((a, b) => a.gap - b.gap || (Object.values(a.key)[0]! < Object.values(b.key)[0]! ? -1 : 1)), // prettier-ignore
  }
}

interface Cell {
  /** Any of its leaves. */
  leaf: number
  baseline: number[]
  actual: number[]
}

/** A cell's parts among the nodes that it lies in; they sum to it step by step, and each to its own gap. */
function shares(found: readonly number[], whole: Cell, parts: readonly Cell[]): number[][] {
  if (parts.length === 1) return [[...found]]
  const own = parts.map(({ baseline, actual }) => settledParts(baseline, actual))
  const units = ({ baseline, actual }: Cell): number => baseline.at(-1)! + actual.at(-1)!
  const all = units(whole)
  if (all === 0) return own
  const left = found.map((part, step) => part - own.reduce((sum, steps) => sum + steps[step]!, 0))
  return own.map((steps, i) => steps.map((part, step) => part + left[step]! * (units(parts[i]!) / all)))
}

/** The cells of the grain, and what of each lies in each node. */
function cellsOf(
  leaves: Leaves,
  lattice: Lattice,
  grain: readonly string[],
  by: string,
  scale: number,
): { whole: Cell; parts: Cell[] }[] {
  const zeros = (): number[] => leaves.stages.map(() => 0)
  const keysOf = (names: readonly string[]): Int32Array => {
    const dims = [...new Set(names)].map((name) => lattice.dims.indexOf(name)).filter((d) => d >= 0)
    return dims.length ? cuboidOf(lattice, dims).keys : new Int32Array(lattice.n)
  }
  const [coarse, fine] = [keysOf(grain), keysOf([...grain, by])]
  const cells: { whole: Cell; parts: Cell[] }[] = []
  const parts: Cell[] = []
  for (let leaf = 0; leaf < lattice.n; leaf++) {
    const cell = (cells[coarse[leaf]!] ??= { whole: { leaf, baseline: zeros(), actual: zeros() }, parts: [] })
    let part = parts[fine[leaf]!]
    if (!part) cell.parts.push((part = parts[fine[leaf]!] = { leaf, baseline: zeros(), actual: zeros() }))
    for (let step = 0; step < leaves.stages.length; step++) {
      const was = leaves.baseline[step]![leaf]! * scale
      const is = leaves.actual[step]![leaf]!
      cell.whole.baseline[step]! += was
      cell.whole.actual[step]! += is
      part.baseline[step]! += was
      part.actual[step]! += is
    }
  }
  return cells
}

/**
 * Standard deviation of each step's units, if the same business were repeated: a volume is a Poisson count, a rate is
 * binomial up to one and Poisson beyond, on both sides; each unit is worth what its stage led to in both ranges.
 * `share`: variance of a baseline count as a share of itself.
 */
function deviations(was: readonly number[], is: readonly number[], share: number): number[] {
  const end = (was.at(-1)! + is.at(-1)!) / 2
  return was.map((then, step) => {
    const now = is[step]!
    const worth = end / ((then + now) / 2 || 1)
    if (step === 0) return worth * Math.sqrt(now + then * share)
    const [entriesThen, entries] = [was[step - 1]!, is[step - 1]!]
    if (!(entriesThen > 0 && entries > 0)) return worth * Math.sqrt(now + then * share)
    const weight = entries / entriesThen
    return worth * Math.sqrt(entries * spread(now / entries) + weight * weight * entriesThen * share * spread(then / entriesThen)) // prettier-ignore
  })
}

/** Variance of one try. */
const spread = (rate: number): number => (rate <= 1 ? rate * (1 - rate) : rate)

const rateOf = (counts: readonly number[], step: number): number | null =>
  step > 0 && counts[step - 1]! > 0 ? counts[step]! / counts[step - 1]! : null
