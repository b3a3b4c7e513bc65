import { sum } from '../forecast/history.ts'
import { openAt } from './budget.ts'
import { judge, type Judged } from './judge.ts'
import type { AlertMeasure } from './measures.ts'
import { within, type Place } from './place.ts'
import { judgeDurations, type Duration } from './slowness.ts'

/** `day`: the running business day up to a full hour, tried every hour · `week`: seven whole days, tried once a day. */
const FAMILIES = ['day', 'week'] as const
type FamilyName = (typeof FAMILIES)[number]
/** Full hours of a day at which the running day is tried. */
export const FIRST_HOUR = 10
/** Fifteen looks at a sum that grows through the day have about the chances of five. */
const DAY_TIMES = 7 * 5
const WEEK_TIMES = 7

export interface Span {
  from: string
  to: string
  until_hour: number | null
}

/**
 * What came in a stretch and in the like stretches of the weeks before: index 0 is now. Only data that is complete;
 * what a source has not told yet is left out of all of them.
 */
export interface Stretch {
  family: FamilyName
  span: Span
  /** Counter → what the days of each stretch weigh; 0 for one that says nothing. */
  weights: ReadonlyMap<string, readonly number[]>
  /** Counter → dealer → units. */
  units: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>
  /** Place → median duration; only where it was read. */
  durations?: ReadonlyMap<string, readonly (Duration | null)[]>
}

/** A cell that was tried. */
export interface Reading extends Judged {
  place: Place
  measure: AlertMeasure
  family: FamilyName
  span: Span
  /** What came: units of the upper count, or minutes. */
  units: number
  /** For a rate the count that it is divided by, for a median over how many it was measured, else 0. */
  of: number
  /** Beyond −`open` it is more than its share of the budget allows chance. */
  open: number
  /** Whether there was enough of the upper count after all: a rate that fell under more leads is no loss. */
  diluted: boolean
}

/** Tries every cell of every stretch. `budget`: false alarms a week over all of them together. */
export function detect(
  nation: Place,
  measures: readonly AlertMeasure[],
  stretches: readonly Stretch[],
  budget: number,
): Reading[] {
  const places = within(nation)
  const tried = stretches.map((stretch) => measures.flatMap((measure) => tryMeasure(places, measure, stretch)))
  const sizes = FAMILIES.map((family) => {
    const i = stretches.findIndex((stretch) => stretch.family === family)
    return { cells: tried[i]?.length ?? 0, times: family === 'day' ? DAY_TIMES : WEEK_TIMES }
  })
  // The family that is not tried right now is tried at other hours, and keeps its share of the budget.
  const largest = Math.max(...sizes.map(({ cells }) => cells))
  const open = openAt(budget, sizes.map(({ cells, times }) => ({ cells: cells || largest, times }))) // prettier-ignore
  return tried.flat().map((reading) => ({ ...reading, open: open[FAMILIES.indexOf(reading.family)]! }))
}

type Tried = Omit<Reading, 'open'>

function tryMeasure(places: readonly Place[], measure: AlertMeasure, stretch: Stretch): Tried[] {
  return measure.sort === 'median' ? tryDuration(places, measure, stretch) : tryCount(places, measure, stretch)
}

function tryCount(places: readonly Place[], measure: AlertMeasure, { family, span, units, weights }: Stretch): Tried[] {
  const above = sumsOf(units.get(measure.above!))
  const below = measure.below === null ? null : sumsOf(units.get(measure.below))
  const weightAbove = weights.get(measure.above!) ?? []
  const weightBelow = measure.below === null ? null : (weights.get(measure.below) ?? [])
  const trials = places.map((place) => {
    const own = above(place, weightAbove.length)
    const under = below?.(place, weightAbove.length)
    const stretches = weightAbove.map((weight, k) => ({
      units: own[k]!,
      // A rate's own season: what the two counts weigh in these days against each other.
      exposure: under ? (weightBelow![k]! > 0 ? (under[k]! * weight) / weightBelow![k]! : 0) : weight,
      plain: weight,
    }))
    return { place, under, now: stretches[0], past: stretches.slice(1) }
  })
  const asked = trials.filter((trial) => trial.now !== undefined && trial.now.exposure > 0)
  const judged = judge(asked.map(({ now, past }) => ({ ...now!, past })))
  return asked.flatMap(({ place, now, under, past }, i) => {
    const found = judged[i]
    if (!found) return []
    const plain = sum(past.map(({ units: came }) => came)) / (sum(past.map((one) => one.plain)) || 1)
    const diluted = under !== undefined && now!.units >= 0.95 * plain * now!.plain
    return [{ ...found, place, measure, family, span, units: now!.units, of: under?.[0] ?? 0, diluted }]
  })
}

function tryDuration(places: readonly Place[], measure: AlertMeasure, { family, span, durations }: Stretch): Tried[] {
  if (!durations) return []
  const asked = places.flatMap((place) => {
    const [now, ...past] = durations.get(place.id) ?? []
    return now ? [{ place, now, past: past.filter((one) => one !== null) }] : []
  })
  const judged = judgeDurations(asked.map(({ now, past }) => ({ ...now, past })))
  return asked.flatMap(({ place, now }, i) => {
    const found = judged[i]
    return found ? [{ ...found, place, measure, family, span, units: now.minutes, of: now.of, diluted: false }] : []
  })
}

const sumsOf =
  (units: ReadonlyMap<string, readonly number[]> | undefined) =>
  (place: Place, stretches: number): number[] => {
    const total = new Array<number>(stretches).fill(0)
    for (const dealer of place.dealers) units?.get(dealer)?.forEach((value, k) => (total[k]! += value))
    return total
  }
