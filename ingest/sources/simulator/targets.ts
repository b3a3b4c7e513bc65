import type { Target } from '#domain/streams.ts'
import { MODELS, MODEL_E } from './catalogue.ts'
import { journeys } from './entries.ts'
import { instants } from './events.ts'
import { draw, keyFrom } from './random.ts'
import { REGIONS } from './places.ts'
import { DECOYS } from './scripted.ts'
import type { Store } from './stores.ts'
import { onDuty } from './staff.ts'
import { currentArea, growth, months, nextMonth, onSale, type World } from './world.ts'

const AVERAGE_MONTH = 30.4375
/** What the sum of a level's targets is of the national one: every level adds some (层层加码). */
const ADDED = { region: 1.03, area: 1.05, store: 1.08 } as const
/** Promises of the regions below their target; the south is optimistic, the north-east is not. */
const PROMISED: Record<string, readonly [low: number, high: number]> = { 华南: [0.98, 0.985], 东北: [0.935, 0.945] }
const PROMISE = [0.95, 0.975] as const
/** The demo month ends here against its target, incidents and all: else every lamp would be red for them. */
const FINISHES = 0.995
/** How much of what a region will really bring (without incidents) its target of the demo month knows. */
const FORESEEN = 0.8
/** 挑战: what would be a feat. */
const FEAT = [1.05, 1.08] as const
/** The months after the demo month that have targets already. */
const AHEAD = 2

/** Days from an order to its delivery, about: who sold then makes the month. */
const ORDERED_BEFORE = 12

/** Cars that a store should deliver around a day without incidents: its size, and the people who sell there then. */
function expected({ monthly, slots, sellers }: Store, level: number, day: number): number {
  const skills = slots.slice(0, sellers).map((slot) => onDuty(slot, day - ORDERED_BEFORE).skill)
  return (monthly * level * sum(skills)) / sellers
}

/** Targets of 24 months, the current one and two more: national (also by model), region, area, store; promises and challenges. */
export function targets(world: World): Target[] {
  return months(world.options.today, 24, AHEAD).flatMap((from) => ofMonth(world, from))
}

function ofMonth(world: World, from: string): Target[] {
  const to = nextMonth(from)
  const { rhythm } = world
  const opening = rhythm.texts.indexOf(from)
  const { cum } = rhythm.clocks.delivery
  const day = rhythm.first + opening
  const level = ((cum[rhythm.texts.indexOf(to)]! - cum[opening]!) / AVERAGE_MONTH) * growth(world, day + 15)
  const key = (part: number) => keyFrom(world.seed, day, 5_000, part)
  const cars = sum(world.stores.map((store) => expected(store, level, day + 15)))
  const demoMonth = world.options.today >= from && world.options.today < to
  const brought = demoMonth ? sum(deliveries(world, from, to).values()) / FINISHES : 0
  const national = Math.round((brought || cars * (1.005 + 0.025 * draw(key(0), 0))) / 10) * 10
  const foreseen = demoMonth ? deliveries({ ...world, incidents: new Set() }, from, to) : new Map<string, number>()
  const row = (place: Partial<Target>, value: number, kind: Target['kind'] = 'target'): Target => ({
    from,
    to,
    measure: 'delivery',
    ...place,
    kind,
    value,
  })
  const weighed = (
    names: readonly string[],
    of: (store: Store) => string,
    added: number,
    part: number,
    noise: number,
  ) => {
    const weights = names.map((name, i) => {
      const own = sum(world.stores.map((store) => (of(store) === name ? expected(store, level, day + 15) : 0)))
      const known = own + FORESEEN * ((foreseen.get(name) ?? own) - own)
      return known * (1 + noise * (draw(key(part), i) - 0.5))
    })
    return shareOut(Math.round(national * added), weights)
  }
  const regions = REGIONS.map(({ region }) => region)
  const areaOf = (store: Store) => currentArea(world, store)
  const areas = [...new Set(world.stores.map(areaOf))]
  const ids = world.stores.map(({ id }) => id)
  const lies = world.decoys && demoMonth
  const wrong = (area: string, value: number) =>
    lies && area === DECOYS.overTarget.area ? Math.round(value * DECOYS.overTarget.factor) : value

  const sold = MODELS.map((model, i) =>
    onSale(world, i, day + 10) ? (i === MODEL_E && day < world.launch ? 0.4 : 1) * model.share : 0,
  )
  const byRegion = weighed(regions, ({ place }) => place.region, ADDED.region, 1, 0.05)
  const byArea = weighed(areas, areaOf, ADDED.area, 2, 0.06)
  const byStore = weighed(ids, ({ id }) => id, ADDED.store, 3, 0.12)
  const promise = (name: string, value: number, i: number) => {
    const [low, high] = PROMISED[name] ?? PROMISE
    return Math.round(value * (low + (high - low) * draw(key(4), i)))
  }
  const feats = regions.map((_, i) => Math.round(byRegion[i]! * (FEAT[0] + (FEAT[1] - FEAT[0]) * draw(key(5), i))))
  const promised = regions.map((region, i) => promise(region, byRegion[i]!, i))
  return [
    row({}, national),
    ...shareOut(national, sold).flatMap((value, i) => (value ? [row({ model: MODELS[i]!.code }, value)] : [])),
    ...regions.map((region, i) => row({ region }, byRegion[i]!)),
    ...areas.map((area, i) => row({ area }, wrong(area, byArea[i]!))),
    ...world.stores.map((store, i) => row({ dealer_id: store.id }, wrong(areaOf(store), byStore[i]!))),
    row({}, sum(promised), 'commitment'),
    ...regions.map((region, i) => row({ region }, promised[i]!, 'commitment')),
    row({}, sum(feats), 'challenge'),
    ...regions.map((region, i) => row({ region }, feats[i]!, 'challenge')),
  ]
}

/** What the regions will deliver in a range of business days, by following the buyers alone. */
function deliveries(world: World, from: string, to: string): Map<string, number> {
  const range = instants(world, from, to)
  const regions = new Map<string, number>()
  for (const ofDay of journeys(world, range.from, range.to, 2)) {
    for (const { delivery, store } of ofDay) {
      if (delivery < range.from || delivery >= range.to) continue
      regions.set(store.place.region, (regions.get(store.place.region) ?? 0) + 1)
    }
  }
  return regions
}

const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const value of values) total += value
  return total
}

/** Splits a whole number by weights into whole numbers that sum to it (largest remainders). */
function shareOut(total: number, weights: readonly number[]): number[] {
  const all = sum(weights)
  const exact = weights.map((weight) => (total * weight) / all)
  const parts = exact.map(Math.floor)
  const order = exact.map((value, i) => [value - parts[i]!, i] as const).sort((a, b) => b[0] - a[0])
  let left = total - sum(parts)
  for (const [, i] of order) {
    if (left-- <= 0) break
    parts[i]!++
  }
  return parts
}
