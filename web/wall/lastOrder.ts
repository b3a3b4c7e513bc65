import { onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { ViewResult, ViewSpec } from '#domain/view.ts'
import { countOf } from './scene.ts'

/** The newest order of the present selection; no customer and no advisor ever reach this line. */
export interface LastOrder {
  occurred_at: string
  dealer_id: string
  model: string | null
}

interface Rows {
  rows: { occurred_at: string; sign: number; dealer_id: string; model?: string | null }[]
}

const EVERY_MS = 5_000

/** Asks for the newest order of today, again when the count of orders has changed, at most every five seconds. */
export function useLastOrder(
  today: ComputedRef<ViewResult | null>,
  where: () => ViewSpec['where'],
): ShallowRef<LastOrder | null> {
  const last = shallowRef<LastOrder | null>(null)
  let waiting: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  async function ask(): Promise<void> {
    waiting = undefined
    asked = Date.now()
    try {
      const reply = await fetch('/api/rows', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ measures: ['order'], by: [], where: where(), period: 'today', key: {}, limit: 1 }),
        signal: AbortSignal.timeout(5_000),
      })
      const { rows } = reply.ok ? ((await reply.json()) as Rows) : { rows: [] }
      const newest = rows.find(({ sign }) => sign > 0)
      last.value = newest
        ? { occurred_at: newest.occurred_at, dealer_id: newest.dealer_id, model: newest.model ?? null }
        : null
    } catch {
      // The line keeps the order it knows; the connection lamp tells that the server is away.
    }
  }
  watch(
    () => (today.value ? JSON.stringify([where(), countOf(today.value.total.current, 'order')]) : null),
    (known) => {
      if (known !== null) waiting ??= setTimeout(() => void ask(), Math.max(0, asked + EVERY_MS - Date.now()))
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(waiting))
  return last
}
