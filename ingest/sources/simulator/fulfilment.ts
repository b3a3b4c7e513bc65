import { MODELS, MODEL_E, MODEL_X5 } from './catalogue.ts'
import { RIVAL_LOSS } from './chances.ts'
import { NUMBERS } from './identity.ts'
import { draw, lag, wait } from './random.ts'
import { instantAt } from './rhythm.ts'
import { afterwards } from './shop-hours.ts'
import { SLOT, type Journey } from './journey.ts'

const CANCEL_LAG = lag(4, 14, 20)
/** Deliveries gather at the month's end, which adds nearly two days on average to these. */
const PAID_LAG = { stock: lag(2.3, 13, 40), order: lag(16, 38, 55) }
const DELIVERY_LAG = lag(2, 6, 14)
const IN_STOCK = 0.7
const WHITE = 0
/** Of white cars of the missing model, how many are not to be had; 45 % are white, so 35 % of deliveries fail. */
const MISSING = 0.78
const HELD_CANCELS = 0.15
const HELD_DAYS = 25

/** From the signed order to the hand-over: cancelled, paid, delivered, or held back because the car is missing. */
export function fulfil(journey: Journey, tau: number, chance: number): void {
  const { world, key, order, model, store, no } = journey
  const { rhythm, today } = world
  const lucky = no >= NUMBERS.lucky
  const since = (at: number) => (at - rhythm.starts[today - rhythm.first]!) / 86_400_000
  const rival = world.incidents.has(3) && store.place.region === '华南' && model === MODEL_X5
  if (rival && since(order) >= -9 && since(order) < 30 && !lucky && draw(key, SLOT.order) >= chance * RIVAL_LOSS) {
    journey.order = 0
    journey.again = 0
    return
  }
  if (!lucky && draw(key, SLOT.cancel) < (MODELS[model]!.nev ? 0.11 : 0.08)) {
    const at = instantAt(rhythm, rhythm.clocks.order, tau + wait(CANCEL_LAG, draw(key, SLOT.cancelLag)))
    journey.cancel = afterwards(rhythm, at, order, 5 * 3_600_000, key)
    return
  }
  journey.inStock = lucky || draw(key, SLOT.stock) < IN_STOCK
  const delivery = rhythm.clocks.delivery
  const paidAt = tau + wait(journey.inStock ? PAID_LAG.stock : PAID_LAG.order, draw(key, SLOT.paidLag))
  journey.paid = afterwards(rhythm, instantAt(rhythm, delivery, paidAt), order, 50 * 60_000, key)
  let handedAt = paidAt + wait(DELIVERY_LAG, draw(key, SLOT.deliveryLag))
  const planned = afterwards(rhythm, instantAt(rhythm, delivery, handedAt), journey.paid, 100 * 60_000, key)
  const missing =
    world.incidents.has(4) &&
    model === MODEL_E &&
    journey.colour === WHITE &&
    since(planned) >= -14 &&
    since(planned) < 20
  if (missing && draw(key, SLOT.held) < MISSING) {
    journey.held = true
    if (draw(key, SLOT.heldCancel) < HELD_CANCELS) {
      journey.paid = 0
      journey.cancel = afterwards(rhythm, planned, order, 5 * 3_600_000, key)
      return
    }
    handedAt += HELD_DAYS
  }
  journey.delivery = afterwards(rhythm, instantAt(rhythm, delivery, handedAt), journey.paid, 100 * 60_000, key)
}
