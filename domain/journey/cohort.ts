import { COUNTERS } from '../counters.ts'
import { Refusal } from '../errors.ts'
import { NET_ORDER, units } from '../kpi/term.ts'
import type { Measure, Term } from '../measure.ts'
import { NET_ORDER_STAGE, OUTCOMES, stageCounter } from './counters.ts'

const isFlow = ({ counter }: Term): boolean => COUNTERS.get(counter)?.from === 'flow'

/** The stage that terms stand for: one kind's entries, or orders that stayed. */
function stageOf(terms: readonly Term[]): string | undefined {
  if (JSON.stringify(terms) === JSON.stringify(NET_ORDER)) return NET_ORDER_STAGE
  const [only, more] = terms
  return only && !more && only.factor === 1 ? only.counter : undefined
}

function reached(terms: readonly Term[]): Term[] {
  const stage = stageOf(terms)
  if (stage !== undefined) return [units(stageCounter(stage, 'reached'))]
  return terms.map(({ counter, factor }) => units(stageCounter(counter, 'reached'), factor))
}

/**
 * A measure as a cohort answers it: what counts events asks instead how many entrants reached them, a count answers all
 * outcomes of its stage, a rate divides what was reached. What is counted over journeys or stock stays as it is.
 * Throws `not_available` for amounts, and for quotients of unlike things: a cohort counts entrants.
 */
export function inCohort(measure: Measure, path: string): Measure {
  const { terms, per, name } = measure
  if (![...terms, ...(per ?? [])].some(isFlow)) return measure
  if (![...terms, ...(per ?? [])].every(isFlow)) {
    throw new Refusal('not_available', `${name} is counted over a range; a cohort counts entrants`, { path })
  }
  if ([...terms, ...(per ?? [])].some(({ of }) => of === 'amount')) {
    throw new Refusal('not_available', `${name} sums amounts; a cohort counts entrants`, { path })
  }
  if (per) return { ...measure, terms: reached(terms), per: reached(per) }
  const stage = stageOf(terms)
  if (stage === undefined) return { ...measure, terms: reached(terms) }
  const parts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, [units(stageCounter(stage, outcome))]]))
  return { ...measure, terms: reached(terms), parts }
}
