import { describe, expect, it } from 'vitest'
import type { Row, ViewResult } from '#domain/view.ts'
import { columnsOf } from '#web/desk/columns.ts'
import { nodeId } from '#web/desk/state.ts'
import { LAMP_RULE } from '#domain/pace.ts'
import { goalOf, linesOf, membersOf, restId, sortNodes, type TreeNode } from '#web/desk/tree.ts'

const row = (dealer_id: string | null, delivery: number, target: number, extra: object = {}): Row => ({
  key: { dealer_id },
  current: { delivery, unique_lead: 100, first_visit: 20, unique_lead_first_visit_rate: 0.2, ...extra },
  previous: { delivery: delivery + 1, unique_lead: 100, first_visit: 25, unique_lead_first_visit_rate: 0.25 },
  last_year: null,
  ...(target > 0 && { target_full: { delivery: target } }),
})
const YARD = { share: 0.5, rule: LAMP_RULE }
const PATH = ['华东', '苏南']
const answer = (rows: Row[]): ViewResult => ({ rows }) as ViewResult
const members = (rows: Row[]) => membersOf(answer(rows), PATH, 'dealer_id', 'delivery', YARD)
const root: TreeNode = { id: nodeId(PATH), path: PATH, unknown: false, figures: { current: {} }, goal: null }
const layout = (nodes: TreeNode[] | null, open: string[] = []) =>
  linesOf({
    root,
    branches: new Map([[root.id, nodes && { nodes }]]),
    open: new Set([root.id, ...open]),
    sort: { column: 'gap', dir: 'asc' },
    column: columnsOf(['gap'], 'delivery')[0]!,
    rule: LAMP_RULE,
    matches: null,
  })
const stores = (count: number) =>
  Array.from({ length: count }, (_none, i) => row(`D${String(i).padStart(2, '0')}`, i, 30))

describe('members', () => {
  it('have gaps in whole units that add up to the rounded sum', () => {
    const nodes = members([row('A', 3, 13), row('B', 5, 13), row('C', 8, 13)])
    const units = nodes.map(({ goal }) => goal!.units!)
    expect(units.reduce((sum, value) => sum + value, 0)).toBe(-3)
    expect(goalOf({ current: { delivery: 5 } }, 'delivery', YARD)).toBeNull()
  })

  it('know no gap before there is a pace', () => {
    const [node] = membersOf(answer([row('A', 3, 13)]), PATH, 'dealer_id', 'delivery', null)
    expect(node!.goal).toMatchObject({ gap: null, units: null, status: 'unrated', completion: 3 / 13 })
  })

  it('are sorted by a column, without figure and without place last', () => {
    const nodes = members([row(null, 1, 30), row('A', 9, 0), row('B', 4, 30), row('C', 2, 30)])
    const sorted = (dir: 'asc' | 'desc') =>
      sortNodes(nodes, columnsOf(['gap'], 'delivery')[0]!, dir).map(({ path }) => path.at(-1))
    expect(sorted('asc')).toEqual(['C', 'B', 'A', ''])
    expect(sorted('desc')).toEqual(['B', 'C', 'A', ''])
  })
})

describe('lines', () => {
  it('begin with the scope and wait for what is asked', () => {
    expect(layout(null).map(({ kind }) => kind)).toEqual(['node', 'waiting'])
    expect(layout(members(stores(3))).map(({ kind, depth }) => `${kind}${depth}`)).toEqual([
      'node0',
      'node1',
      'node1',
      'node1',
    ])
  })

  it('show the worst stores and join the others in one row that opens', () => {
    const nodes = members(stores(12))
    const lines = layout(nodes)
    expect(lines.map(({ kind }) => kind)).toEqual(['node', ...Array(5).fill('node'), 'rest'])
    const rest = lines.at(-1)!
    if (rest.kind !== 'rest') throw new Error('no row of the others')
    expect(rest.nodes).toHaveLength(7)
    expect(rest.figures.current).toMatchObject({
      delivery: 5 + 6 + 7 + 8 + 9 + 10 + 11,
      unique_lead: 700,
      first_visit: 140,
    })
    expect(rest.figures.current['unique_lead_first_visit_rate']).toBeCloseTo(0.2)
    expect(rest.figures.previous!['unique_lead_first_visit_rate']).toBeCloseTo(0.25)
    const all = lines.flatMap((line) => (line.kind === 'node' && line.depth === 1 ? [line.node.goal!.units!] : []))
    expect(all.reduce((sum, value) => sum + value, 0) + rest.goal!.units!).toBe(
      nodes.reduce((sum, { goal }) => sum + goal!.units!, 0),
    )
    expect(layout(nodes, [restId(root.id)])).toHaveLength(lines.length + 7)
  })

  it('open a member only with its parents, and say why one cannot be read', () => {
    const nodes = members(stores(2))
    const lines = linesOf({
      root,
      branches: new Map([
        [root.id, { nodes }],
        [nodes[0]!.id, { failure: 'no' }],
      ]),
      open: new Set([root.id, nodes[0]!.id]),
      sort: { column: 'gap', dir: 'asc' },
      column: columnsOf(['gap'], 'delivery')[0]!,
      rule: LAMP_RULE,
      matches: null,
    })
    expect(lines.map(({ kind }) => kind)).toEqual(['node', 'node', 'failed', 'node'])
  })
})
