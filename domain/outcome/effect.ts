import { byPrecision, compare, type Cohort, type Compared, type Weigher } from './compare.ts'
import type { Panel, Stretch } from './panel.ts'
import { dispersionOf, spreadOf, ASSUMED_SPREAD, type Spread } from './spread.ts'
import { byCourse, misfit } from './synthetic.ts'
import type { Window } from './window.ts'

export type Method = 'did' | 'synthetic'

/** A comparison with what is known of its doubt. */
export interface Judged {
  method: Method
  compared: Compared
  /** Standard error of `compared.change`, and the degrees of freedom behind it. */
  error: number
  freedom: number
  spread: Spread
}

/** Synthetic control is taken from so many stretches before the start on, and where it fits held-out ones this much better. */
const COURSE = { periods: 9, controls: 8, better: 0.9 }
/** Chance is known from its counts; this many degrees of freedom say so. */
const CERTAIN = 200

/** The window itself, and a stretch before it that asks how units stray without any measure. */
function windowsOf(start: number, until: number): { main: Window; earlier: Window[] } {
  const main = { before: { from: 0, to: start }, after: { from: start, to: until } }
  const length = Math.min(until - start, Math.floor(start / 2))
  if (length < 1) return { main, earlier: [] }
  const cut = start - length
  return { main, earlier: [{ before: { from: 0, to: cut }, after: { from: cut, to: start } }] }
}

/**
 * Compares by the method that the rule takes. The controls' weights come from what was before the start alone; how wide
 * the interval is comes from how `pool` (units without any measure, controls among them) strayed over the window itself.
 */
export function judge(
  panel: Panel,
  cohorts: readonly Cohort[],
  { controls, pool, until }: { controls: readonly number[]; pool: readonly number[]; until: number },
): Judged | null {
  const start = Math.min(...cohorts.map((cohort) => cohort.start))
  const { main, earlier } = windowsOf(start, until)
  const known =
    earlier.length > 0
      ? spreadOf(panel, pool, earlier, true)
      : { ...ASSUMED_SPREAD, dispersion: dispersionOf(panel, pool, main.before) }
  const spread = spreadOf(panel, pool, [main, ...earlier])
  const { method, weigh } = chosen(panel, cohorts, controls, known)
  const compared = compare(panel, cohorts, controls, { known, spread, weigh, until })
  if (!compared) return null
  const { chance, own, regional } = compared.variance
  const variance = chance + own + regional
  const freedom =
    variance ** 2 / (chance ** 2 / CERTAIN + own ** 2 / spread.ownFreedom + regional ** 2 / spread.regionalFreedom)
  return { method, compared, error: Math.sqrt(variance), freedom, spread }
}

/** The rule, fixed beforehand: how well each method foretells the last third before the start from the rest. */
function chosen(
  panel: Panel,
  cohorts: readonly Cohort[],
  controls: readonly number[],
  spread: Spread,
): { method: Method; weigh: Weigher } {
  const plain = byPrecision(spread)
  const start = Math.min(...cohorts.map((cohort) => cohort.start))
  if (start < COURSE.periods || controls.length < COURSE.controls) return { method: 'did', weigh: plain }
  const cut = Math.floor((start * 2) / 3)
  const held: Stretch = { from: cut, to: start }
  const trial = cohorts.map((cohort) => ({ ...cohort, start: cut }))
  const miss = (weigh: Weigher): number => {
    const tried = compare(panel, trial, controls, { known: spread, spread, weigh, until: start })
    return tried ? misfit(tried.actual, tried.counterfactual, held) : Infinity
  }
  return miss(byCourse(panel, plain)) < COURSE.better * miss(plain)
    ? { method: 'synthetic', weigh: byCourse(panel, plain) }
    : { method: 'did', weigh: plain }
}
