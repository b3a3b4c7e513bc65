import { Refusal } from './errors.ts'
import type { Kind } from './kinds.ts'
import { kindsOf, readMeasure, type Measure } from './measures.ts'
import { isAskable, resolvePeriod, stateRange, type Resolved } from './period.ts'
import { RANGE_NAMES, type Clock, type RangeName, type Unit } from './range.ts'
import { isFullScope, mergeScope, type Scope } from './scope.ts'
import type { Ranges, ViewSpec } from './view.ts'

/** A question made definite: scope merged in, every range an interval of instants, every kind named. Plain data. */
export interface Plan {
  /** The question with the asker's scope in its `where`. */
  spec: ViewSpec
  scope: Scope
  unit: Unit
  ranges: Resolved['ranges']
  measures: Measure[]
  /** Kinds whose sums the measures need. */
  kinds: Kind[]
  /** Business clock, epoch ms: events at or after it do not count. */
  as_of: number
  /** Only entries received by then count; `null` under the running clock: everything up to the sequence. */
  known_at: number | null
  /** The clock that resolved the ranges: `as_of`, zone and calendar. */
  clock: Clock
}

/**
 * Makes a question definite. `clock.as_of` is now: the clock of questions that name none, and the bound of those
 * that do. Throws `bad_clock`, `bad_period`, `bad_alignment`, `forbidden` or `needs_full_scope`.
 */
export function planView(asked: ViewSpec, scope: Scope, clock: Clock): Plan {
  for (const name of ['as_of', 'known_at'] as const) {
    const instant = asked[name]
    if (instant !== null && !isAskable(instant)) {
      throw new Refusal('bad_clock', `${name} lies outside the years that can be asked for`, { path: name })
    }
    if (instant !== null && instant > clock.as_of) {
      throw new Refusal('bad_clock', `${name} ${clock.zone.iso(instant)} lies in the future`, { path: name })
    }
  }
  const measures = asked.measures.map((name, i) => readMeasure(name, `measures[${i}]`))
  const across = measures.find(({ wholeMaker }) => wholeMaker)
  if (across && !isFullScope(scope)) {
    const path = `measures[${measures.indexOf(across)}]`
    throw new Refusal(
      'needs_full_scope',
      `${across.name} is decided across dealers and needs the whole maker in scope`,
      { path },
    )
  }
  const spec = mergeScope(asked, scope)
  const as_of = spec.as_of ?? clock.as_of
  const at: Clock = { ...clock, as_of }
  const { unit, ranges } = resolvePeriod(spec.period, spec.compare, spec.align, at)
  return {
    spec,
    scope,
    unit,
    ranges,
    measures,
    kinds: kindsOf(measures),
    as_of,
    known_at: spec.known_at ?? spec.as_of,
    clock: at,
  }
}

/** The names of the plan's ranges, `current` first. */
export const rangesOf = (plan: Pick<Plan, 'ranges'>): RangeName[] => RANGE_NAMES.filter((name) => plan.ranges[name])

/** The plan's ranges as an answer states them. */
export function stateRanges(plan: Plan): Ranges {
  const stated = rangesOf(plan).map((name) => [name, stateRange(plan.ranges[name]!, plan.clock)])
  return Object.fromEntries(stated) as Ranges
}
