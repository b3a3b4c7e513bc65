import type { Cells } from '#domain/cells.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'

/**
 * One way to count: adds to the cells what a plan asks of it at a sequence, or nothing when it asks nothing of it.
 * Throws `too_many_rows` or `store_unavailable`.
 */
export type Source = (into: Cells, plan: Plan, organisation: Organisation, seq: number) => Promise<void>
