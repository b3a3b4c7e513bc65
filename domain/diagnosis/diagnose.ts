import type { Cause, Diagnosis } from './answer.ts'
import type { Leaves } from './leaves.ts'

export interface DiagnoseOptions {
  /** The dimension of `nodes`: the next level below the question's place. */
  by: string
  /** What should be there by now. The compared funnel is scaled to end at it; without it the comparison itself is due. */
  due?: number | null
  /** Organisation levels among the dimensions, coarse to fine. By default `region, area, dealer_id, advisor_id`. */
  geo?: readonly string[]
  /** Dimensions at which parts are worked out before they are added up. */
  grain?: readonly string[]
  /** Causes that chance alone may name in a month of daily questions. */
  falseAlarms?: number
  /** Causes worth fewer units of the outcome are not told; by default a twentieth of what is due, from 1 up to 5. */
  least?: number
  most?: number
}

/** A cause before it has a view of the desk. */
export type BareCause = Omit<Cause, 'view'>

export type Finding = Pick<Diagnosis, 'due' | 'actual' | 'gap' | 'steps' | 'by' | 'nodes'> & { causes: BareCause[] }

/** Says where and at which step the actual range differs from the compared one, and what each step is worth. */
export declare function diagnose(leaves: Leaves, options: DiagnoseOptions): Finding
