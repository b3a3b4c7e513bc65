import { BEFORE_SECOND_CALL, LEAVES, MODEL_X5 } from './catalogue.ts'
import { NUMBERS } from './identity.ts'
import type { Store } from './stores.ts'
import type { World } from './world.ts'

const SECOND_CALL = 5.9 / 4
const HUB_LOSS = 3.7 / 5.9
/** Days until a new way of calling has its whole effect. */
const LEARNING = 21
export const RIVAL_LOSS = 17 / 25

/** The chance that a lead of a channel comes to the store. */
export function visitChance(world: World, store: Store, leaf: number, day: number): number {
  const { visit, online } = LEAVES[leaf]!
  const base = visit * store.visitFactor
  if (!online) return Math.min(0.9, base)
  const { hub, secondCall } = store.marks
  const since = day - world.today
  let factor = secondCall ? BEFORE_SECOND_CALL : 1
  if (secondCall === 'pilot' && since >= -45 && world.incidents.has(8)) {
    factor *= 1 + (SECOND_CALL - 1) * Math.min(1, (since + 45) / LEARNING)
  }
  if (hub && since >= -20 && since < 25 && world.incidents.has(1)) factor *= HUB_LOSS
  return Math.min(0.9, base * factor)
}

/** The chance that a visitor orders, before the rival's price cut is known. */
export const orderChance = (_world: World, store: Store, leaf: number, model: number, skill: number): number => {
  const liking = model === MODEL_X5 ? 1.05 : 0.982
  return Math.min(0.85, LEAVES[leaf]!.order * store.orderFactor * skill * liking)
}

/** The share of a channel's leads that cleaning finds valid. */
export const validChance = (leaf: number, no: number): number =>
  no >= NUMBERS.bulk && no < NUMBERS.lucky ? 0.04 : LEAVES[leaf]!.valid
