import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'
import type { Flip } from '#domain/flip.ts'
import { canonical } from '../live/question.ts'
import { askFunnel } from './asks.ts'
import { send } from './send.ts'
import { useDesk } from './useDesk.ts'

const AGAIN_MS = 60_000

/** Changes of the funnel whose sign is another one under another alignment: neither may be quoted alone. */
export function useFlips(): ComputedRef<Flip[]> {
  const { scene, path, totals } = useDesk()
  const flips = shallowRef<Flip[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: AbortController | undefined

  async function read(question: string): Promise<void> {
    clearTimeout(timer)
    asking?.abort()
    const own = (asking = new AbortController())
    const reply = await send<{ flips: Flip[] }>('/api/alignments', question, own.signal)
    if (own.signal.aborted) return
    flips.value = 'error' in reply ? [] : reply.flips
    timer = setTimeout(() => void read(question), AGAIN_MS)
  }
  watch(
    // The badge waits for the figures that it speaks of.
    () =>
      totals.result.value
        ? canonical({ ...askFunnel(scene.value, path.value), compare: ['previous', 'last_year'] })
        : null,
    (question) => {
      flips.value = []
      clearTimeout(timer)
      asking?.abort()
      if (question !== null) void read(question)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    asking?.abort()
  })
  return computed(() => flips.value)
}
