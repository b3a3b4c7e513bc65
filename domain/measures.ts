import { Refusal, quote } from './errors.ts'
import type { Counter } from './counter.ts'
import { COUNTERS } from './counters.ts'
import { JOURNEY_MEASURES } from './journey/measures.ts'
import { chosen, DEFAULT_CHOICES, type Choices } from './kpi/choices.ts'
import { CREW_MEASURES } from './crew/measures.ts'
import { COUNTS, SLICE_COUNTS } from './kpi/counts.ts'
import { KIND_AMOUNTS, KIND_COUNTS } from './kpi/kinds.ts'
import { RATES } from './kpi/rates.ts'
import { stockMeasures } from './stock/measures.ts'
import type { Measure } from './measure.ts'

/** Every figure that can be asked for, by name. */
export type Dictionary = ReadonlyMap<string, Measure>

/** The dictionary under choices between definitions. Names do not depend on them, only what a name means. */
export function openMeasures(choices: Choices = DEFAULT_CHOICES): Dictionary {
  const all: readonly (readonly Measure[])[] = [
    KIND_COUNTS,
    COUNTS,
    SLICE_COUNTS,
    RATES,
    chosen(choices, RATES),
    JOURNEY_MEASURES,
    stockMeasures(choices),
    CREW_MEASURES,
    KIND_AMOUNTS,
  ] // prettier-ignore
  return new Map(all.flat().map((measure) => [measure.name, measure]))
}

/** The dictionary under the default choices: good for names, labels and units. */
export const MEASURES: Dictionary = openMeasures()

/** Reads a measure's name. Throws `unknown_measure` naming it. */
export function readMeasure(raw: unknown, path: string, dictionary: Dictionary = MEASURES): Measure {
  const measure = typeof raw === 'string' ? dictionary.get(raw) : undefined
  if (!measure) throw new Refusal('unknown_measure', `no measure is called ${quote(raw)}`, { path })
  return measure
}

/** The counters that a list of measures needs, each once. Throws TypeError when a declaration names an unknown one. */
export function countersOf(measures: readonly Measure[]): Counter[] {
  const names = new Set(
    measures.flatMap(({ terms, per = [], parts = {} }) =>
      [...terms, ...per, ...Object.values(parts).flat()].map(({ counter }) => counter),
    ),
  )
  return [...names].map((name) => {
    const counter = COUNTERS.get(name)
    if (!counter) throw new TypeError(`no counter is called ${name}`)
    return counter
  })
}
