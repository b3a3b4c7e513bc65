import type { Cause } from './answer.ts'
import { latticeOf, segmentOf, type Lattice } from './lattice.ts'
import type { Leaves } from './leaves.ts'
import { locate, type LocateOptions } from './locate.ts'
import { isFall, mergeParts } from './merge.ts'
import { comparable } from './shut.ts'
import { compareCauses, isSure } from './order.ts'
import { withWakes, type Valued } from './wake.ts'
import { weigh } from './weigh.ts'

/** A cause before it has a view of the desk. */
export type BareCause = Omit<Cause, 'view'>

interface CauseOptions extends LocateOptions {
  /** Causes worth fewer units of the outcome are not told. */
  least: number
}

/** Nine of ten draws of a normal distribution lie within so many deviations. */
const NINETY = 1.645
/** A segment that expects fewer units at its step has no figure to rely on. */
export const SMALL = 30
/** Of the least units, what is enough where the place and step are beyond doubt. */
export const SURE_SHARE = 0.5
/** What is left of a cause's worth, when the rates after it take it back. */
const TAKEN_BACK = 0.35

/** The causes of a gap, in the order of `compareCauses`; `every`: the lattice of all leaves. */
export function causesOf(all: Leaves, every: Lattice, options: CauseOptions): BareCause[] {
  if (options.most === 0) return []
  const leaves = comparable(all)
  const lattice = leaves === all ? every : latticeOf(leaves.dims, leaves.rows)
  const { candidates, outlook } = locate(leaves, lattice, options)
  const weighed = candidates.map((candidate) => weigh(outlook, candidate))
  return withWakes(outlook, mergeParts(lattice, outlook, weighed, options.geo))
    .map((one) => ({ one, of: kindOf(one) }))
    .filter(({ one, of }) => of !== null && isWorth(one, of, options.least))
    .map(({ one, of }) => ({ cause: toCause(leaves, lattice, one, of!), signed: one.cause.signed }))
    .filter(({ cause, signed }) => signed || isShown(cause))
    .map(({ cause }) => cause)
    .sort(compareCauses)
}

/**
 * Whether a cause's own figures show it. Where all others fell, one that stayed as it was stands out too; but a rate
 * that did not rise is nobody's gain to look into, nor one that did not fall a loss. Where a process figure broke, that
 * is what shows it.
 */
const isShown = ({ of, units, rate }: BareCause): boolean =>
  of !== 'rate' || rate === null || Math.sign(rate.now - rate.before) === Math.sign(units)

/**
 * Whether a cause is worth telling. Of one that a process figure shows, or that is beyond doubt, it is enough that it may
 * cost half of what others must: the place and the step are sure, and what it costs is the least that has come of it yet.
 */
function isWorth({ cause, net, gross, deviation }: Valued, of: Cause['of'], least: number): boolean {
  const units = Math.abs(of === 'mix' ? gross : net)
  const isCertain = cause.signed || isSure(cause)
  return units >= least || (isCertain && units + NINETY * deviation >= SURE_SHARE * least)
}

/**
 * A volume whose whole worth the later rates take back is no gain: more came, nothing follows. The reverse, fewer
 * with the same end, is a matter of recording, unless the rate right after it shows that the others are still under way.
 */
function kindOf({ cause, gross, net, wake }: Valued): Cause['of'] | null {
  const isTakenBack = Math.abs(net) < TAKEN_BACK * Math.abs(gross) || Math.sign(net) !== Math.sign(gross)
  const of = cause.field === 0 ? 'volume' : 'rate'
  if (wake.length === 0 || !isTakenBack) return of
  if (!isFall(cause)) return 'mix'
  return wake.includes(cause.field + 1) ? of : null
}

function toCause(leaves: Leaves, lattice: Lattice, { cause, net, deviation }: Valued, of: Cause['of']): BareCause {
  const { cuboid, key, field, expected, actual, evidence } = cause
  const margin = NINETY * deviation
  const count = (counts: Float64Array | undefined): number =>
    counts ? counts.reduce((all, value, leaf) => (cuboid.keys[leaf] === key ? all + value : all), 0) : 0
  const of0 = count(leaves.baseline[field - 1])
  const of1 = count(leaves.actual[field - 1])
  const rate = field > 0 && of0 > 0 && of1 > 0 ? { before: count(leaves.baseline[field]) / of0, now: count(leaves.actual[field]) / of1, of: of1 } : null // prettier-ignore
  return {
    segment: segmentOf(lattice, cuboid, key),
    stage: leaves.stages[field]!,
    of,
    units: net,
    low: net - margin,
    high: net + margin,
    expected,
    actual,
    rate,
    evidence,
    small: expected < SMALL,
  }
}
