import { computed, type ComputedRef } from 'vue'
import type { Flip } from '#domain/flip.ts'
import { askTotals } from './tiles/headline.ts'
import { usePolled } from './usePolled.ts'
import type { Scene } from './scene.ts'

const EVERY_MS = 120_000

/** Changes of the totals whose sign is another one under another alignment. Only scenes that show them ask. */
export function useFlips(scene: ComputedRef<Scene>): ComputedRef<readonly Flip[]> {
  const polled = usePolled<{ flips: Flip[] }>(() => {
    const { measures, where, period } = askTotals(scene.value)
    const shows = scene.value.state.scene === 'a' || scene.value.state.scene === 'b'
    if (!shows) return null
    return { address: '/api/alignments', body: { measures, where, period, compare: ['previous', 'last_year'] } }
  }, EVERY_MS)
  return computed(() => polled.answer.value?.flips ?? [])
}
