import { draw, keyFrom, poisson } from './random.ts'
import { dayIndexAt } from './rhythm.ts'
import type { Sink } from './sink.ts'
import { DECOYS } from './scripted.ts'
import { growth, type World } from './world.ts'

const OPENS = 9
const HOURS = [0.04, 0.12, 0.12, 0.06, 0.07, 0.13, 0.14, 0.12, 0.08, 0.06, 0.04, 0.02]
/** Heads through the door per journey that begins or continues in the store: families, friends, service. */
const HEADS = 3.1
const HOUR = 3_600_000

/** The door counters: heads an hour, told at the end of the hour. */
export function traffic(world: World, sink: Sink): void {
  const { rhythm } = world
  const { visit } = rhythm.clocks
  const last = dayIndexAt(rhythm, sink.to - 1)
  for (let index = dayIndexAt(rhythm, sink.from); index <= last; index++) {
    const day = rhythm.first + index
    const weight = (visit.cum[index + 1]! - visit.cum[index]!) * growth(world, day)
    const since = day - world.today
    for (const store of world.stores) {
      if (
        !store.counter ||
        (world.decoys && store.marks.closed && since >= DECOYS.closed.from && since < DECOYS.closed.to)
      )
        continue
      const key = keyFrom(world.seed, store.no, day, 3_000)
      const rate = (store.walkRate + store.leadRate * 0.12) * weight * HEADS
      for (let hour = 0; hour < HOURS.length; hour++) {
        const at = rhythm.starts[index]! + (OPENS + hour + 1) * HOUR - 1000
        if (at < sink.from || at >= sink.to) continue
        const heads = poisson(rate * HOURS[hour]!, draw(key, hour))
        if (heads) sink.traffic(store, at, heads)
      }
    }
  }
}
