import { Refusal } from './errors.ts'
import type { DerivedCounter, FlowCounter } from './counter.ts'
import { KIND_NAMES, type Kind } from './kinds.ts'
import type { Measure } from './measure.ts'
import { inCohort } from './journey/cohort.ts'
import { splitsIntake } from './journey/intake.ts'
import { checkCrew } from './crew/check.ts'
import { countersOf, MEASURES, readMeasure, type Dictionary } from './measures.ts'
import { isAskable, resolvePeriod, stateRange, type Resolved } from './period.ts'
import { RANGE_NAMES, type Clock, type Comparison, type RangeName, type Unit } from './range.ts'
import { checkDimensions, inStock } from './stock/check.ts'
import { isFullScope, mergeScope, type Scope } from './scope.ts'
import type { Ranges, ViewSpec } from './view.ts'

/** The counters that a plan needs, by the statement that counts them. */
export interface Sources {
  flow: FlowCounter[]
  journey: DerivedCounter[]
  stock: DerivedCounter[]
  crew: DerivedCounter[]
}

/** A question made definite: scope merged in, every range an interval of instants, every kind named. Plain data. */
export interface Plan {
  /** The question with the asker's scope in its `where`. */
  spec: ViewSpec
  scope: Scope
  unit: Unit
  ranges: Resolved['ranges']
  measures: Measure[]
  /** What the measures are made of. */
  sources: Sources
  /** Kinds of the flow counters. */
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
export function planView(asked: ViewSpec, scope: Scope, clock: Clock, dictionary: Dictionary = MEASURES): Plan {
  for (const name of ['as_of', 'known_at'] as const) {
    const instant = asked[name]
    if (instant !== null && !isAskable(instant)) {
      throw new Refusal('bad_clock', `${name} lies outside the years that can be asked for`, { path: name })
    }
    if (instant !== null && instant > clock.as_of) {
      throw new Refusal('bad_clock', `${name} ${clock.zone.iso(instant)} lies in the future`, { path: name })
    }
  }
  const measures = asked.measures.map((name, i) => {
    const measure = readMeasure(name, `measures[${i}]`, dictionary)
    if (asked.mode === 'stock') return inStock(measure, `measures[${i}]`, dictionary)
    return asked.mode === 'cohort' ? inCohort(measure, `measures[${i}]`) : measure
  })
  const across = measures.find(({ wholeMaker }) => wholeMaker)
  if (across && !isFullScope(scope)) {
    const path = `measures[${measures.indexOf(across)}]`
    throw new Refusal(
      'needs_full_scope',
      `${across.name} is decided across dealers and needs the whole maker in scope`,
      { path },
    )
  }
  const merged = mergeScope(asked, scope)
  // What became of a cohort is not what anybody set a target for.
  const spec = asked.mode === 'cohort' ? { ...merged, compare: merged.compare.filter(isRange) } : merged
  const as_of = spec.as_of ?? clock.as_of
  const at: Clock = { ...clock, as_of }
  const { unit, ranges } = resolvePeriod(spec.period, spec.compare, spec.align, at)
  const sources = sourcesOf(measures)
  if (
    spec.successors &&
    (spec.mode !== 'flow' || splitsIntake(spec) || sources.journey.length > 0 || sources.stock.length > 0)
  ) {
    throw new Refusal('bad_spec', 'successors are compared by what events carry: not over journeys, not in stock', {
      path: 'successors',
    })
  }
  if (splitsIntake(spec) && sources.stock.length > 0) {
    throw new Refusal('bad_spec', 'intake belongs to events and journeys: what is in stock has none', {
      path: 'intake',
    })
  }
  if (sources.crew.length > 0) checkCrew(spec)
  checkDimensions(
    spec,
    sources.stock.map(({ name }) => name),
    sources.flow.length + sources.journey.length + sources.crew.length > 0,
  )
  return {
    spec,
    scope,
    unit,
    ranges,
    measures,
    sources,
    kinds: kindsOf(sources),
    as_of,
    known_at: spec.known_at ?? spec.as_of,
    clock: at,
  }
}

const isRange = (name: Comparison): boolean => name === 'previous' || name === 'last_year'

function sourcesOf(measures: readonly Measure[]): Sources {
  const counters = countersOf(measures)
  const flow = counters.filter((counter) => counter.from === 'flow')
  const derived = counters.filter((counter) => counter.from !== 'flow')
  return {
    flow,
    journey: derived.filter(({ from }) => from === 'journey'),
    stock: derived.filter(({ from }) => from === 'stock'),
    crew: derived.filter(({ from }) => from === 'crew'),
  }
}

const kindsOf = ({ flow }: Sources): Kind[] =>
  KIND_NAMES.filter((kind) => flow.some((counter) => counter.kind === kind))

/** A plan's question put to other measures: one side of a quotient, say. */
export function withMeasures(plan: Plan, measures: Measure[]): Plan {
  const sources = sourcesOf(measures)
  return { ...plan, measures, sources, kinds: kindsOf(sources) }
}

/**
 * Whether a view of the plan can follow single facts. What is counted over journeys or stock cannot: such a view is
 * asked anew when facts came.
 */
export const isFolded = ({ spec, sources, measures }: Plan): boolean =>
  !splitsIntake(spec) &&
  sources.journey.length === 0 &&
  sources.stock.length === 0 &&
  sources.crew.length === 0 &&
  measures.every(({ quantile }) => quantile === undefined)

/** The names of the plan's ranges, `current` first. */
export const rangesOf = (plan: Pick<Plan, 'ranges'>): RangeName[] => RANGE_NAMES.filter((name) => plan.ranges[name])

/** The plan's ranges as an answer states them. */
export function stateRanges(plan: Plan): Ranges {
  const stated = rangesOf(plan).map((name) => [name, stateRange(plan.ranges[name]!, plan.clock)])
  return Object.fromEntries(stated) as Ranges
}
