import { dayNumber } from '#domain/zone.ts'
import { MODEL_E } from './catalogue.ts'
import { dayIndexAt, openRhythm, type Rhythm } from './rhythm.ts'
import { keyFrom } from './random.ts'
import { DECOYS, SCRIPTS } from './scripted.ts'
import { buildStores, type Store } from './stores.ts'

export interface WorldOptions {
  seed: number
  size: 'default' | 'large'
  /** The demo day `YYYY-MM-DD`, the anchor of every incident. Keep it when the same folder is opened on a later day. */
  today: string
  /** Which planted incidents happen. */
  incidents: ReadonlySet<number> | 'all' | 'none'
  zone: string
  /** Quiet oddities without a cause; on unless switched off. */
  decoys?: boolean
  /** Tells `clean` (valid leads) with the light events, so that months without process events have it too. */
  cleanInLight?: boolean
}

/** A whole maker as a pure function of its options. */
export interface World {
  options: WorldOptions
  seed: number
  /** Day number of the demo day. */
  today: number
  rhythm: Rhythm
  stores: Store[]
  /** Stores of one area, for people who ask at two dealers. */
  neighbours: number[][]
  incidents: ReadonlySet<number>
  decoys: boolean
  /** Day number of 澜E's launch. */
  launch: number
  closed: { from: number; to: number }
}

/** The seed of the demo; with it every incident is worth what its script says on any day late in a month. */
export const DEMO_SEED = 3

/** Yearly growth of the maker. */
const GROWTH = 1.03
const MONTHS_BACK = 24

/** Opens a world. Builds tables only (some ms); events are generated when asked for. */
export function createWorld(options: WorldOptions): World {
  const today = dayNumber(options.today)
  const year = Number(options.today.slice(0, 4))
  const stores = buildStores(options.seed, options.size === 'large')
  const byArea = new Map<string, number[]>()
  for (const { no, place } of stores) byArea.set(place.area, [...(byArea.get(place.area) ?? []), no])
  const { incidents } = options
  return {
    options,
    seed: keyFrom(options.seed, 7),
    today,
    rhythm: openRhythm(year - 3, year + 2, options.zone),
    stores,
    neighbours: stores.map(({ place }) => byArea.get(place.area)!),
    incidents:
      incidents === 'all' ? new Set(SCRIPTS.map(({ no }) => no)) : incidents === 'none' ? new Set() : incidents,
    decoys: options.decoys ?? true,
    launch: today - 274,
    closed: { from: today + DECOYS.closed.from, to: today + DECOYS.closed.to },
  }
}

/** Whether an incident works on a day. */
export function active(world: World, no: number, from: number, to: number, day: number): boolean {
  const since = day - world.today
  return since >= from && since < to && world.incidents.has(no)
}

/** The number of the business day that an instant lies in. */
export const dayOf = ({ rhythm }: World, instant: number): number => rhythm.first + dayIndexAt(rhythm, instant)

/** How many times the volume of the demo day's year a day has. */
export const growth = (world: World, day: number): number => GROWTH ** ((day - world.today) / 365)

/** First days of the months of a history: `back` months before the demo month up to `ahead` after it, oldest first. */
export function months(today: string, back = MONTHS_BACK, ahead = 0): string[] {
  const at = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1
  return Array.from({ length: back + ahead + 1 }, (_, i) => monthText(at - back + i))
}

/** The first day of the month after the one that `day` lies in. */
export const nextMonth = (day: string): string => monthText(Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)))

const monthText = (at: number): string => `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`

/** Whether a model is sold on a day. */
export const onSale = (world: World, model: number, day: number): boolean => model !== MODEL_E || day >= world.launch

/** The area a store belongs to on the demo day. */
export const currentArea = (world: World, { marks, place }: Store): string =>
  world.decoys && marks.moved ? DECOYS.moved.to.area : place.area
