import type { Component } from 'vue'
import type { TileName } from './rectangles.ts'
import { kpisOf } from './scene.ts'
import type { SceneName } from './state.ts'
import Funnel from './tiles/Funnel.vue'
import Headline from './tiles/Headline.vue'
import Kpi from './tiles/Kpi.vue'
import Losses from './tiles/Losses.vue'
import Map from './tiles/Map.vue'
import Ranking from './tiles/Ranking.vue'
import Regions from './tiles/Regions.vue'
import Today from './tiles/Today.vue'

type Named = Exclude<TileName, 'header' | 'footer'>
type Kpis = `kpi${0 | 1 | 2 | 3 | 4}`

export interface ShownTile {
  is: Component
  props?: Record<string, unknown>
}

const NATION: Record<Exclude<Named, Kpis>, Component> = {
  a1: Headline,
  b1: Regions,
  b2: Map,
  b3: Funnel,
  c1: Today,
  c2: Losses,
  c3: Ranking,
}

/** What stands in a tile of a scene. `rows`: how many bullet rows its shape has room for. */
export function tileOf(_scene: SceneName, name: TileName, retail: string, rows: number): ShownTile {
  if (name.startsWith('kpi')) return { is: Kpi, props: { measure: kpisOf(retail)[Number(name.slice(3))] } }
  const is = NATION[name as keyof typeof NATION]
  return name === 'b1' ? { is, props: { rows } } : { is }
}
