import { sum } from '../forecast/history.ts'
import { openAt } from './budget.ts'
import { judge, median, type Judged } from './judge.ts'
import type { AlertMeasure, Side } from './measures.ts'
import { dimensionOf, meet, sliceOf, within, type Place } from './place.ts'

/** `day`: the running business day up to a full hour, tried every hour · `week`: seven whole days, tried once a day. */
const FAMILIES = ['day', 'week'] as const
type FamilyName = (typeof FAMILIES)[number]
/** Full hours of a day at which the running day is tried. */
export const FIRST_HOUR = 10
/** Up to so many deviations the upper count of a rate is as usual. */
const QUIET = 1.5
/** Units a stretch from which on the median tells what is usual of a part. */
const LEAST_MIDDLE = 5
/** What a holiday does to a single model or channel is known so many times less. */
const OF_A_SLICE = 3
/** Fifteen looks at a sum that grows through the day have about the chances of five. */
const DAY_TIMES = 7 * 5
const WEEK_TIMES = 7

export interface Span {
  from: string
  to: string
  until_hour: number | null
}

/** Slice (`''` for everything) → dealer → units. */
export type Units = ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>

/**
 * What came in a stretch and in the like stretches of the weeks before: index 0 is now. Only data that is complete;
 * what a source has not told yet is left out of all of them.
 */
export interface Stretch {
  family: FamilyName
  span: Span
  /** Counter → what the days of each stretch weigh; 0 for one that says nothing. */
  weights: ReadonlyMap<string, readonly number[]>
  /** Counter → relative error of what the days weigh now, beyond that of ordinary days. */
  doubts?: ReadonlyMap<string, number>
  /** Counter → what came. */
  units: ReadonlyMap<string, Units>
}

/** One side of a cell that was tried. */
export interface Reading extends Judged {
  place: Place
  measure: AlertMeasure
  family: FamilyName
  span: Span
  side: Side
  /** What came: units of the upper count. */
  units: number
  /** For a rate the count that it is divided by, else 0. */
  of: number
  /** Deviations of the cell's own noise: beyond −`open` it is more than its share of the budget allows chance. */
  z: number
  open: number
  /** Whether the upper count of a rate moved as usual after all: only what it is divided by did not. */
  diluted: boolean
}

/** What was tried, and what any part of a tried cell brought against what it usually brings. */
export interface Detected {
  readings: Reading[]
  part: PartOf
}

/** Units of what a reading's cell and another place share, and what is usual of them; `null` where they share nothing. */
export type PartOf = (reading: Reading, place: Place) => { usual: number; units: number } | null

/** Tries both sides of every cell of every stretch. `budget`: false alarms a week over all of them together. */
export function detect(
  nation: Place,
  measures: readonly AlertMeasure[],
  stretches: readonly Stretch[],
  budget: number,
): Detected {
  const places = within(nation)
  const tried = stretches.map((stretch) => measures.flatMap((measure) => tryMeasure(placesFor(places, measure, stretch), measure, stretch))) // prettier-ignore
  const sizes = FAMILIES.map((family) => {
    const i = stretches.findIndex((stretch) => stretch.family === family)
    return { cells: tried[i]?.length ?? 0, times: family === 'day' ? DAY_TIMES : WEEK_TIMES }
  })
  // The family that is not tried right now is tried at other hours, and keeps its share of the budget.
  const largest = Math.max(...sizes.map(({ cells }) => cells))
  const open = openAt(budget, sizes.map(({ cells, times }) => ({ cells: cells || largest, times }))) // prettier-ignore
  const readings = tried.flatMap((sides) =>
    sides.map(({ found, side }) => readingOf(found, side, open[FAMILIES.indexOf(found.family)]!)),
  )
  const part: PartOf = ({ measure, family, place }, other) => {
    const stretch = stretches.find((one) => one.family === family)
    const shared = meet(place, other)
    const found = stretch && shared ? stretchesOf(shared, measure, stretch) : null
    if (!found) return null
    const [now, ...all] = found
    const past = all.filter(({ exposure }) => exposure > 0)
    const exposure = sum(past.map((one) => one.exposure))
    if (exposure === 0) return null
    const mean = sum(past.map(({ units }) => units)) / exposure
    const middle = median(past.map((one) => one.units / one.exposure))
    // Of a handful the median says nothing.
    const level = (middle * exposure) / past.length >= LEAST_MIDDLE ? middle : mean
    return { usual: level * now!.exposure, units: now!.units }
  }
  return { readings, part }
}

