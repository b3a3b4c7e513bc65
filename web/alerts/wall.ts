import { computed, inject, onScopeDispose, ref, shallowRef, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import type { Alert } from '#domain/alerts/alert.ts'
import type { SceneName } from '../wall/state.ts'
import type { TileName } from '../wall/rectangles.ts'
import { createInterruptions, type Interruption } from './queue.ts'
import { useAlerts } from './useAlerts.ts'

/** What the wall shows of alerts. */
export interface WallAlerts {
  band: ComputedRef<Alert | null>
  panel: ComputedRef<Alert | null>
  /** Those that still wait for an answer, loudest first. */
  open: ComputedRef<readonly Alert[]>
  /** How many wait for the end of a meeting. */
  queued: Ref<number>
}

export const WALL_ALERTS: InjectionKey<WallAlerts> = Symbol('wall alerts')

/** `null` where a header stands without a wall around it. */
export const useWallAlerts = (): WallAlerts | null => inject(WALL_ALERTS, null)

const LOOK_MS = 250

/** Follows the alerts and lets them interrupt the wall. `meeting`: 会议模式, they queue. */
export function createWallAlerts(meeting: () => boolean): WallAlerts {
  const queue = createInterruptions()
  const shown = shallowRef<Interruption>({ band: null, panel: null })
  const queued = ref(0)
  const { all } = useAlerts((alert) => queue.raised(alert, Date.now()))
  const byId = (id: string | null): Alert | null => (all.value ?? []).find((alert) => alert.id === id) ?? null
  const look = (): void => {
    for (const { id, state } of all.value ?? []) if (state !== 'open') queue.settled(id)
    queue.hold(meeting())
    const next = queue.at(Date.now())
    if (next.band !== shown.value.band || next.panel !== shown.value.panel) shown.value = next
    queued.value = meeting() ? queue.waiting() : 0
  }
  const timer = setInterval(look, LOOK_MS)
  onScopeDispose(() => clearInterval(timer))
  return {
    band: computed(() => byId(shown.value.band)),
    panel: computed(() => byId(shown.value.panel)),
    open: computed(() => (all.value ?? []).filter(({ state }) => state === 'open').sort((a, b) => b.level - a.level)),
    queued,
  }
}

const TILES: Readonly<Record<string, TileName>> = {
  unique_lead: 'kpi0',
  invited_visit_per_lead_rate: 'kpi1',
  first_visit: 'kpi1',
  first_visit_order_rate: 'kpi3',
  order: 'kpi3',
  order_cancel: 'kpi3',
}

/** The tile that shows what an alert is about; the funnel where a scene has no tile of its own for it. */
export function tileOfAlert({ measure, kind }: Alert, scene: SceneName): TileName | null {
  if (kind === 'data') return null
  return scene === 'a' || scene === 'b' ? (TILES[measure] ?? 'b3') : null
}
