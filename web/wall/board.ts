import { computed, inject, type ComputedRef, type InjectionKey } from 'vue'
import type { Flip } from '#domain/flip.ts'
import { calendarShare, type Point } from '#domain/pace.ts'
import type { RangeName } from '#domain/range.ts'
import type { Dimension } from '#domain/dimensions.ts'
import type { ViewResult } from '#domain/view.ts'
import { wallTime } from '../format/time.ts'
import { useView, type View } from '../live/useView.ts'
import { useSession } from '../session/session.ts'
import { readFreshness, type FreshnessState } from './freshness.ts'
import { createPromise, type Promised } from './promise.ts'
import { paceOf, pastMonths, pointOf, type Pace, type Scene } from './scene.ts'
import { childLevel, dimensionOf, shownState, whereOf, type Level, type WallState } from './state.ts'
import { askPace, askTotals } from './tiles/headline.ts'
import { askSources, isLate, latePlaces } from './tiles/lateness.ts'
import { askMembers, readMembers, type Members } from './tiles/regions.ts'
import { CLOCK, type Clock } from './useClock.ts'
import { useFlips } from '../live/useFlips.ts'
import { useWall, type Way } from './useWall.ts'

/** What the tiles of one scene share. */
export interface Board {
  state: ComputedRef<WallState>
  go(change: Partial<WallState>, way?: Way): void
  /** Opens a store with its region and area, so that the path stays whole. */
  openStore(code: string): void
  clock: Clock
  scene: ComputedRef<Scene>
  totals: View
  pace: ComputedRef<Pace | null>
  level: ComputedRef<Level | null>
  /** The regions of the whole maker, worst first: what rotation and rank go by. */
  nation: ComputedRef<Members | null>
  /** Codes of the regions that are ■ or ◆, worst first. */
  troubled: ComputedRef<string[]>
  freshness: ComputedRef<FreshnessState>
  /** Members and provinces whose data are late, with the instant of the last data. */
  lateMembers: ComputedRef<Map<string, number>>
  lateProvinces: ComputedRef<Map<string, number>>
  /** The selection as a whole is incomplete. */
  lateHere: ComputedRef<boolean>
  /** Elapsed days ÷ days of the running unit; `null` for periods that do not fill one. */
  calendar: ComputedRef<number | null>
  /** What the place and its members have promised, and where they will end. */
  promise: Promised
  /** Changes of the totals whose sign depends on the alignment. */
  flips: ComputedRef<readonly Flip[]>
  /** Whether a range of the period is wholly loaded. */
  loaded(range: RangeName): boolean
  /** Whether it is, and what tells who came for the first time in it. */
  settled(range: RangeName): boolean
}

export const BOARD: InjectionKey<Board> = Symbol('board')

export function useBoard(): Board {
  const board = inject(BOARD)
  if (!board) throw new Error('no board is provided')
  return board
}

/** Sets up what the tiles share: state, clock, totals, pace and freshness. `at` puts them in another place than the wall's. */
export function createBoard(at?: () => readonly string[]): Board {
  const session = useSession()
  const { state: told, go } = useWall()
  const state = computed(() => {
    // Elsewhere than the scene means beside it: the figures of the period, whatever the scene shows.
    return at ? { ...shownState({ ...told.value, scene: 'a' }), path: [...at()] } : shownState(told.value)
  })
  const clock = inject(CLOCK)
  if (!clock) throw new Error('no clock is provided')
  const today = computed(() => wallTime(clock.now.value, session.zone).day)
  const scene = computed<Scene>(() => ({
    state: state.value,
    where: whereOf(state.value, session.names.channelLevel),
    retail: session.retail,
    today: today.value,
  }))
  const totals = useView(() => askTotals(scene.value))
  const history = useView(() => askPace(scene.value))

  function loaded(range: RangeName): boolean {
    const stated = totals.result.value?.ranges[range]
    return !stated || monthsOf(stated.from, stated.to).every(session.complete)
  }
  function settled(range: RangeName): boolean {
    const stated = totals.result.value?.ranges[range]
    return loaded(range) && (!stated || session.settled(stated.from.slice(0, 7)))
  }
  const months = computed(() => pastMonths(history.result.value, session.retail, today.value, session.complete))
  const point = computed<Point | null>(() => pointOf(scene.value, wallTime(clock.now.value, session.zone)))
  const level = computed(() => childLevel(state.value))
  const promise = createPromise(scene, level)
  const pace = computed(() => {
    // Nothing is judged from incomplete data.
    if (!loaded('current')) return null
    return paceOf({
      told: promise.pace.value,
      months: months.value,
      point: point.value,
      weights: weightsOf(totals.result.value, session.retail),
      period: state.value.period,
      lamp: session.lamp,
    })
  })

  const wholeMaker = computed<Scene>(() => {
    const whole = { ...state.value, path: [] }
    return { ...scene.value, state: whole, where: whereOf(whole, session.names.channelLevel) }
  })
  const regions = useView(() => askMembers(wholeMaker.value))
  const nation = computed(
    () => regions.result.value && readMembers(regions.result.value, 'region', session.retail, pace.value),
  )
  const troubled = computed(() =>
    (nation.value?.rows ?? []).flatMap(({ code, status }) =>
      code !== null && (status === 'behind' || status === 'warning') ? [code] : [],
    ),
  )
  const flips = useFlips(() => {
    const { state: shown, where } = scene.value
    // Only scenes that show the totals' changes ask.
    if (shown.scene !== 'a' && shown.scene !== 'b') return null
    return { measures: askTotals(scene.value).measures, where, period: shown.period }
  })
  const freshness = computed(() => readFreshness(totals.result.value?.freshness ?? {}, clock.now.value, session.zone))
  const anyLate = computed(() => freshness.value.late.length > 0)
  const late = (dimension: () => Dimension | null) => {
    const view = useView(() => (anyLate.value && dimension() ? askSources(scene.value, dimension()!) : null))
    return {
      places: computed(() => latePlaces(view.result.value, dimension() ?? '', freshness.value.late)),
      whole: computed(() => isLate(view.result.value, freshness.value.late)),
    }
  }
  const members = late(() => level.value && dimensionOf(level.value))
  const provinces = late(() => 'province')

  return {
    state,
    go,
    openStore(code) {
      const dealer = session.names.dealer(code)
      if (dealer) go({ path: [dealer.region, dealer.area, code] })
    },
    clock,
    scene,
    totals,
    pace,
    level,
    nation,
    troubled,
    freshness,
    lateMembers: members.places,
    lateProvinces: provinces.places,
    lateHere: provinces.whole,
    calendar: computed(() => point.value && calendarShare(point.value)),
    promise,
    flips,
    loaded,
    settled,
  }
}

/** The share of the target that its day weights put before now. */
function weightsOf(result: ViewResult | null, retail: string): number | null {
  const full = result?.total.target_full?.[retail] ?? 0
  return full > 0 ? (result?.total.target?.[retail] ?? 0) / full : null
}

/** The months that a range touches: `2026-10`. */
function monthsOf(from: string, to: string): string[] {
  const months: string[] = []
  for (let month = from.slice(0, 7); month <= to.slice(0, 7) && months.length < 200; month = next(month))
    months.push(month)
  const onFirst = /-01T00:00/.test(to) && months.length > 1
  return onFirst ? months.slice(0, -1) : months
}

const next = (month: string): string =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 1)).toISOString().slice(0, 7)
