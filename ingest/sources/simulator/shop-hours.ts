import { draw } from './random.ts'
import { dayIndexAt, type Rhythm } from './rhythm.ts'
import type { Store } from './stores.ts'
import type { World } from './world.ts'

const OPEN = 9 * 3_600_000
const CLOSE = 20 * 3_600_000 + 55 * 60_000
/** Whatever is put off once more that day begins before this. */
const LAST = 19 * 3_600_000 + 30 * 60_000
const PUSHED_SLOT = 80

/** The same instant, or the next one at which a store is open. */
export function inShop(rhythm: Rhythm, instant: number): number {
  const index = dayIndexAt(rhythm, instant)
  const time = instant - rhythm.starts[index]!
  if (time < OPEN) return rhythm.starts[index]! + OPEN + (time % 1800_000)
  if (time <= CLOSE) return instant
  // Still the same evening's business, entered before the doors close.
  return rhythm.starts[index]! + CLOSE - (time % 900_000)
}

/** An instant at least `gap` ms after another; otherwise the next morning or later that day, in shop hours. */
export function afterwards(rhythm: Rhythm, instant: number, earlier: number, gap: number, key: number): number {
  if (instant >= earlier + gap) return instant
  const soonest = earlier + gap
  const index = dayIndexAt(rhythm, soonest)
  const time = soonest - rhythm.starts[index]!
  const spread = Math.floor(draw(key, PUSHED_SLOT) * 5400) * 1000
  if (time < OPEN) return rhythm.starts[index]! + OPEN + spread
  if (time + spread <= LAST) return soonest + spread
  return rhythm.starts[Math.min(rhythm.days - 1, index + 1)]! + OPEN + spread
}

/** Two typhoon days a year on the south-eastern coast. */
export function stormy(world: World, { place }: Store, day: number): boolean {
  if (place.region !== '浙闽赣' && place.region !== '华南') return false
  const text = world.rhythm.texts[day - world.rhythm.first]
  return text !== undefined && (text.endsWith('-08-26') || text.endsWith('-08-27'))
}
