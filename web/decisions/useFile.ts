import { computed, ref, shallowRef, watch } from 'vue'
import type { ToldDecision } from '#domain/decision/decision.ts'
import type { ForecastScore } from '#domain/decision/pool.ts'
import type { ErrorBody } from '#domain/errors.ts'
import { failureText } from '../desk/failure.ts'
import { receive, send } from '../live/send.ts'
import { useChanges } from './useChanges.ts'

/** A decision with all that belongs to it, as `GET /api/decisions/:id` tells it. */
export interface DecisionFile {
  decision: ToldDecision
  comments: { id: number; by: string; text: string; at: string }[]
  parent: ToldDecision | null
  children: ToldDecision[]
  overlapping: ToldDecision[]
  score: ForecastScore | null
}

/** The file of a decision, read anew whenever somebody writes to it. */
export function useFile(id: () => string) {
  const file = shallowRef<DecisionFile | null>(null)
  const said = ref('')
  const address = computed(() => `/api/decisions/${encodeURIComponent(id())}`)
  /** Readings begun, and the one that is shown: a later one is not taken back by an earlier that came late. */
  let [begun, shown] = [0, 0]
  async function load(): Promise<void> {
    const asked = address.value
    const mine = ++begun
    const told = await receive<DecisionFile>(asked)
    if (asked !== address.value || !told || mine < shown) return
    shown = mine
    file.value = told
  }
  watch(
    id,
    () => {
      file.value = null
      said.value = ''
      void load()
    },
    { immediate: true },
  )
  useChanges((decision) => {
    if (decision === null || decision.id === id()) void load()
  })
  /** Writes a step, a comment or a reason; answers whether it was taken. */
  async function post(path: string, body: object): Promise<boolean> {
    const reply = await send<object>(`${address.value}/${path}`, JSON.stringify(body))
    said.value = 'error' in reply ? failureText((reply as ErrorBody).error) : ''
    await load()
    return !('error' in reply)
  }
  return {
    file,
    /** What came of the last thing that was tried, where it failed. */
    said,
    address,
    load,
    post,
    /** The decision as far as one may see it whole. */
    whole: computed(() => (file.value && !file.value.decision.restricted ? file.value.decision : null)),
  }
}
