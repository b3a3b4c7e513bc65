import { computed, type ComputedRef } from 'vue'
import { MEASURES } from '#domain/measures.ts'
import type { ViewResult } from '#domain/view.ts'
import { useLive, useView, watchView, type View } from '../live/useView.ts'
import { useSession } from '../session/session.ts'
import { LEVELS } from '../wall/state.ts'
import { askMembersOf, askNode, askTrends, memberDimension } from './asks.ts'
import { columnsOf, measuresOf } from './columns.ts'
import { matcher, opensFor } from './search.ts'
import { nodeId, nodePath } from './state.ts'
import { goalOf, linesOf, membersOf, type Line, type Sort, type TreeNode } from './tree.ts'
import { useAnswer } from './useAnswer.ts'
import type { Desk } from './useDesk.ts'
import { useKeyed } from './useKeyed.ts'
import { failureText } from './failure.ts'

export interface Tree {
  lines: ComputedRef<Line[]>
  root: View
  sort: ComputedRef<Sort>
  /** Ids of the nodes whose members are asked for. */
  asked: ComputedRef<string[]>
  /** The answer that holds the days of a node's small trends. */
  days(path: readonly string[]): ViewResult | null
  isOpen(id: string): boolean
  toggle(id: string, open?: boolean): void
}

/** The tree of the scope: each open node asks for its members as one live view. */
export function useTree(desk: Desk): Tree {
  const session = useSession()
  const live = useLive()
  const { state, scene } = desk
  const measures = computed(() => {
    const { cross, crossed } = state.value
    const columns = cross === 'none' ? desk.columns.value.map(({ measure }) => measure) : [crossed]
    return measuresOf([session.retail, ...columns.filter((name) => MEASURES.has(name))])
  })
  const root = useView(() => askNode(scene.value, state.value.path, measures.value))
  const rootTrend = useAnswer(() => askTrends(scene.value, state.value.path, measures.value, true))
  const rootId = computed(() => nodeId(state.value.path))
  const found = computed(() => opensFor(state.value.search, session.names, state.value.path))
  const open = computed(() => new Set([rootId.value, ...found.value, ...state.value.open]))

  /** Open nodes of the scope whose parents are all open. */
  const asked = computed(() =>
    [...open.value].filter((id) => {
      const path = nodePath(id)
      const scope = state.value.path
      if (id.endsWith('~*') || path.length >= LEVELS.length || scope.some((code, i) => path[i] !== code)) return false
      for (let up = path.length - 1; up >= scope.length; up--)
        if (!open.value.has(nodeId(path.slice(0, up)))) return false
      return true
    }),
  )
  const nodes = useKeyed(
    () => asked.value,
    (id) => {
      const path = nodePath(id)
      return {
        members: watchView(live, () => askMembersOf(scene.value, path, measures.value)),
        trends: useAnswer(() => askTrends(scene.value, path, measures.value, false)),
      }
    },
  )

  const branches = computed(() => {
    const made = new Map<string, { nodes: TreeNode[] } | { failure: string } | null>()
    for (const [id, { members }] of nodes) {
      const path = nodePath(id)
      const { result, failure } = members
      const dimension = memberDimension(scene.value, path)
      if (result.value && dimension)
        made.set(id, { nodes: membersOf(result.value, path, dimension, session.retail, desk.pace.value) })
      else made.set(id, failure.value ? { failure: failureText(failure.value) } : null)
    }
    return made
  })
  /** By the largest gap where there are targets, else the most retail units first. */
  const sort = computed<Sort>(() => {
    const chosen = state.value.sort
    if (chosen && columnsOf([chosen.column], session.retail).length > 0) return chosen
    const rated = (root.result.value?.total.target_full?.[session.retail] ?? 0) > 0
    return rated ? { column: 'gap', dir: 'asc' } : { column: session.retail, dir: 'desc' }
  })
  const lines = computed(() => {
    const result = root.result.value
    if (!result) return []
    const { path, search } = state.value
    const goal = goalOf(result.total, session.retail, desk.pace.value)
    return linesOf({
      root: { id: rootId.value, path, unknown: false, figures: result.total, goal },
      branches: branches.value,
      open: open.value,
      sort: sort.value,
      column: columnsOf([sort.value.column], session.retail)[0]!,
      rule: session.lamp,
      matches: matcher(search, session.names),
    })
  })
  return {
    lines,
    root,
    sort,
    asked,
    days: (path) =>
      nodeId(path) === rootId.value
        ? rootTrend.result.value
        : (nodes.get(nodeId(path.slice(0, -1)))?.trends.result.value ?? null),
    isOpen: (id) => open.value.has(id),
    toggle(id, to) {
      const now = state.value.open.includes(id)
      if (id === rootId.value || now === (to ?? !now)) return
      desk.go({ open: now ? state.value.open.filter((other) => other !== id) : [...state.value.open, id] })
    },
  }
}
