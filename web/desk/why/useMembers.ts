import { computed, type ComputedRef } from 'vue'
import type { ErrorBody } from '#domain/errors.ts'
import type { Dimension } from '#domain/dimensions.ts'
import { shiftDay } from '../../format/time.ts'
import { useSession } from '../../session/session.ts'
import { moment, whereOfNode } from '../asks.ts'
import { useAnswer } from '../useAnswer.ts'
import type { Question } from '../../live/question.ts'
import type { Desk } from '../useDesk.ts'
import { BAND_WEEKS, readMembers, type MembersView } from './members.ts'
import { processOf } from './stages.ts'
import type { Why } from './useWhy.ts'

/** The stores or advisors of the chosen cell; `null` where there are none to tell apart. */
export interface Members {
  dimension: ComputedRef<'dealer_id' | 'advisor_id' | null>
  process: ComputedRef<string[]>
  view: ComputedRef<MembersView | null>
  failure: ComputedRef<ErrorBody['error'] | null>
}

/** What is below a row of the matrix and has figures of its own. */
const BELOW: Partial<Record<Dimension, 'dealer_id' | 'advisor_id'>> = {
  region: 'dealer_id',
  area: 'dealer_id',
  dealer_id: 'advisor_id',
  advisor_id: 'advisor_id',
}

/** Asks for the members of the chosen cell, their own weeks before, and their peers. */
export function useMembers(desk: Desk, why: Why): Members {
  const session = useSession()
  const { state, scene } = desk
  const dimension = computed(() => (state.value.cell ? (BELOW[why.rows.value] ?? null) : null))
  const stage = computed(() => why.bar.value?.step.stage ?? null)
  const { above } = why
  const process = computed(() => (stage.value === null ? [] : processOf(stage.value)))
  /** Stores are seen among those of their region, advisors among those of the row. */
  const where = computed(() => {
    const { cell } = state.value
    const place = dimension.value === 'dealer_id' ? desk.path.value.slice(0, 1) : desk.path.value
    const column = cell && cell.column !== null ? { [why.across.value]: [cell.column || null] } : {}
    const row = dimension.value === 'advisor_id' && why.rows.value === 'dealer_id' && cell?.row ? { dealer_id: [cell.row] } : {} // prettier-ignore
    return { ...whereOfNode(scene.value, place), ...row, ...column }
  })
  const ask = (measures: readonly string[]): Question | null =>
    dimension.value && stage.value && measures.length > 0
      ? { ...moment(scene.value), measures: [...measures], by: [dimension.value], where: where.value, compare: ['previous'], limit: 2_000 }
      : null // prettier-ignore
  const figures = useAnswer(() => ask([...new Set([above.value ?? stage.value!, stage.value!])]))
  // What is told of single journeys takes its time: each figure comes when it is there, and holds up no other.
  const worked = [0, 1, 2].map((i) =>
    useAnswer(() => (figures.result.value ? ask(process.value.slice(i, i + 1)) : null)),
  )
  const start = computed(() => why.diagnosis.value?.ranges.current.from.slice(0, 10) ?? null)
  const weeks = useAnswer(() => {
    if (!dimension.value || !stage.value || !above.value || !start.value) return null
    const place = whereOfNode(scene.value, desk.path.value)
    const { as_of } = moment(scene.value)
    return {
      measures: [above.value, stage.value],
      by: [dimension.value, 'week'],
      where: { ...where.value, ...place },
      period: { from: shiftDay(start.value, -7 * BAND_WEEKS), to: start.value },
      ...(as_of && { as_of }),
      limit: 10_000,
    }
  })
  /** Whether a store belongs to the row and to the place that is looked at. */
  const inside = (code: string): boolean => {
    const row = state.value.cell?.row ?? null
    if (dimension.value === 'advisor_id') return row === null || why.rows.value !== 'advisor_id' || code === row
    const dealer = session.names.dealer(code)
    if (!dealer) return false
    const path = [dealer.region, dealer.area, dealer.dealer_id]
    if (desk.path.value.some((place, i) => path[i] !== place)) return false
    return row === null || (why.rows.value === 'region' ? dealer.region : dealer.area) === row
  }
  const view = computed(() =>
    figures.result.value && dimension.value && stage.value
      ? readMembers(
          figures.result.value,
          weeks.result.value,
          worked.flatMap(({ result }) => result.value ?? []),
          {
            dimension: dimension.value,
            above: above.value,
            stage: stage.value,
            process: process.value,
            inside,
          },
        )
      : null,
  )
  return { dimension, process, view, failure: figures.failure }
}
