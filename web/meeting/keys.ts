import { onScopeDispose } from 'vue'
import type { Room } from './useRoom.ts'

/** → next, ← previous, F freeze, N note, A decide, + two minutes more. */
export function useKeys({ held, may, turn }: Pick<Room, 'held' | 'may' | 'turn'>): void {
  const step = (way: 1 | -1): void => {
    const at = held.value.items.findIndex(({ id }) => id === held.value.current)
    const next = held.value.items[at + way]
    if (next) void turn({ current: next.id })
  }
  const acts: Record<string, () => void> = {
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
    f: () => void turn({ frozen: !held.value.frozen }),
    n: () => document.querySelector<HTMLElement>('#meeting-note')?.focus(),
    a: () => document.querySelector<HTMLElement>('.item .open button')?.click(),
    '+': () => void turn({ add_minutes: 2 }),
  }
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !may.value) return
    if ((event.target as HTMLElement).closest('input, select, textarea, dialog')) return
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  window.addEventListener('keydown', press)
  onScopeDispose(() => window.removeEventListener('keydown', press))
}
