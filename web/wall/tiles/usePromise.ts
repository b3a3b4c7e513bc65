import { computed } from 'vue'
import type { Forecast } from '#domain/pace.ts'
import { useSession } from '../../session/session.ts'
import { useBoard } from '../board.ts'
import { dimensionOf } from '../state.ts'
import { usePolled } from '../usePolled.ts'

/** How a place stands: what it was set, what it promised, and where it will end. */
export interface Standing {
  actual: number
  target: number | null
  commitment: number | null
  forecast: Forecast | null
}

interface PaceAnswer {
  total: Standing
  rows: (Standing & { key: Record<string, string | null> })[]
}

/**
 * Where the month ends: as the house forecasts it, so that every screen tells the same; by this screen's own months
 * until it has answered. `null` where the screen tells no month's end.
 */
export const endOf = (told: Standing | null, own: Forecast | null): Forecast | null => own && (told?.forecast ?? own)

/** A promise changes once a day, a forecast hardly faster. */
const EVERY_MS = 60_000

/** 承诺 and 预测 of the present place and of its members, from `POST /api/pace`. */
export function usePromise() {
  const { scene, level } = useBoard()
  const session = useSession()
  const polled = usePolled<PaceAnswer>(
    () => ({
      address: '/api/pace',
      body: {
        measure: session.retail,
        where: scene.value.where,
        period: 'month_to_date',
        ...(level.value && { by: dimensionOf(level.value) }),
      },
    }),
    EVERY_MS,
  )
  return {
    total: computed(() => polled.answer.value?.total ?? null),
    rows: computed(() => polled.answer.value?.rows ?? null),
    missing: polled.missing,
  }
}
