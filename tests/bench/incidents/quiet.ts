import { dayNumber } from '#domain/zone.ts'
import { journeys } from '#ingest/sources/simulator/entries.ts'
import type { Journey } from '#ingest/sources/simulator/journey.ts'
import { DECOYS } from '#ingest/sources/simulator/scripted.ts'
import { stock } from '#ingest/sources/simulator/stock.ts'
import { createWorld, type World } from '#ingest/sources/simulator/world.ts'
import { Ledger, type Ranges } from './ledger.ts'

/** A world on one day: the question of that day, its journeys, and what they come to. */
export interface Base {
  world: World
  ranges: Ranges
  journeys: readonly Journey[]
  ledger: Ledger
}

const DAY = 86_400_000
/** Days of 澜E on sale, on any demo day. */
const ON_SALE = 274

/** Opens the maker of a seed for any day of the year: nothing is planted, but for `incidents` of the demo's own script. */
export const openMaker = (seed: number, incidents: ReadonlySet<number> = new Set()): World =>
  createWorld({ seed, size: 'default', today: '2026-11-23', incidents, zone: 'Asia/Shanghai', decoys: true })

/**
 * Tells a maker's month to date (or its last `back` days), and as many days before, with the demo's quiet oddities: a store shut for
 * rebuilding, a salesman's lucky week.
 */
export function tellDay(maker: World, text: string, back?: number): Base {
  const today = dayNumber(text)
  const closed = { from: today + DECOYS.closed.from, to: today + DECOYS.closed.to }
  const world: World = { ...maker, today, closed, launch: today - ON_SALE, options: { ...maker.options, today: text } }
  const ranges = back === undefined ? monthToDate(world, text) : lastDays(world, back)
  const ledger = new Ledger(ranges)
  const all: Journey[] = []
  for (const ofDay of journeys(world, ledger.from, ranges.actual.to)) {
    for (const journey of ofDay) {
      ledger.add(journey, 1)
      all.push(journey)
    }
  }
  putStock(world, ranges, ledger)
  return { world, ranges, journeys: all, ledger }
}

/** The month up to the end of a day, against as many days of the month before. */
function monthToDate({ rhythm, today }: World, text: string): Ranges {
  const index = (day: string): number => rhythm.texts.indexOf(day)
  const month = Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 2
  const before = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`
  const [first, begin, end] = [index(`${text.slice(0, 8)}01`), index(before), today - rhythm.first + 1]
  const at = (i: number): number => rhythm.starts[i]!
  const last = Math.min(begin + end - first, first)
  return { actual: { from: at(first), to: at(end) }, baseline: { from: at(begin), to: at(last) } }
}

function lastDays({ rhythm, today }: World, back: number): Ranges {
  const at = (since: number): number => rhythm.starts[today - rhythm.first + since]!
  return { actual: { from: at(1 - back), to: at(1) }, baseline: { from: at(1 - 2 * back), to: at(1 - back) } }
}

/** Cars on hand on the last morning of each range. */
function putStock(world: World, { baseline, actual }: Ranges, ledger: Ledger): void {
  const byId = new Map(world.stores.map((store) => [store.id, store]))
  const ago = Math.round((actual.to - baseline.to) / DAY)
  for (const [range, since] of [
    ['baseline', -ago],
    ['actual', 0],
  ] as const) {
    for (const { dealer_id, model, on_hand } of stock(world, [since])) {
      const { region, area } = byId.get(dealer_id)!.place
      ledger.stock([region, area, dealer_id, model], range, on_hand)
    }
  }
}
