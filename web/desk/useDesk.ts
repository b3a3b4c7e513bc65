import { computed, inject, ref, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Point } from '#domain/pace.ts'
import type { RangeName } from '#domain/range.ts'
import { wallTime } from '../format/time.ts'
import type { Lang } from '../i18n/lang.ts'
import { useView, type View } from '../live/useView.ts'
import { within } from '../session/home.ts'
import { useSession } from '../session/session.ts'
import { readFreshness, type FreshnessState } from '../wall/freshness.ts'
import { usePolled } from '../live/usePolled.ts'
import { PACED } from '../wall/promise.ts'
import { paceOf, pastMonths, pointOf, type Pace, type ToldPace } from '../wall/scene.ts'
import { askPace } from '../wall/tiles/headline.ts'
import { CLOCK } from '../wall/useClock.ts'
import { askFunnel, whereOfNode, type DeskScene } from './asks.ts'
import { columnsOf, startColumns, type Column } from './columns.ts'
import { chosenPath, readDesk, writeDesk, type DeskState } from './state.ts'

/** Pace moves by the hour. */
const EVERY_MS = 60_000

export interface Desk {
  state: ComputedRef<DeskState>
  /** Changes the state: a step of the browser's history, or in its present place. */
  go(change: Partial<DeskState>, way?: 'step' | 'in_place'): void
  lang: ComputedRef<Lang>
  scene: ComputedRef<DeskScene>
  /** The moment that the desk shows, epoch ms: pinned, or now. */
  now: ComputedRef<number>
  /** The chosen node and its funnel; without a choice it is the scope's. */
  path: ComputedRef<readonly string[]>
  totals: View
  pace: ComputedRef<Pace | null>
  point: ComputedRef<Point | null>
  columns: ComputedRef<Column[]>
  freshness: ComputedRef<FreshnessState>
  /** Width of the window in pixels. */
  width: Ref<number>
  /** Whether a range of the period is wholly loaded, and what tells who came for the first time in it. */
  loaded(range: RangeName): boolean
  /** The address of a state, for links that open beside. */
  addressOf(change: Partial<DeskState>): { path: string; query: Record<string, string> }
}

export const DESK: InjectionKey<Desk> = Symbol('desk')

export function useDesk(): Desk {
  const desk = inject(DESK)
  if (!desk) throw new Error('no desk is provided')
  return desk
}

/** Sets up what the desk's blocks share. `at` fixes the scope, as the store page does. */
export function createDesk(width: Ref<number> = ref(window.innerWidth), at?: () => readonly string[]): Desk {
  const session = useSession()
  const route = useRoute()
  const router = useRouter()
  const clock = inject(CLOCK)
  if (!clock) throw new Error('no clock is provided')
  const text = computed(() => {
    const told = readDesk(route.query)
    return JSON.stringify({ ...told, path: within(session.home, told.path) })
  })
  const state = computed(() => {
    const told = JSON.parse(text.value) as DeskState
    return at ? { ...told, path: at() } : told
  })
  const addressOf = (change: Partial<DeskState>) => ({
    path: '/desk',
    query: writeDesk({ ...state.value, ...change }),
  })
  const go: Desk['go'] = (change, way = 'step') => {
    // A cell belongs to the matrix of one place.
    const left = change.cell === undefined && (change.path || change.chosen) ? { cell: null } : {}
    // The sheet that is open beside the desk stays open.
    const { about, meeting } = route.query
    const sheet = { ...(about && { about }), ...(meeting && { meeting }) }
    const query = { ...writeDesk({ ...state.value, ...left, ...change }), ...sheet }
    // Another place than the page's own, and a step taken apart, are seen on the desk.
    if (at && (change.path || change.step)) return void router.push({ path: '/desk', query })
    void (way === 'step' ? router.push({ query }) : router.replace({ query }))
  }
  const now = computed(() => (state.value.asOf ? Date.parse(state.value.asOf) : clock.now.value))
  const today = computed(() => wallTime(now.value, session.zone).day)
  const scene = computed<DeskScene>(() => ({
    state: state.value,
    retail: session.retail,
    today: today.value,
    channelLevel: session.names.channelLevel,
  }))
  const path = computed(() => chosenPath(state.value))
  const totals = useView(() => askFunnel(scene.value, path.value))
  const wallScene = computed(() => ({
    state: state.value,
    where: whereOfNode(scene.value, path.value),
    retail: session.retail,
    today: today.value,
  }))
  const history = useView(() => ({
    ...askPace(wallScene.value),
    ...(state.value.asOf && { as_of: state.value.asOf }),
  }))
  const loaded = (range: RangeName): boolean => {
    const stated = totals.result.value?.ranges[range]
    return !stated || (session.settled(stated.from.slice(0, 7)) && session.complete(stated.to.slice(0, 7)))
  }
  const months = computed(() => pastMonths(history.result.value, session.retail, today.value, session.complete))
  const point = computed(() => (state.value.span ? null : pointOf(wallScene.value, wallTime(now.value, session.zone))))
  const { answer: told } = usePolled<ToldPace>(() => {
    const { span, period, asOf } = state.value
    // Months that are half loaded would bend the pace.
    if (span || session.loading !== null || !PACED.includes(period)) return null
    return { address: '/api/pace', body: JSON.stringify({ measure: session.retail, period, ...(asOf && { as_of: asOf }) }) } // prettier-ignore
  }, EVERY_MS)
  const pace = computed(() => {
    if (!loaded('current')) return null
    const full = totals.result.value?.total.target_full?.[session.retail] ?? 0
    const weights = full > 0 ? (totals.result.value?.total.target?.[session.retail] ?? 0) / full : null
    const { span, period } = state.value
    // A span of one's own fills no unit: like a week it is held against its share of the target.
    return paceOf({
      told: told.value,
      months: months.value,
      point: point.value,
      weights,
      period: span ? 'week_to_date' : period,
      lamp: session.lamp,
    })
  })
  return {
    state,
    go,
    lang: computed(() => state.value.lang),
    scene,
    now,
    path,
    totals,
    pace,
    point,
    columns: computed(() => columnsOf(state.value.columns ?? startColumns(session.retail), session.retail)),
    freshness: computed(() => readFreshness(totals.result.value?.freshness ?? {}, now.value, session.zone)),
    width,
    loaded,
    addressOf,
  }
}
