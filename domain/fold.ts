import { add, type Cell, type Cells } from './cells.ts'
import type { Fact } from './fact.ts'
import { keyReader, passes } from './key.ts'
import type { Organisation } from './organisation.ts'
import { rangesOf, type Plan } from './plan.ts'
import type { RangeName } from './range.ts'

/**
 * Counts single facts into cells exactly as the store's sums do. `occurred` says whether a fact lies within
 * `[from, until)` of a range; `into` adds it to that range's cell, whatever its time, and answers the cell it
 * touched, or `null` when kind, `where` or `known_at` keep it out.
 */
export interface Fold {
  occurred(fact: Fact, range: RangeName): boolean
  into(cells: Cells, fact: Fact, range: RangeName, sign?: 1 | -1): Cell | null
  /** Adds a fact to every range that it lies in. */
  all(cells: Cells, fact: Fact): void
}

/** Whether a plan's measures need amounts at all; where they do not, none are summed, as in the store. */
export const asksMoney = ({ measures }: Plan): boolean =>
  measures.some(({ terms }) => terms.some((term) => term.of === 'amount'))

export function foldOf(plan: Plan, organisation: Organisation): Fold {
  const { ranges, known_at } = plan
  const kinds = new Set(plan.kinds)
  const meets = passes(plan, organisation)
  const keyOf = keyReader(plan, organisation)
  const names = rangesOf(plan)
  const money = asksMoney(plan)
  const occurred = (fact: Fact, range: RangeName): boolean => {
    const { from, until } = ranges[range]!
    return from <= fact.occurred_at && fact.occurred_at < until
  }
  const into = (cells: Cells, fact: Fact, range: RangeName, sign: 1 | -1 = 1): Cell | null => {
    if (fact.sign === 0 || !kinds.has(fact.kind) || (known_at !== null && fact.received_at > known_at)) return null
    if (!meets(fact, range)) return null
    const factor = sign * fact.sign
    return add(
      cells,
      keyOf(fact, range),
      range,
      fact.kind,
      factor * fact.units,
      money ? factor * (fact.amount ?? 0) : 0,
    )
  }
  const all = (cells: Cells, fact: Fact): void => {
    for (const range of names) if (occurred(fact, range)) into(cells, fact, range)
  }
  return { occurred, into, all }
}