/** All places of the whole maker, itself first, and those of the slices that came. */
function placesFor(places: readonly Place[], measure: AlertMeasure, { units }: Stretch): Place[] {
  const known = [...(units.get(measure.above)?.keys() ?? [])].sort()
  const slices = known.flatMap((slice) => {
    const dimension = dimensionOf(slice)
    return dimension && measure.slices.includes(dimension) ? within(sliceOf(places[0]!, dimension, slice.slice(dimension.length + 1))) : [] // prettier-ignore
  })
  return [...(measure.whole ? places : []), ...slices]
}

/** A cell as it was tried, where less than usual lies below zero. */
type Found = Omit<Reading, 'side' | 'open'>

function tryMeasure(places: readonly Place[], measure: AlertMeasure, stretch: Stretch): { found: Found; side: Side }[] {
  const sides = Object.keys(measure.tones) as Side[]
  const whole = sides.filter((side) => !measure.sliced.includes(side))
  return tryCount(places, measure, stretch).flatMap((found) =>
    (found.place.slice === '' ? whole : sides).map((side) => ({ found, side })),
  )
}

/** Field by field: there are thousands every hour, and objects that are spread cost several times as much. */
const readingOf = (
  { usual, deviation, z, place, measure, family, span, units, of, diluted }: Found,
  side: Side,
  open: number,
): Reading => ({
  usual, deviation, z: side === 'fall' ? z : -z, place, measure, family, span, side, units, of, open, diluted,
}) // prettier-ignore

/** Stretches of a cell, now first, with what their units are measured by. */
function stretchesOf({ dealers, slice }: Pick<Place, 'dealers' | 'slice'>, measure: AlertMeasure, stretch: Stretch) {
  const weightAbove = stretch.weights.get(measure.above) ?? []
  const weightBelow = measure.below === null ? null : (stretch.weights.get(measure.below) ?? [])
  const own = sumOf(stretch.units.get(measure.above), dealers, slice, weightAbove.length)
  const under = measure.below === null ? null : sumOf(stretch.units.get(measure.below), dealers, slice, weightAbove.length) // prettier-ignore
  return weightAbove.map((weight, k) => ({
    units: own[k]!,
    // A rate's own season: what the two counts weigh in these days against each other.
    exposure: under ? (weightBelow![k]! > 0 ? (under[k]! * weight) / weightBelow![k]! : 0) : weight,
    plain: weight,
    under: under?.[k] ?? 0,
  }))
}

function tryCount(places: readonly Place[], measure: AlertMeasure, stretch: Stretch): Found[] {
  const trials = places.map((place) => {
    const [now, ...past] = stretchesOf(place, measure, stretch)
    return { place, now, past: past.filter(({ exposure }) => exposure > 0) }
  })
  const asked = trials.filter((trial) => trial.now !== undefined && trial.now.exposure > 0)
  const judged = judge(
    asked.map(({ place, now, past }) => ({
      units: now!.units,
      exposure: now!.exposure,
      past,
      group: place.slice,
      whole: place.id === '',
      doubt: doubtOf(place, measure, stretch),
    })),
  )
  return asked.flatMap(({ place, now, past }, i) => {
    const found = judged[i]
    if (!found) return []
    const { family, span } = stretch
    const plain = (sum(past.map(({ units }) => units)) / (sum(past.map((one) => one.plain)) || 1)) * now!.plain
    const stray = QUIET * found.deviation
    const diluted = measure.below !== null && (found.z < 0 ? now!.units >= plain - stray : now!.units <= plain + stray)
    const { usual, deviation, z } = found
    return [{ usual, deviation, z, place, measure, family, span, units: now!.units, of: now!.under, diluted }]
  })
}

/** How little the days of a stretch are known: of a model or channel less than of all, of a rate twice. */
function doubtOf({ slice }: Place, { above, below }: AlertMeasure, { doubts }: Stretch): number {
  const own = (counter: string | null): number => (counter === null ? 0 : (doubts?.get(counter) ?? 0))
  return Math.hypot(own(above), own(below)) * (slice === '' ? 1 : OF_A_SLICE)
}

function sumOf(units: Units | undefined, dealers: readonly string[], slice: string, stretches: number): number[] {
  const total = new Array<number>(stretches).fill(0)
  const own = units?.get(slice)
  if (!own) return total
  for (const dealer of dealers) {
    const counts = own.get(dealer)
    if (counts) for (let k = 0; k < stretches; k++) total[k]! += counts[k] ?? 0
  }
  return total
}
