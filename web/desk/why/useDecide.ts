import { useRouter } from 'vue-router'
import type { Cause } from '#domain/diagnosis/answer.ts'
import type { Desk } from '../useDesk.ts'
import { decideAt, type Occasion } from './decide.ts'
import type { Why } from './useWhy.ts'

/** Leads from what is looked at to the sheet in which a decision about it is logged. */
export function useDecide(desk: Desk, why: Why) {
  const router = useRouter()
  function open(about: Pick<Occasion, 'segment' | 'stage' | 'figures'>): void {
    const { question, diagnosis } = why
    if (!question.value || !diagnosis.value) return
    const { as_of, seq } = diagnosis.value
    const { path, query } = decideAt({ question: question.value, ...about, as_of, seq })
    void router.push({ path, query: { ...router.currentRoute.value.query, ...query } })
  }
  return {
    cause: ({ segment, stage, units, rate }: Cause) =>
      open({
        segment,
        stage,
        figures: { units, before: rate?.before ?? null, now: rate?.now ?? null, of: rate?.of ?? null },
      }),
    /** The chosen cell, else the chosen step of the whole place. */
    cell(): void {
      const printed = why.cell.value ?? (desk.state.value.cell ? null : (why.matrix.value?.total ?? null))
      const { bar, segment } = why
      if (!printed || !bar.value) return
      const { units, before, now, of } = printed
      open({ segment: segment.value, stage: bar.value.step.stage, figures: { units, before, now, of } })
    },
  }
}
