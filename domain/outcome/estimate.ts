import type { Cohort } from './compare.ts'
import { judge, type Method } from './effect.ts'
import { placesOf, sumOver, weightOver, type Panel, type Treated } from './panel.ts'
import { placeboInSpace, placeboInTime, type PlaceboInSpace, type PlaceboInTime } from './placebo.ts'
import { studentQuantile } from './student.ts'

export interface EstimateOptions {
  treated: readonly Treated[]
  /** The comparison group, fixed when the decision was made. */
  controls: readonly string[]
  /** The place in `periods` before which effects are counted; the end of the panel when absent. */
  until?: number
}

/** A figure with the interval that holds it in nine of ten cases. */
export interface Ranged {
  value: number
  low: number
  high: number
}

/** What a measure did to the treated, as far as figures can tell. */
export interface Estimate {
  method: Method
  /** Treated units that had anything to compare, and controls: treated units that start later are controls till then. */
  cases: number
  controls: { id: string; weight: number }[]
  /** Actual ÷ counterfactual − 1. */
  relative: Ranged
  /** In the measure's own unit: of counts all treated together since their starts, of rates the difference. */
  effect: Ranged
  /** Counted events (of a rate: of its `above`) that came more than they would have, all treated together. */
  units: Ranged
  /** What came, and what would have come; in the measure's own unit. */
  came: number
  due: number
  /** Counted events of the treated before their starts, and those that would have come after. */
  events: { before: number; due: number }
  pretrend: PlaceboInTime | null
  placebo: PlaceboInSpace | null
  /** Before against after without any comparison: told as such, never as the effect. */
  before_after: { relative: number; effect: number } | null
  /** By stretch of time, in the measure's own unit; `null` where nothing was asked. Band: nine of ten stretches without effect. */
  actual: (number | null)[]
  counterfactual: (number | null)[]
  band: ({ low: number; high: number } | null)[]
}

/** Nine of ten. */
const SHARE = 0.9
/** Up to so many treated units the interval asks how far single controls strayed. */
const FEW = 5
/** For how many placebo sets the theory counts. */
const THEORY = 20

/** The whole comparison; `null` where no treated unit or no control has anything to compare. */
export function estimate(
  panel: Panel,
  { treated, controls, until = panel.periods.length }: EstimateOptions,
): Estimate | null {
  const places = placesOf(panel)
  const mine = new Set(treated.map(({ id }) => id))
  const group = [...new Set(controls)].filter((id) => places.has(id) && !mine.has(id)).map((id) => places.get(id)!)
  const asked = { cohorts: cohortsOf(treated, places, until), controls: group, pool: group, until }
  if (asked.cohorts.length === 0 || group.length === 0) return null
  const judged = judge(panel, asked.cohorts, asked)
  if (!judged) return null
  const { compared, error, freedom, spread, method } = judged
  const placebo = placeboInSpace(panel, asked, judged)
  const cases = asked.cohorts.reduce((total, { units }) => total + units.length, 0)
  const theory = studentQuantile((1 + SHARE) / 2, freedom)
  const weight = placebo && cases <= FEW ? placebo.sets : 0
  const reach = ((placebo?.reach ?? 0) * weight + theory * THEORY) / (weight + THEORY)
  const ends = [compared.change, compared.change - reach * error, compared.change + reach * error] as const
  const [relative, share] = [ranged(ends, Math.expm1), ranged(ends, (change) => -Math.expm1(-change))]
  const per = panel.below ? compared.weight : 1
  const units = mapRange(share, (part) => part * (compared.came + HALF))
  const own = (sums: readonly number[]) => sums.map((sum, t) => inUnit(panel, sum, compared.base[t]!))
  return {
    method,
    cases,
    controls: [...compared.weights]
      .map(([place, weight]) => ({ id: panel.units[place]!.id, weight }))
      .sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1)),
    relative,
    units,
    effect: mapRange(units, (value) => value / per),
    came: compared.came / per,
    due: compared.due / per,
    events: { before: eventsBefore(panel, asked.cohorts), due: compared.due },
    pretrend: placeboInTime(panel, asked),
    placebo,
    before_after: beforeAfter(panel, asked.cohorts, until),
    actual: own(compared.actual),
    counterfactual: own(compared.counterfactual),
    band: compared.counterfactual.map((sum, t) => {
      const wide = reach * Math.sqrt(error ** 2 + spread.dispersion * compared.haze[t]!)
      const [low, high] = [-wide, wide].map((end) => inUnit(panel, sum * Math.exp(end), compared.base[t]!))
      return low === null || high === null ? null : { low: low!, high: high! }
    }),
  }
}

/** The change is told of the quotient (came + ½) ÷ (due + ½). */
const HALF = 0.5

const inUnit = ({ below }: Panel, sum: number, base: number): number | null =>
  below ? (base > 0 ? sum / base : null) : sum

const ranged = (ends: readonly [number, number, number], of: (change: number) => number): Ranged => ({
  value: of(ends[0]),
  low: of(ends[1]),
  high: of(ends[2]),
})

const mapRange = ({ value, low, high }: Ranged, of: (value: number) => number): Ranged => ({
  value: of(value),
  low: of(low),
  high: of(high),
})

/** The treated by their start, earliest first; one that starts with or after the end has nothing to show. */
function cohortsOf(treated: readonly Treated[], places: ReadonlyMap<string, number>, until: number): Cohort[] {
  const starts = new Map<number, number[]>()
  for (const { id, start } of treated) {
    const place = places.get(id)
    if (place === undefined || start < 1 || start >= until) continue
    starts.set(start, [...(starts.get(start) ?? []), place])
  }
  return [...starts].sort(([a], [b]) => a - b).map(([start, units]) => ({ start, units }))
}

function beforeAfter(panel: Panel, cohorts: readonly Cohort[], until: number): Estimate['before_after'] {
  let [came, due, base] = [0, 0, 0]
  for (const { start, units } of cohorts) {
    for (const unit of units) {
      const [before, after] = [
        { from: 0, to: start },
        { from: start, to: until },
      ]
      const weight = weightOver(panel, unit, before)
      came += sumOver(panel.above[unit]!, after)
      base += weightOver(panel, unit, after)
      due += weight > 0 ? (sumOver(panel.above[unit]!, before) / weight) * weightOver(panel, unit, after) : 0
    }
  }
  if (due <= 0 || base <= 0) return null
  return { relative: came / due - 1, effect: (came - due) / (panel.below ? base : 1) }
}

const eventsBefore = (panel: Panel, cohorts: readonly Cohort[]): number =>
  cohorts.reduce(
    (total, { start, units }) =>
      total + units.reduce((sum, unit) => sum + sumOver(panel.above[unit]!, { from: 0, to: start }), 0),
    0,
  )
