import type { Leaves } from '#domain/diagnosis/leaves.ts'
import { partsOfGap } from './gap.ts'

/** A cell's own average is laid under both ranges, as much of it as ends in so many units. */
const UNDER = 3

/**
 * A cell's parts by the definition of the index. Its average is laid under both ranges first; stages that nobody reached
 * in either range are none.
 */
export function partsOfCell(before: readonly number[], after: readonly number[]): number[] {
  const mean = before.map((count, i) => (count + after[i]!) / 2)
  const parts = mean.map(() => 0)
  if (mean.at(-1) === 0) return parts
  const held = [...mean.keys()].filter((i) => mean[i]! > 0)
  const laid = (counts: readonly number[]) => held.map((i) => counts[i]! + (UNDER * mean[i]!) / mean.at(-1)!)
  partsOfGap(laid(before), laid(after)).forEach((part, i) => (parts[held[i]!] = part))
  return parts
}

interface Parts {
  /** By the value of `by`, then step: they sum to those of the cells. */
  nodes: Map<string, number[]>
  /** By step: what cells gained, and what they lost. */
  gained: number[]
  lost: number[]
}

/**
 * Parts cell by cell of `grain`, the compared counts times `scale`. Of a cell in several nodes each has the parts of its
 * own counts, and of what these leave of the cell's as much as it has of its units at the end.
 */
export function partsOfCells(leaves: Leaves, grain: readonly string[], by: string, scale: number): Parts {
  const steps = [...leaves.stages.keys()]
  const value = (leaf: number, name: string): string => leaves.rows[leaf]![leaves.dims.indexOf(name)]!
  const grouped = (of: readonly number[], key: (leaf: number) => string): [string, number[]][] => {
    const groups = new Map<string, number[]>()
    for (const leaf of of) groups.set(key(leaf), [...(groups.get(key(leaf)) ?? []), leaf])
    return [...groups]
  }
  const was = (of: readonly number[]) => steps.map((s) => of.reduce((sum, leaf) => sum + leaves.baseline[s]![leaf]! * scale, 0)) // prettier-ignore
  const is = (of: readonly number[]) => steps.map((s) => of.reduce((sum, leaf) => sum + leaves.actual[s]![leaf]!, 0))
  const units = (of: readonly number[]): number => was(of).at(-1)! + is(of).at(-1)!
  const nodes = new Map<string, number[]>()
  const [gained, lost] = [steps.map(() => 0), steps.map(() => 0)]
  const all = [...leaves.rows.keys()]
  for (const [, cell] of grouped(all, (leaf) => JSON.stringify(grain.map((name) => value(leaf, name))))) {
    const whole = partsOfCell(was(cell), is(cell))
    whole.forEach((part, s) => (part > 0 ? (gained[s]! += part) : (lost[s]! += part)))
    const inside = grouped(cell, (leaf) => value(leaf, by))
    const own = inside.map(([, part]) => partsOfCell(was(part), is(part)))
    inside.forEach(([name, part], i) => {
      const share = units(cell) > 0 ? units(part) / units(cell) : 0
      const node = nodes.get(name) ?? steps.map(() => 0)
      nodes.set(name, node)
      for (const s of steps)
        node[s]! += own[i]![s]! + share * (whole[s]! - own.reduce((sum, parts) => sum + parts[s]!, 0))
    })
  }
  return { nodes, gained, lost }
}
