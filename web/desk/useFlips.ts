import { computed, type ComputedRef } from 'vue'
import { changeOf, flipOf, type Changes, type Flip } from '#domain/flip.ts'
import type { Alignment } from '#domain/range.ts'
import { stagesOf } from '../wall/scene.ts'
import { askFunnel } from './asks.ts'
import { useAnswer } from './useAnswer.ts'
import { useDesk } from './useDesk.ts'

const TRIED: readonly Alignment[] = ['elapsed', 'weekday', 'workday']
const COMPARED = ['previous', 'last_year'] as const

/** Changes of the funnel whose sign is another one under another alignment: neither may be quoted alone. */
export function useFlips(): ComputedRef<Flip[]> {
  const { scene, path, state, totals } = useDesk()
  const answers = TRIED.map((align) => ({
    align,
    answer: useAnswer(() =>
      state.value.align === align || state.value.align === 'lunar'
        ? null
        : { ...askFunnel(scene.value, path.value), compare: [...COMPARED], align },
    ),
  }))
  return computed(() => {
    const total = totals.result.value?.total
    const asked = state.value.align
    if (!total) return []
    return stagesOf(scene.value.retail).flatMap((measure) =>
      COMPARED.flatMap((compare) => {
        const changes: Changes = { [asked]: changeOf(measure, total.current, total[compare]) }
        for (const { align, answer } of answers) {
          const other = answer.result.value?.total
          if (other) changes[align] = changeOf(measure, other.current, other[compare])
        }
        return flipOf(measure, compare, asked, changes) ?? []
      }),
    )
  })
}
