import type { Target } from '#domain/streams.ts'
import { MODELS, MODEL_E } from './catalogue.ts'
import { draw, keyFrom } from './random.ts'
import { REGIONS } from './places.ts'
import { DECOYS } from './scripted.ts'
import type { Store } from './stores.ts'
import { currentArea, growth, months, nextMonth, onSale, type World } from './world.ts'

const AVERAGE_MONTH = 30.4375
/** What the sum of a level's targets is of the national one: every level adds some (层层加码). */
const ADDED = { region: 1.03, area: 1.05, store: 1.08 } as const
/** Promises of the regions below their target; the south is optimistic, the north-east is not. */
const PROMISED: Record<string, readonly [low: number, high: number]> = { 华南: [0.98, 0.985], 东北: [0.935, 0.945] }
const PROMISE = [0.95, 0.975] as const
/** The months after the demo month that have targets already. */
const AHEAD = 2

/** Cars that a store should deliver in a month without incidents. */
const expected = (store: Store, level: number): number => store.monthly * level

/** Targets of 24 months, the current one and two more: national (also by model), region, area, store; and promises. */
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
  const cars = world.stores.reduce((sum, store) => sum + expected(store, level), 0)
  const national = Math.round((cars * (0.995 + 0.035 * draw(key(0), 0))) / 10) * 10
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
      const own = world.stores.reduce((sum, store) => (of(store) === name ? sum + expected(store, 1) : sum), 0)
      return own * (1 + noise * (draw(key(part), i) - 0.5))
    })
    return shareOut(Math.round(national * added), weights)
  }
  const regions = REGIONS.map(({ region }) => region)
  const areaOf = (store: Store) => currentArea(world, store)
  const areas = [...new Set(world.stores.map(areaOf))]
  const ids = world.stores.map(({ id }) => id)
  const lies = world.decoys && world.options.today >= from && world.options.today < to
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
  const promised = regions.map((region, i) => promise(region, byRegion[i]!, i))
  return [
    row({}, national),
    ...shareOut(national, sold).flatMap((value, i) => (value ? [row({ model: MODELS[i]!.code }, value)] : [])),
    ...regions.map((region, i) => row({ region }, byRegion[i]!)),
    ...areas.map((area, i) => row({ area }, wrong(area, byArea[i]!))),
    ...world.stores.map((store, i) => row({ dealer_id: store.id }, wrong(areaOf(store), byStore[i]!))),
    row(
      {},
      promised.reduce((sum, value) => sum + value, 0),
      'commitment',
    ),
    ...regions.map((region, i) => row({ region }, promised[i]!, 'commitment')),
  ]
}

/** Splits a whole number by weights into whole numbers that sum to it (largest remainders). */
function shareOut(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  const exact = weights.map((weight) => (total * weight) / sum)
  const parts = exact.map(Math.floor)
  const order = exact.map((value, i) => [value - parts[i]!, i] as const).sort((a, b) => b[0] - a[0])
  let left = total - parts.reduce((all, part) => all + part, 0)
  for (const [, i] of order) {
    if (left-- <= 0) break
    parts[i]!++
  }
  return parts
}
