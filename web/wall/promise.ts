import { computed, type ComputedRef } from 'vue'
import type { Forecast } from '#domain/pace.ts'
import type { Scene, ToldPace } from './scene.ts'
import { dimensionOf, type Level } from './state.ts'
import { useSession } from '../session/session.ts'
import { usePolled } from '../live/usePolled.ts'

/** How a place stands: what it was set, what it promised, and where it will end. */
export interface Standing {
  actual: number
  target: number | null
  commitment: number | null
  forecast: Forecast | null
}

interface PaceAnswer extends ToldPace {
  total: Standing
  rows: (Standing & { key: Record<string, string | null> })[]
}

/**
 * Where the month ends: as the house forecasts it, so that every screen tells the same; by this screen's own months
 * where it tells none. `null` where the screen tells no month's end, and while the house is asked: two forecasts one
 * after the other would contradict each other.
 */
export const endOf = ({ total, awaited }: Pick<Promised, 'total' | 'awaited'>, own: Forecast | null): Forecast | null =>
  own && (total.value?.forecast ?? (awaited.value ? null : own))

/** Periods of which the house tells progress. */
export const PACED: readonly string[] = ['month_to_date', 'quarter_to_date', 'year_to_date']
/** A promise changes once a day, a forecast hardly faster. */
const EVERY_MS = 60_000

export interface Promised {
  total: ComputedRef<Standing | null>
  rows: ComputedRef<PaceAnswer['rows'] | null>
  /** How far the period should be. */
  pace: ComputedRef<ToldPace | null>
  /** The house is asked and has not answered yet. */
  awaited: ComputedRef<boolean>
  /** The house tells nothing of the kind. */
  missing: ComputedRef<boolean>
}

/** 承诺 and 预测 of the present place and of its members, from `POST /api/pace`; asked once for all tiles. */
export function createPromise(scene: ComputedRef<Scene>, level: ComputedRef<Level | null>): Promised {
  const session = useSession()
  const ask = () => {
    // Months that are half loaded would bend the pace and the forecast.
    if (session.loading !== null) return null
    const { state, where, retail } = scene.value
    if (!PACED.includes(state.period)) return null
    const by = level.value && { by: dimensionOf(level.value) }
    return { address: '/api/pace', body: JSON.stringify({ measure: retail, where, period: state.period, ...by }) }
  }
  const polled = usePolled<PaceAnswer>(ask, EVERY_MS)
  return {
    total: computed(() => polled.answer.value?.total ?? null),
    rows: computed(() => polled.answer.value?.rows ?? null),
    pace: polled.answer,
    awaited: computed(() => polled.answer.value === null && polled.failure.value === null && ask() !== null),
    missing: polled.missing,
  }
}
