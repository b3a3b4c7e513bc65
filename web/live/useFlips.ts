import { computed, type ComputedRef } from 'vue'
import type { Flip } from '#domain/flip.ts'
import { canonical, type Question } from './question.ts'
import { usePolled } from './usePolled.ts'

const EVERY_MS = 60_000

/** Changes of a question's total whose sign is another one under another alignment: neither may be quoted alone. */
export function useFlips(ask: () => Question | null): ComputedRef<readonly Flip[]> {
  const polled = usePolled<{ flips: Flip[] }>(() => {
    const question = ask()
    if (!question) return null
    return { address: '/api/alignments', body: canonical({ ...question, compare: ['previous', 'last_year'] }) }
  }, EVERY_MS)
  return computed(() => polled.answer.value?.flips ?? [])
}
