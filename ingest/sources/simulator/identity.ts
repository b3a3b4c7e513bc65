import { draw } from './random.ts'
import type { World } from './world.ts'

/**
 * A journey is one person at one store: store, entry day and a number within the day. Numbers say how it came about,
 * so that an incident adds or takes journeys without renumbering others.
 */
export const NUMBERS = { lead: 0, show: 384, walk: 512, video: 640, bulk: 704, lucky: 1000, end: 1024 } as const

/** Text identity of a journey, unique over all worlds of a maker: `k3f9a2x`. */
export const journeyId = (store: number, day: number, no: number): string =>
  ((day * 1024 + store) * 1024 + no).toString(36)

const NUMBERING_DAY = 19_000
/** Mainland mobiles begin with 13–19: these numbers, 10…–12…, can be nobody's. */
const PHONES = 3_000_000_000

/** The invented phone of whoever began this journey. */
export function phone(store: number, day: number, no: number): string {
  const place = ((day - NUMBERING_DAY) & 2047) * 1_048_576 + store * 1024 + no
  return String(10_000_000_000 + ((place * 2_654_437 + 987_654_321) % PHONES))
}

/** Share of leads whose person already asked at a neighbouring store: one person at 1.14 dealers. */
const SECOND_DEALER = 0.175
const RIVAL_SLOT = 90

/** The person of a journey: its own, or one who asked next door up to three days before. */
export function personOf(world: World, store: number, day: number, no: number, key: number): string {
  if (no >= NUMBERS.show || draw(key, RIVAL_SLOT) >= SECOND_DEALER) return phone(store, day, no)
  const near = world.neighbours[store]!
  const other = near[Math.floor(draw(key, RIVAL_SLOT + 1) * near.length)]!
  if (other === store) return phone(store, day, no)
  const busy = Math.max(1, Math.floor(world.stores[other]!.leadRate * 0.6))
  const nth = Math.floor(draw(key, RIVAL_SLOT + 2) * busy)
  return phone(other, day - Math.floor(draw(key, RIVAL_SLOT + 3) * 4), nth)
}
