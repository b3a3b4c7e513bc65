import type { Component } from 'vue'
import type { Rectangle } from './rectangles.ts'
import DueActions from './tiles/DueActions.vue'
import Funnel from './tiles/Funnel.vue'
import GapStores from './tiles/GapStores.vue'
import Losses from './tiles/Losses.vue'
import Regions from './tiles/Regions.vue'

/** Where each wing says whose it is, level with the scene's header. */
export const HEADS: readonly Rectangle[] = [
  [-942, 24, 930, 48],
  [1932, 24, 930, 48],
]

/** What stands beside the scene, in units of its canvas: left the region that is worst, right why, at which step, and what is done. */
export const WINGS: readonly { name: string; is: Component; at: Rectangle; props?: object }[] = [
  { name: 'areas', is: Regions, at: [-942, 88, 930, 456], props: { rows: 8 } },
  { name: 'stores', is: GapStores, at: [-942, 560, 930, 496] },
  { name: 'causes', is: Losses, at: [1932, 88, 930, 240] },
  { name: 'funnel', is: Funnel, at: [1932, 344, 930, 416] },
  { name: 'actions', is: DueActions, at: [1932, 776, 930, 280] },
]
