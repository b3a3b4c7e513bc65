import type { Place, PlacedDealer } from '#domain/alerts/place.ts'
import { placesOf } from '#domain/alerts/place.ts'
import type { Stretch, Units } from '#domain/alerts/detect.ts'

/** A seeded source of chance (mulberry32); neighbouring seeds are taken far apart first. */
export function dice(seed: number): () => number {
  let state = seed >>> 0
  for (let i = 0; i < 3; i++) state = Math.imul(state ^ (state >>> 16), 0x45d9f3b) + 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const normal = (next: () => number): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

/** A count with a mean, noisier than chance by a relative spread of its mean. */
function countOf(next: () => number, mean: number, spread: number): number {
  const level = Math.max(0, mean * Math.exp(spread * normal(next) - spread ** 2 / 2))
  if (level > 60) return Math.max(0, Math.round(level + Math.sqrt(level) * normal(next)))
  let [count, product] = [0, next()]
  for (const floor = Math.exp(-level); product > floor; count++) product *= next()
  return count
}

export const KINDS = ['unique_lead', 'first_visit', 'order', 'order_cancel', 'delivery', 'lost'] as const
const MEANS = { unique_lead: 14, first_visit: 3.4, order: 0.62, order_cancel: 0.08, delivery: 0.55, lost: 2.4 }
/** The values that each kind is split into beside its whole, with their shares. */
const SPLITS: Readonly<Partial<Record<(typeof KINDS)[number], Readonly<Record<string, number>>>>> = {
  unique_lead: { 'channel=c1': 0.5, 'channel=c2': 0.3, 'channel=c3': 0.2 },
  first_visit: { 'model=m1': 0.6, 'model=m2': 0.4 },
  order: { 'model=m1': 0.6, 'model=m2': 0.4 },
  delivery: { 'model=m1': 0.6, 'model=m2': 0.4 },
  lost: { 'competitor_model=r1': 0.2, 'competitor_model=r2': 0.2 },
}
const WEEKDAYS = [0.8, 0.8, 0.8, 0.8, 0.9, 1.5, 1.4]
/** Shares of a day that have come by a full hour. */
const BY_HOUR = Array.from({ length: 15 }, (_, i) => ({ hour: 10 + i, share: Math.min(1, 0.12 + i * 0.08) }))

/** Units of a dealer's day by kind and slice, as they have come by each of the hours of `HOURS`. */
type Day = ReadonlyMap<string, Units>

export interface World {
  nation: Place
  dealers: readonly PlacedDealer[]
  dayOf(day: number): Day
}

export const HOURS = BY_HOUR.map(({ hour }) => hour)

/** What makes less or more of a kind come, from a day on; of one of its slices, or of all. */
export interface Planted {
  kind: string
  slice?: string
  dealers: (dealer: PlacedDealer) => boolean
  from: number
  until?: number
  factor: number
}

/** Days on which nothing is planted are those of every world of their seed: they are made once. */
const quiets = new Map<string, Map<number, Day>>()
function quietDays(seed: string): Map<number, Day> {
  const known = quiets.get(seed) ?? new Map<number, Day>()
  quiets.set(seed, known)
  return known
}

/** A maker of 4 regions × 4 areas × 5 dealers whose every day follows from the seed. */
export function worldOf(seed: number, planted: readonly Planted[] = [], spread = 0.1): World {
  const dealers: PlacedDealer[] = []
  for (let r = 0; r < 4; r++)
    for (let a = 0; a < 4; a++)
      for (let d = 0; d < 5; d++) dealers.push({ dealer_id: `D${r}${a}${d}`, region: `R${r}`, area: `A${r}${a}` })
  const sizes = dice(seed)
  const sizeOf = new Map(dealers.map(({ dealer_id }) => [dealer_id, Math.exp(0.4 * normal(sizes))]))
  const isPlanted = (day: number) => planted.some(({ from, until }) => day >= from && day < (until ?? Infinity))
  const [quiet, days] = [quietDays(`${seed} ${spread}`), new Map<number, Day>()]
  const make = (day: number): Day => {
    const next = dice(seed * 1_000_003 + day)
    const common = Math.exp(0.03 * normal(next))
    return new Map(
      KINDS.map((kind) => {
        const shares = SPLITS[kind] ?? {}
        const rest = 1 - Object.values(shares).reduce((sum, share) => sum + share, 0)
        const split = new Map([...Object.entries(shares), ...(rest > 0.01 ? [['rest', rest] as const] : [])])
        const slices = new Map<string, Map<string, readonly number[]>>([['', new Map()]])
        for (const dealer of dealers) {
          const whole = new Array<number>(HOURS.length).fill(0)
          for (const [slice, share] of split) {
            const factor = planted
              .filter((one) => one.kind === kind && day >= one.from && day < (one.until ?? Infinity))
              .filter((one) => (one.slice ?? slice) === slice && one.dealers(dealer))
              .reduce((all, one) => all * one.factor, 1)
            const size = MEANS[kind] * share * sizeOf.get(dealer.dealer_id)!
            const mean = size * WEEKDAYS[((day % 7) + 7) % 7]! * common * factor
            let [before, reached] = [0, 0]
            const parts = BY_HOUR.map(({ share: by }) => {
              reached += countOf(next, mean * (by - before), spread)
              before = by
              return reached
            })
            parts.forEach((value, i) => (whole[i]! += value))
            if (slice !== 'rest') slices.set(slice, (slices.get(slice) ?? new Map()).set(dealer.dealer_id, parts))
          }
          slices.get('')!.set(dealer.dealer_id, whole)
        }
        return [kind, slices] as const
      }),
    )
  }
  const dayOf = (day: number) => {
    const among = isPlanted(day) ? days : quiet
    let known = among.get(day)
    if (!known) among.set(day, (known = make(day)))
    return known
  }
  return { nation: placesOf(dealers), dealers, dayOf }
}

const WEEKS = 8
/** Every lead of these worlds is a lead, and every visit is invited. */
const SLICES = { unique_lead: 'unique_lead.lead', first_visit: 'first_visit.invited' } as const
const uniform = new Map(
  [...KINDS, ...Object.values(SLICES)].map((counter) => [counter, new Array<number>(WEEKS + 1).fill(1)]),
)

/** The running day up to an hour against the same weekday of eight weeks. */
export function dayStretch(world: World, day: number, hour: number): Stretch {
  const at = HOURS.indexOf(hour)
  const units = gather(world, (k) => [day - 7 * k], at)
  return { family: 'day', span: { from: String(day), to: String(day + 1), until_hour: hour }, weights: uniform, units }
}

/** The seven days before a day against the eight weeks before. */
export function weekStretch(world: World, day: number): Stretch {
  const units = gather(world, (k) => Array.from({ length: 7 }, (_, i) => day - 7 * k - 1 - i), HOURS.length - 1)
  return { family: 'week', span: { from: String(day - 7), to: String(day), until_hour: null }, weights: uniform, units }
}

function gather(world: World, daysOf: (k: number) => number[], at: number): Stretch['units'] {
  const units = new Map<string, Units>()
  const days = Array.from({ length: WEEKS + 1 }, (_, k) => daysOf(k).map((day) => world.dayOf(day)))
  for (const kind of KINDS) {
    const slices = ['', ...Object.keys(SPLITS[kind] ?? {})].map((slice) => {
      const told = days.map((some) => some.map((day) => day.get(kind)!.get(slice)!))
      const own = world.dealers.map(({ dealer_id }): [string, number[]] => [
        dealer_id,
        told.map((some) => some.reduce((sum, units) => sum + units.get(dealer_id)![at]!, 0)),
      ])
      return [slice, new Map(own)] as const
    })
    units.set(kind, new Map(slices))
  }
  for (const [kind, slice] of Object.entries(SLICES)) units.set(slice, units.get(kind)!)
  return units
}
