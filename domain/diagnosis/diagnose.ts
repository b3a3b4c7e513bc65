import type { Diagnosis } from './answer.ts'
import { causesOf, type BareCause } from './causes.ts'
import { GEO, grainOf } from './grain.ts'
import { latticeOf } from './lattice.ts'
import type { Leaves } from './leaves.ts'
import { splitGap } from './split.ts'

export type { BareCause }

export interface DiagnoseOptions {
  /** The dimension of `nodes`: the next level below the question's place. */
  by: string
  /** What should be there by now. The compared funnel is scaled to end at it; without it the comparison itself is due. */
  due?: number | null
  /** Organisation levels among the dimensions, coarse to fine; by default those of `GEO`. */
  geo?: readonly string[]
  /** Dimensions at which parts are worked out before they are added up; by default those of `grainOf`. */
  grain?: readonly string[]
  /** Causes that chance alone may name in a month of daily questions. */
  falseAlarms?: number
  /** Causes worth fewer units of the outcome are not told; by default a twentieth of what is due, from 1 up to 5. */
  least?: number
  /** Most causes that are looked for; 0 for the split alone. */
  most?: number
}

/** An answer before it is placed: without ranges, freshness and views. */
export type Finding = Pick<Diagnosis, 'due' | 'actual' | 'gap' | 'steps' | 'by' | 'nodes'> & { causes: BareCause[] }

const FALSE_ALARMS = 1
const MOST_CAUSES = 16
/** Of a maker, fewer units drown. */
const LEAST_TOLD = 5

/** Units below which nothing is told of a place that should bring so many by now. */
export const leastTold = (due: number): number => Math.min(LEAST_TOLD, Math.max(1, due / 20))

/**
 * Says where and at which step the actual range differs from the compared one, and what each step is worth.
 *
 * How much is exact (`splitGap`) and against what was asked for. Where is a matter of evidence (`causesOf`), against
 * the compared range as all places moved from it: a season or a target above everything is nobody's cause.
 */
export function diagnose(leaves: Leaves, options: DiagnoseOptions): Finding {
  const { by, due = null, geo = GEO, falseAlarms = FALSE_ALARMS, most = MOST_CAUSES } = options
  const lattice = latticeOf(leaves.dims, leaves.rows)
  const split = splitGap(leaves, lattice, options.grain ?? grainOf(lattice, geo), by, due)
  const least = options.least ?? leastTold(split.due)
  return { ...split, by, causes: causesOf(leaves, lattice, { geo, falseAlarms, most, least }) }
}
