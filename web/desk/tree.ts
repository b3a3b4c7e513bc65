import { MEASURES } from '#domain/measures.ts'
import { gapTo, statusOf, type Gap, type LampRule, type Status } from '#domain/pace.ts'
import type { Row, ViewResult } from '#domain/view.ts'
import { roundTogether } from '#domain/round.ts'
import type { Pace } from '../wall/scene.ts'
import { LEVELS } from '../wall/state.ts'
import { additive, figureOf, type Column } from './columns.ts'
import { nodeId } from './state.ts'

/** One place of the tree with its figures. */
export interface TreeNode {
  id: string
  path: readonly string[]
  /** A key that no reference row knows: it has no members of its own. */
  unknown: boolean
  figures: Omit<Row, 'key'>
  /** Completion, gap and lamp against the target of the retail measure; `null` without a target. */
  goal: Goal | null
}

export interface Goal {
  actual: number
  target: number
  completion: number
  /** Completion at the same share of the comparison, as if it had had this target. */
  previous: number | null
  lastYear: number | null
  /** `null` while there is no pace. */
  gap: Gap | null
  /** Gap in whole units, rounded so that the members of one parent add up. */
  units: number | null
  status: Status
}

/** A line of the table as it is drawn. */
export type Line =
  | { kind: 'node'; node: TreeNode; depth: number; open: boolean; openable: boolean; size: number; position: number }
  | {
      kind: 'rest'
      id: string
      depth: number
      open: boolean
      nodes: TreeNode[]
      figures: Omit<Row, 'key'>
      goal: Goal | null
    }
  | { kind: 'waiting'; id: string; depth: number }
  | { kind: 'failed'; id: string; depth: number; message: string }

export interface Sort {
  column: string
  dir: 'asc' | 'desc'
}

/** What completion is held against. */
type Yard = Pick<Pace, 'share' | 'rule'>

/** Reads completion and gap of figures against the shared pace. */
export function goalOf(figures: Omit<Row, 'key'>, retail: string, pace: Yard | null): Goal | null {
  const target = figures.target_full?.[retail] ?? 0
  if (target <= 0) return null
  const actual = figureOf(figures.current, retail) ?? 0
  const gap = pace === null ? null : gapTo(pace.share, actual, target)
  const share = (range: 'previous' | 'last_year') => {
    const value = figureOf(figures[range], retail)
    return value === null ? null : value / target
  }
  return {
    actual,
    target,
    completion: actual / target,
    previous: share('previous'),
    lastYear: share('last_year'),
    gap,
    units: gap && Math.round(gap.units),
    status: statusOf(gap, target, pace?.rule),
  }
}

/** The members of a node from its answer, gaps rounded so that they add up to the rounded sum. */
export function membersOf(
  result: ViewResult,
  path: readonly string[],
  dimension: string,
  retail: string,
  pace: Yard | null,
): TreeNode[] {
  const nodes = result.rows.map(({ key, ...figures }): TreeNode => {
    const code = key[dimension] ?? null
    const own = [...path, code ?? '']
    return { id: nodeId(own), path: own, unknown: code === null, figures, goal: goalOf(figures, retail, pace) }
  })
  const rated = nodes.filter(({ goal }) => goal?.gap)
  const whole = roundTogether(rated.map(({ goal }) => goal!.gap!.units))
  rated.forEach(({ goal }, i) => (goal!.units = whole[i]!))
  return nodes
}

/** What a node is sorted by; `null` stands last, whichever way the order runs. */
export function rankOf({ figures, goal }: Pick<TreeNode, 'figures' | 'goal'>, column: Column): number | null {
  if (column.kind === 'completion') return goal?.completion ?? null
  if (column.kind === 'gap') return goal?.gap?.units ?? null
  if (column.kind === 'target') return goal?.target ?? null
  return figureOf(figures.current, column.measure)
}

export function sortNodes(nodes: readonly TreeNode[], column: Column, dir: Sort['dir']): TreeNode[] {
  const sign = dir === 'asc' ? 1 : -1
  return [...nodes].sort((a, b) => {
    if (a.unknown !== b.unknown) return a.unknown ? 1 : -1
    const [x, y] = [rankOf(a, column), rankOf(b, column)]
    if (x !== y) {
      if (x === null || y === null) return x === null ? 1 : -1
      return (x - y) * sign
    }
    return a.id < b.id ? -1 : 1
  })
}

