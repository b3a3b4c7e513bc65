import type { z } from 'zod'
import type { STREAMS } from '#domain/streams.ts'
import { MODELS, MODEL_E } from './catalogue.ts'
import { draw, factor, keyFrom } from './random.ts'
import { stamper } from './stamp.ts'
import type { World } from './world.ts'

export type StockRow = z.infer<(typeof STREAMS)['stock']['row']>

/** Months of retail on hand (库存系数): mean 1.5; of the missing model 0.3. */
const COEFFICIENT = 1.5
const MISSING = 0.3
const AGED = 0.14
const HOUR = 3_600_000

/** Cars on hand at 8:00, thirty days ago and on the demo day, by store and model. */
export function stock(world: World): StockRow[] {
  const stamp = stamper(world.rhythm)
  return [-30, 0].flatMap((since) => {
    const day = world.today + since
    const at = stamp(world.rhythm.starts[day - world.rhythm.first]! + 8 * HOUR)
    return world.stores.flatMap((store) =>
      MODELS.map(({ code, share }, model): StockRow => {
        const key = keyFrom(world.seed, store.no, 4_000 + model, day)
        const missing = model === MODEL_E && since >= -14 && world.incidents.has(4)
        const months = (missing ? MISSING : COEFFICIENT) * factor(0.28, draw(key, 0))
        const on_hand = Math.round((store.monthly * share * months) / 100 + draw(key, 1) - 0.5)
        return {
          at,
          dealer_id: store.id,
          model: code,
          on_hand,
          in_transit: Math.round((store.monthly * share * 0.4 * draw(key, 2)) / 50),
          reserved: Math.round(on_hand * 0.3 * draw(key, 3)),
          aged_90: missing ? 0 : Math.round(on_hand * AGED * 2 * draw(key, 4)),
        }
      }),
    )
  })
}
