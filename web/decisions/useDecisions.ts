import { computed, onScopeDispose, reactive, shallowRef, type ComputedRef } from 'vue'
import type { ToldDecision } from '#domain/decision/decision.ts'
import type { DueKind } from '#domain/decision/due.ts'
import { receive } from '../live/send.ts'
import { together } from './together.ts'
import { useChanges } from './useChanges.ts'

/** What a decision asks for now, as `GET /api/decisions/due` tells it. */
export interface ToldDue {
  kind: DueKind
  decision: ToldDecision
  on: string
  days: number
}

const OFTEN_MS = 60_000

/** The decisions that one may see, told live; `due` by decision, most pressing first. */
export function useDecisions(search: () => string): {
  all: ComputedRef<ToldDecision[] | null>
  due: ComputedRef<ReadonlyMap<string, ToldDue>>
  /** Asks again: a new search, or something may have been missed. */
  load(): Promise<void>
} {
  const known = reactive(new Map<string, ToldDecision>())
  /** The search that `known` answers; `null` until anything was read. */
  const read = shallowRef<string | null>(null)
  const due = shallowRef<ToldDue[]>([])
  async function load(): Promise<void> {
    const text = search()
    const query = text === '' ? '' : `?${new URLSearchParams({ q: text })}`
    const [all, pressing] = await Promise.all([
      receive<ToldDecision[]>(`/api/decisions${query}`),
      receive<ToldDue[]>('/api/decisions/due'),
    ])
    if (text !== search()) return
    due.value = pressing ?? due.value
    if (!all) return
    const now = together(all, known, text === '' && read.value === text)
    known.clear()
    for (const decision of now) known.set(decision.id, decision)
    read.value = text
  }
  useChanges((decision) => {
    // What a search leaves out only the house can tell.
    if (decision === null || search() !== '') return void load()
    known.set(decision.id, decision)
  })
  const timer = setInterval(() => void load(), OFTEN_MS)
  onScopeDispose(() => clearInterval(timer))
  void load()
  return {
    all: computed(() => (read.value !== null ? [...known.values()].sort((a, b) => b.no - a.no) : null)),
    due: computed(() => {
      const first = new Map<string, ToldDue>()
      for (const one of due.value) if (!first.has(one.decision.id)) first.set(one.decision.id, one)
      return first
    }),
    load,
  }
}