/** Members that stand below an open node before the others join in one row. */
const SHOWN = 6

export const restId = (id: string): string => `${id}~*`

interface Layout {
  root: TreeNode
  /** Members by the id of their parent; absent while they are asked for. */
  branches: ReadonlyMap<string, { nodes: TreeNode[] } | { failure: string } | null>
  open: ReadonlySet<string>
  sort: Sort
  column: Column
  rule: LampRule
  /** Which nodes a search leaves; `null` leaves all. */
  matches: ((node: TreeNode) => boolean) | null
}

/** The lines of the table, top down: open nodes with their members, the worst first, the others as one row. */
export function linesOf(layout: Layout): Line[] {
  const lines: Line[] = []
  const below = (node: TreeNode, depth: number): void => {
    const branch = layout.branches.get(node.id)
    if (!branch) {
      lines.push({ kind: 'waiting', id: `${node.id}~…`, depth })
      return
    }
    if ('failure' in branch) {
      lines.push({ kind: 'failed', id: `${node.id}~!`, depth, message: branch.failure })
      return
    }
    const sorted = sortNodes(branch.nodes, layout.column, layout.sort.dir)
    const { matches } = layout
    const kept = matches ? sorted.filter(matches) : sorted
    const whole = matches !== null || kept.length <= SHOWN + 2 || node.path.length < 2
    const shown = whole ? kept : kept.slice(0, SHOWN - 1)
    const rest = whole ? [] : kept.slice(SHOWN - 1)
    shown.forEach((child, i) => enter(child, depth, kept.length, i + 1))
    if (rest.length === 0) return
    const id = restId(node.id)
    const open = layout.open.has(id)
    const figures = joinFigures(rest)
    lines.push({ kind: 'rest', id, depth, open, nodes: rest, figures, goal: joinGoals(rest, layout.rule) })
    if (open) rest.forEach((child, i) => enter(child, depth + 1, rest.length, i + 1))
  }
  const enter = (node: TreeNode, depth: number, size: number, position: number): void => {
    const openable = node.path.length < LEVELS.length && !node.unknown
    const open = openable && layout.open.has(node.id)
    lines.push({ kind: 'node', node, depth, open, openable, size, position })
    if (open) below(node, depth + 1)
  }
  enter(layout.root, 0, 1, 1)
  return lines
}

type Range = 'current' | 'previous' | 'last_year'

/** Counts of several nodes added up, and the rates made of them anew; what cannot be added is left out. */
function joinFigures(nodes: readonly TreeNode[]): Omit<Row, 'key'> {
  const names = Object.keys(nodes[0]?.figures.current ?? {}).flatMap((name) => MEASURES.get(name) ?? [])
  const range = (of: Range): Row['current'] => {
    const sums: Row['current'] = {}
    for (const { name, unit } of names)
      if (unit === 'count') sums[name] = nodes.reduce((sum, { figures }) => sum + (figureOf(figures[of], name) ?? 0), 0)
    for (const { name, per, terms } of names) {
      const above = per && figureOf(sums, additive(terms)?.name ?? '')
      const below = per && figureOf(sums, additive(per)?.name ?? '')
      if (per) sums[name] = typeof above === 'number' && below ? above / below : null
    }
    return sums
  }
  return { current: range('current'), previous: range('previous'), last_year: range('last_year') }
}

function joinGoals(nodes: readonly TreeNode[], rule: LampRule): Goal | null {
  const goals = nodes.flatMap(({ goal }) => goal ?? [])
  const target = goals.reduce((sum, goal) => sum + goal.target, 0)
  if (target < rule.least_target) return null
  const sum = (of: (goal: Goal) => number | null) => goals.reduce((total, goal) => total + (of(goal) ?? 0), 0)
  const actual = sum(({ actual: own }) => own)
  const rated = goals.every(({ gap }) => gap !== null)
  const units = sum(({ gap }) => gap?.units ?? 0)
  const gap = rated ? { units, share: units / target } : null
  return {
    actual,
    target,
    completion: actual / target,
    previous: sum((goal) => (goal.previous ?? 0) * goal.target) / target,
    lastYear: sum((goal) => (goal.lastYear ?? 0) * goal.target) / target,
    gap,
    units: rated ? sum(({ units: own }) => own) : null,
    status: statusOf(gap, target, rule),
  }
}
