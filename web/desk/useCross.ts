import { computed, type ComputedRef } from 'vue'
import { MEASURES } from '#domain/measures.ts'
import type { Row } from '#domain/view.ts'
import { useSession } from '../session/session.ts'
import { useLive, useView, watchView } from '../live/useView.ts'
import { askCrossed, memberDimension } from './asks.ts'
import { figureOf, measuresOf } from './columns.ts'
import { nodeId, nodePath } from './state.ts'
import type { Desk } from './useDesk.ts'
import { useKeyed } from './useKeyed.ts'

export interface Crossing {
  /** Values that do not pass the crossed step: their rate exceeds one, as natural walk-ins' visit rate does. */
  past: ComputedRef<string[]>
  /** The models or channels that have a column, the largest first. */
  values: ComputedRef<string[]>
  /** What such a value is called. */
  name(value: string): string
  /** The crossed measure's figures of a node; `null` where there are none. */
  figures(path: readonly string[], value: string): Omit<Row, 'key'> | null
  /** Whether a node's figures are still asked for. */
  waiting(path: readonly string[]): boolean
}

/** Columns that a crossed table takes. */
const MOST_VALUES = 9

/** One measure by model or channel for every line of the table; each open node is one live view. */
export function useCross(desk: Desk, asked: ComputedRef<string[]>): Crossing {
  const live = useLive()
  const session = useSession()
  const { state, scene, lang } = desk
  const on = computed(() => state.value.cross !== 'none')
  const measures = computed(() => measuresOf([state.value.crossed]))
  const dimension = computed(() => (state.value.cross === 'model' ? 'model' : 'channel_1'))
  const own = useView(() => (on.value ? askCrossed(scene.value, state.value.path, true, measures.value) : null))
  const nodes = useKeyed(
    () => (on.value ? asked.value : []),
    (id) => watchView(live, () => askCrossed(scene.value, nodePath(id), false, measures.value)),
  )
  /** Rows by the id of their node and the crossed value. */
  const rows = computed(() => {
    const found = new Map<string, Omit<Row, 'key'>>()
    const enter = (path: readonly string[], row: Row) =>
      found.set(JSON.stringify([nodeId(path), row.key[dimension.value]]), row)
    for (const row of own.result.value?.rows ?? []) enter(state.value.path, row)
    for (const [id, view] of nodes) {
      const path = nodePath(id)
      const member = memberDimension(scene.value, path)
      for (const row of view.result.value?.rows ?? []) if (member) enter([...path, row.key[member] ?? ''], row)
    }
    return found
  })
  const ranked = computed(() => {
    const { crossed } = state.value
    const rate = MEASURES.get(crossed)?.unit === 'rate'
    return (own.result.value?.rows ?? [])
      .flatMap((row) => {
        const value = row.key[dimension.value]
        const weight = Math.max(...measures.value.map((name) => figureOf(row.current, name) ?? 0))
        return value ? [{ value, weight, past: rate && (figureOf(row.current, crossed) ?? 0) > 1 }] : []
      })
      .sort((a, b) => b.weight - a.weight || (a.value < b.value ? -1 : 1))
  })
  const valuesOf = (past: boolean) => ranked.value.flatMap((one) => (one.past === past ? [one.value] : []))
  return {
    name: (value) =>
      state.value.cross === 'model' ? session.names.model(value, lang.value) : session.names.channel(value, lang.value),
    values: computed(() => valuesOf(false).slice(0, MOST_VALUES)),
    past: computed(() => valuesOf(true)),
    waiting: (path) =>
      nodeId(path) === nodeId(state.value.path)
        ? own.result.value === null
        : !nodes.get(nodeId(path.slice(0, -1)))?.result.value,
    figures: (path, value) => rows.value.get(JSON.stringify([nodeId(path), value])) ?? null,
  }
}
