import { add, type Cell, type Cells } from './cells.ts'
import { takers } from './counter.ts'
import type { Fact } from './fact.ts'
import { keyReader, passes } from './key.ts'
import type { Organisation } from './organisation.ts'
import { rangesOf, type Plan } from './plan.ts'
import type { RangeName } from './range.ts'

/**
 * Counts single facts into cells exactly as the store's sums do. `occurred` says whether a fact lies within
 * `[from, until)` of a range; `into` adds it to that range's cell, whatever its time, and answers the cell it
 * touched, or `null` when its counters, `where` or `known_at` keep it out. `counters` names the plan's counters that a
 * fact belongs to.
 */
export interface Fold {
  occurred(fact: Fact, range: RangeName): boolean
  counters(fact: Fact): readonly string[]
  into(cells: Cells, fact: Fact, range: RangeName, sign?: 1 | -1): Cell | null
  /** Adds a fact to every range that it lies in. */
  all(cells: Cells, fact: Fact): void
}

/** Whether a plan's measures need amounts at all; where they do not, none are summed, as in the store. */
export const asksMoney = ({ measures }: Plan): boolean =>
  measures.some(({ terms }) => terms.some((term) => term.of === 'amount'))

export function foldOf(plan: Plan, organisation: Organisation): Fold {
  const { ranges, known_at } = plan
  const taken = takers(plan.sources.flow)
  const counters = (fact: Fact): readonly string[] => taken(fact.kind, fact)
  const meets = passes(plan, organisation)
  const keyOf = keyReader(plan, organisation)
  const names = rangesOf(plan)
  const money = asksMoney(plan)
  const occurred = (fact: Fact, range: RangeName): boolean => {
    const { from, until } = ranges[range]!
    return from <= fact.occurred_at && fact.occurred_at < until
  }
  const into = (cells: Cells, fact: Fact, range: RangeName, sign: 1 | -1 = 1): Cell | null => {
    if (fact.sign === 0 || (known_at !== null && fact.received_at > known_at)) return null
    const names = counters(fact)
    if (names.length === 0 || !meets(fact, range)) return null
    const factor = sign * fact.sign
    const key = keyOf(fact, range)
    const amount = money ? factor * (fact.amount ?? 0) : 0
    let cell: Cell | null = null
    for (const name of names) cell = add(cells, key, range, name, factor * fact.units, amount)
    return cell
  }
  const all = (cells: Cells, fact: Fact): void => {
    for (const range of names) if (occurred(fact, range)) into(cells, fact, range)
  }
  return { occurred, counters, into, all }
}
