import { onBeforeUnmount, onMounted } from 'vue'
import { MOST_PINNED, nodeId, nodePath } from './state.ts'
import type { Desk } from './useDesk.ts'
import type { Tree } from './useTree.ts'
import { stageOf } from './why/decide.ts'
import { useDecide } from './why/useDecide.ts'
import type { Why } from './why/useWhy.ts'

/** The row that the keyboard stands on. */
const rowAt = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>('[role=row][data-id]') ?? null

/** The desk's keys. They act on the focused row of the table, else on the chosen node. */
export function useKeys(desk: Desk, tree: Tree, why: Why): void {
  const { state } = desk
  const decide = useDecide(desk, why)

  const path = (): string[] => {
    const id = rowAt()?.dataset.id
    return id === undefined || id.endsWith('~*') ? [...desk.path.value] : nodePath(id)
  }
  function move(way: 1 | -1): void {
    const rows = [...document.querySelectorAll<HTMLElement>('[role=row][data-id]')]
    const at = rows.findIndex((row) => row === rowAt())
    rows[Math.max(0, Math.min(rows.length - 1, at + way))]?.focus()
  }
  function pin(id: string): void {
    const { pinned } = state.value
    if (pinned.includes(id)) desk.go({ pinned: pinned.filter((other) => other !== id) }, 'in_place')
    else if (pinned.length < MOST_PINNED) desk.go({ pinned: [...pinned, id] }, 'in_place')
  }
  const acts: Record<string, () => void> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    ArrowRight: () => {
      const id = rowAt()?.dataset.id
      if (id === undefined) return
      if (tree.isOpen(id)) move(1)
      else if (rowAt()?.getAttribute('aria-expanded') === 'false') tree.toggle(id, true)
    },
    ArrowLeft: () => {
      const id = rowAt()?.dataset.id
      if (id === undefined) return
      if (tree.isOpen(id) && nodePath(id).length > state.value.path.length) tree.toggle(id, false)
      else
        document
          .querySelector<HTMLElement>(`[role=row][data-id="${CSS.escape(id.split('~').slice(0, -1).join('~'))}"]`)
          ?.focus()
    },
    ' ': () => desk.go({ chosen: path() }, 'in_place'),
    Enter: () => desk.go({ path: path(), chosen: [] }),
    // From the cell to its step, from the step to the place, then one place up.
    Backspace: () => {
      if (!leave()) desk.go({ path: state.value.path.slice(0, -1), chosen: [] })
    },
    d: () => {
      const { cell: at, step } = state.value
      if (step !== null && at) {
        const path = at.row && why.rows.value !== 'model' ? [...desk.path.value, at.row] : desk.path.value
        desk.go({ rows: { measure: why.above.value ?? step, path, cross: at.column, range: 'current' } })
        return
      }
      const cell = document.activeElement?.closest<HTMLElement>('[data-measure]')?.dataset.measure
      const measure = cell ?? (state.value.cross === 'none' ? desk.scene.value.retail : state.value.crossed)
      desk.go({ rows: { measure, path: path(), cross: null, range: 'current' } })
    },
    c: () => (path().length > 0 ? pin(nodeId(path())) : undefined),
    p: () => desk.go({ asOf: state.value.asOf ? null : new Date(desk.now.value).toISOString() }),
    '/': () => document.querySelector<HTMLElement>('#desk-search')?.focus(),
    '?': () => desk.go({ panel: 'keys' }),
    // The focused row, else the chosen cell or step.
    n: () => {
      const measure = document.activeElement?.closest<HTMLElement>('[data-measure]')?.dataset.measure
      if (rowAt() && state.value.step === null) decide.place(path(), measure ? stageOf(measure) : null)
      else decide.cell()
    },
    Escape: () => {
      if (!leave()) desk.go({ panel: null, rows: null }, 'in_place')
    },
  }
  for (let i = 0; i < 7; i++)
    acts[String(i + 1)] = () => {
      const bar = why.bridge.value?.bars[i]
      if (bar) desk.go({ step: bar.step.stage, cell: null })
    }
  function leave(): boolean {
    const { cell, step } = state.value
    if (step === null) return false
    desk.go(cell ? { cell: null } : { step: null })
    return true
  }

  function press(event: KeyboardEvent): void {
    const target = event.target as HTMLElement
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input, select, textarea, dialog')) return
    // A button that has the focus keeps its own keys.
    if ((event.key === 'Enter' || event.key === ' ') && target.closest('button, a')) return
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!act || (event.key === 'Enter' && !rowAt())) return
    event.preventDefault()
    act()
  }
  onMounted(() => window.addEventListener('keydown', press))
  onBeforeUnmount(() => window.removeEventListener('keydown', press))
}
