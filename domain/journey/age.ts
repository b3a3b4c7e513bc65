import type { Plan } from '../plan.ts'
import type { RangeName } from '../range.ts'

/**
 * Events at or after this instant (epoch ms) do not count for a range's journeys. Now, for the current range; a
 * comparison is read at equal age: as long after its own end as now is after the current range's.
 */
export function cutOf({ ranges, as_of }: Pick<Plan, 'ranges' | 'as_of'>, range: RangeName): number {
  const age = as_of - ranges.current.until
  return Math.min(as_of, ranges[range]!.until + age)
}
