import type { Component } from 'vue'
import type { TileName } from './rectangles.ts'
import { kpisOf } from './scene.ts'
import type { SceneName } from './state.ts'
import Channels from './tiles/Channels.vue'
import DayHeadline from './tiles/DayHeadline.vue'
import DayKpi from './tiles/DayKpi.vue'
import DeliveryBoard from './tiles/DeliveryBoard.vue'
import Funnel from './tiles/Funnel.vue'
import GapBars from './tiles/GapBars.vue'
import GapStores from './tiles/GapStores.vue'
import Headline from './tiles/Headline.vue'
import Heat from './tiles/Heat.vue'
import HourColumns from './tiles/HourColumns.vue'
import Kpi from './tiles/Kpi.vue'
import Losses from './tiles/Losses.vue'
import Map from './tiles/Map.vue'
import ModelStock from './tiles/ModelStock.vue'
import MonthRun from './tiles/MonthRun.vue'
import Promises from './tiles/Promises.vue'
import Ranking from './tiles/Ranking.vue'
import Regions from './tiles/Regions.vue'
import Responses from './tiles/Responses.vue'
import RunInCurves from './tiles/RunInCurves.vue'
import Silence from './tiles/Silence.vue'
import SmallCurves from './tiles/SmallCurves.vue'
import SprintHeadline from './tiles/SprintHeadline.vue'
import SprintKpi from './tiles/SprintKpi.vue'
import StoreMap from './tiles/StoreMap.vue'
import Today from './tiles/Today.vue'

export type Named = Exclude<TileName, 'header' | 'footer'>
type Kpis = `kpi${0 | 1 | 2 | 3 | 4}`

export interface ShownTile {
  is: Component
  props?: Record<string, unknown>
}

type Tiles = Record<Exclude<Named, Kpis>, ShownTile>

const NATION: Tiles = {
  a1: { is: Headline },
  b1: { is: Regions },
  b2: { is: Map },
  b3: { is: Funnel },
  c1: { is: Today },
  c2: { is: Losses },
  c3: { is: Ranking },
}

const REGION: Tiles = {
  ...NATION,
  b2: { is: StoreMap },
  b3: { is: Funnel, props: { against: 'peers' } },
  c1: { is: MonthRun },
}

const DAY: Tiles = {
  a1: { is: DayHeadline },
  b1: { is: Heat },
  b2: { is: HourColumns },
  b3: { is: Channels },
  c1: { is: SmallCurves },
  c2: { is: Silence },
  c3: { is: Responses },
}
const DAY_KPIS = ['unique_lead', 'first_response_median', 'contact_24h_rate', 'visit', 'test_drive']

const PUSH: Tiles = {
  a1: { is: SprintHeadline },
  b1: { is: GapBars },
  b2: { is: Promises },
  b3: { is: ModelStock },
  c1: { is: RunInCurves },
  c2: { is: GapStores },
  c3: { is: DeliveryBoard },
}
const pushKpis = (retail: string): ShownTile[] => [
  { is: DayKpi, props: { measure: retail } },
  { is: DayKpi, props: { measure: 'order_in_hand' } },
  { is: SprintKpi, props: { figure: 'ready' } },
  { is: SprintKpi, props: { figure: 'unpaid' } },
  { is: DayKpi, props: { measure: 'order_cancel' } },
]
const measured = (is: Component, measures: readonly string[]): ShownTile[] =>
  measures.map((measure) => ({ is, props: { measure } }))

const TILES: Record<SceneName, Tiles> = { a: NATION, b: REGION, c: DAY, d: PUSH }

function kpisIn(scene: SceneName, retail: string): ShownTile[] {
  if (scene === 'c') return measured(DayKpi, DAY_KPIS)
  return scene === 'd' ? pushKpis(retail) : measured(Kpi, kpisOf(retail))
}

/** Tiles of bullet rows, which take as many as their shape has room for. */
const LISTS: readonly Component[] = [Regions, Heat, GapBars, Promises]

/** What stands in a tile of a scene. `rows`: how many bullet rows its shape has room for. */
export function tileOf(scene: SceneName, name: Named, retail: string, rows: number): ShownTile {
  if (isKpi(name)) return kpisIn(scene, retail)[Number(name.slice(3))]!
  const { is, props } = TILES[scene][name]
  return { is, props: { ...props, ...(LISTS.includes(is) && { rows }) } }
}

const isKpi = (name: Named): name is Kpis => name.startsWith('kpi')
