import type { Leaves } from '#domain/diagnosis/leaves.ts'
import { originOf, type Dimension } from '#domain/dimensions.ts'
import type { Plan } from '#domain/plan.ts'
import type { Scope } from '#domain/scope.ts'
import type { Basis } from '#domain/targets/bases.ts'
import { createPace, type PaceRooms } from '../pace/pace.ts'
import type { DiagnosisSpec } from './spec.ts'

/** What a target wants by now, and how that was told: on a base of progress, or by the target's own day weights. */
export interface Due {
  units: number
  by: Basis | 'weights'
}

/** Periods whose course is known from past months. */
const PACED = ['month_to_date', 'quarter_to_date', 'year_to_date']

/**
 * What the target of a question wants by now: of a running month, quarter or year the target times the pace, as
 * `POST /api/pace` and the desk have it; of any other period, and where stores or days are picked, the share of its
 * days. `null` without a target.
 */
export function createDue(rooms: PaceRooms): (spec: DiagnosisSpec, plan: Plan, scope: Scope) => Promise<Due | null> {
  const pace = createPace(rooms)
  return async (spec, plan, scope) => {
    const { where, as_of, known_at } = spec.question
    const { period, base } = plan.spec
    const timeless = (Object.keys(plan.spec.where) as Dimension[]).every((name) => originOf(name) !== 'time')
    if (base === 'all' && timeless && typeof period === 'string' && PACED.includes(period)) {
      const { total, bases, lamp } = await pace({ measure: spec.measure, where, period, as_of, known_at }, scope)
      const share = bases[lamp.basis]
      if (total.target !== null && share !== null) return { units: total.target * share, by: lamp.basis }
    }
    const asked = { ...plan, spec: { ...plan.spec, compare: ['target' as const] } }
    const { total } = rooms.asker.result(asked, new Map(), 0, rooms.organisation())
    const units = total.target?.[spec.measure]
    return units === undefined ? null : { units, by: 'weights' }
  }
}

/** What a target wants that no compared funnel can be scaled to, because that ended in nothing; else 0. */
export function beyondFunnel({ baseline }: Leaves, due: Due | null): number {
  return due && baseline.at(-1)!.every((count) => count === 0) ? due.units : 0
}
