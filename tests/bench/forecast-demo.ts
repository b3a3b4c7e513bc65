import { instants } from '#ingest/sources/simulator/events.ts'
import { journeys } from '#ingest/sources/simulator/entries.ts'
import { dayIndexAt } from '#ingest/sources/simulator/rhythm.ts'
import { createWorld, months as monthsOf } from '#ingest/sources/simulator/world.ts'
import { dayNumber } from '#domain/zone.ts'
import type { Replay, Seller } from './forecast-score.ts'

const TODAY = '2026-11-23'
/** Days of the month after which the forecast is made. */
const DAYS = [3, 8, 15, 22, 27]
/** Months that the first forecast knows. */
const KNOWN = 16

/** Deliveries of the demo world (or one of another seed), incidents and all, made without any store; its last months are held back. */
export function demoWorld(months: number, seed: number): Replay {
  const world = createWorld({ seed, size: 'default', today: TODAY, incidents: 'all', zone: 'Asia/Shanghai' })
  const starts = monthsOf(TODAY, KNOWN + months - 1, 1)
  const [from, to] = [starts[0]!, starts.at(-1)!]
  const range = instants(world, from, to)
  const days = dayNumber(to) - dayNumber(from)
  const offset = dayNumber(from) - world.rhythm.first
  const sellers = new Map<string, Seller & { units: number[] }>()
  const book = (level: string, name: string, day: number): void => {
    const key = `${level} ${name}`
    const seller = sellers.get(key) ?? { level, units: new Array<number>(days).fill(0) }
    sellers.set(key, seller)
    seller.units[day]!++
  }
  for (const ofDay of journeys(world, range.from, range.to, 2)) {
    for (const { delivery, store } of ofDay) {
      if (delivery < range.from || delivery >= range.to) continue
      const day = dayIndexAt(world.rhythm, delivery) - offset
      book('nation', '', day)
      book('region', store.place.region, day)
      book('area', store.place.area, day)
      book('dealer', store.id, day)
    }
  }
  const held = starts.slice(-1 - months)
  const moments = held.slice(0, -1).flatMap((start, i) => {
    return DAYS.map((elapsed) => ({ unit: { start, end: held[i + 1]! }, elapsed, label: `day ${elapsed}` }))
  })
  return { from, whole: sellers.get('nation ')!.units, sellers: [...sellers.values()], moments }
}
