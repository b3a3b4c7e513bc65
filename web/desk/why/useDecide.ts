import { useRouter } from 'vue-router'
import type { Cause } from '#domain/diagnosis/answer.ts'
import type { Bar } from '../bridge.ts'
import type { Desk } from '../useDesk.ts'
import { decideAt, decideOn, withoutSheet, type Occasion } from './decide.ts'
import { segmentOf, type Printed } from './matrix.ts'
import type { Why } from './useWhy.ts'

/** Leads from what is looked at to the sheet in which a decision about it is logged. */
export function useDecide(desk: Desk, why: Why) {
  const router = useRouter()
  /** What the address says of the desk, without a sheet that may be open. */
  function go({ path, query }: ReturnType<typeof decideAt>): void {
    void router.push({ path, query: { ...withoutSheet(router.currentRoute.value.query), ...query } })
  }
  function open(about: Pick<Occasion, 'segment' | 'stage' | 'figures'>): void {
    const { question, diagnosis } = why
    if (!question.value || !diagnosis.value) return
    const { as_of, seq } = diagnosis.value
    const { alert } = desk.state.value
    go(decideAt({ question: question.value, ...about, as_of, seq, ...(alert && { alert }) }))
  }
  /** A cell of the matrix. */
  function printed({ row, column, units, before, now, of }: Printed): void {
    const { bar, rows, across } = why
    if (!bar.value) return
    const segment = segmentOf({ row, column }, rows.value, across.value)
    open({ segment, stage: bar.value.step.stage, figures: { units, before, now, of } })
  }
  return {
    cause: ({ segment, stage, units, rate }: Cause) =>
      open({
        segment,
        stage,
        figures: { units, before: rate?.before ?? null, now: rate?.now ?? null, of: rate?.of ?? null },
      }),
    printed,
    /** A step of the whole place. */
    step: ({ step, units }: Bar) =>
      open({
        segment: {},
        stage: step.stage,
        figures: { units, before: step.baseline.rate, now: step.actual.rate, of: null },
      }),
    /** A place of the table, about a step or about the one that loses most there. */
    place: (path: readonly string[], stage?: string | null) => go(decideOn(path, stage)),
    /** The chosen cell, else the chosen step of the whole place, else the place. */
    cell(): void {
      if (!why.bar.value) return go(decideOn(desk.path.value))
      const chosen = why.cell.value ?? (desk.state.value.cell ? null : (why.matrix.value?.total ?? null))
      if (chosen) printed(chosen)
    },
  }
}
