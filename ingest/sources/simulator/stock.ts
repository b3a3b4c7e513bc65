import type { StockRow } from '#domain/streams.ts'
import { MODELS, MODEL_E } from './catalogue.ts'
import { draw, factor, keyFrom } from './random.ts'
import { stamper } from './stamp.ts'
import { growth, onSale, type World } from './world.ts'

/** Months of retail on hand (库存系数): mean 1.5; of the missing model 0.3 of a month that sold a sixth less. */
const COEFFICIENT = 1.5
const MISSING = 0.25
const AGED = 0.14
const HOUR = 3_600_000
const MONTH = 30

/** Days relative to the demo day with a report that the first picture needs, and all others: weeks, months, a year. */
export const FIRST_REPORTS: readonly number[] = [-30, -1, 0]
export const FURTHER_REPORTS: readonly number[] = [
  ...[395, 365, 335, 305, 275, 245, 215, 185, 155, 125].map((ago) => -ago),
  ...Array.from({ length: 10 }, (_, week) => -7 * (14 - week)),
  ...Array.from({ length: 28 }, (_, i) => i - 29),
]

/** Cars on hand at 8:00 of days relative to the demo day, by store and model. */
export function stock(world: World, days: readonly number[]): StockRow[] {
  const stamp = stamper(world.rhythm)
  return days.flatMap((since) => {
    const day = world.today + since
    const at = stamp(world.rhythm.starts[day - world.rhythm.first]! + 8 * HOUR)
    const pace = monthOf(world, day)
    return world.stores.flatMap((store) =>
      MODELS.flatMap(({ code, share }, model): StockRow[] => {
        if (!onSale(world, model, day)) return []
        const own = keyFrom(world.seed, store.no, 4_000 + model)
        const key = keyFrom(world.seed, store.no, 4_000 + model, day)
        const missing = model === MODEL_E && since >= -14 && since < 20 && world.incidents.has(4)
        // A store's habit stays; from day to day little changes.
        const months = (missing ? MISSING : COEFFICIENT) * factor(0.24, draw(own, 0)) * factor(0.08, draw(key, 0))
        const month = (store.monthly * share * pace) / 100
        const on_hand = whole(month * months, draw(key, 1))
        return [
          {
            at,
            dealer_id: store.id,
            model: code,
            on_hand,
            in_transit: whole(month * 0.8 * draw(key, 2), draw(key, 5)),
            reserved: Math.round(on_hand * 0.3 * draw(key, 3)),
            aged_90: missing ? 0 : Math.min(on_hand, whole(on_hand * AGED * 2 * draw(own, 4), draw(key, 6))),
          },
        ]
      }),
    )
  })
}

/** A whole number that is the exact one on average. */
const whole = (exact: number, u: number): number => Math.floor(exact + u)

/** What the thirty days before a day sell, in average months. */
function monthOf(world: World, day: number): number {
  const { first, clocks } = world.rhythm
  const { cum } = clocks.delivery
  return ((cum[day - first]! - cum[day - MONTH - first]!) / MONTH) * growth(world, day)
}
