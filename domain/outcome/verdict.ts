import type { Expected, Verdict } from '../decision/decision.ts'
import { addDays } from '../zone.ts'
import type { Estimate, Ranged } from './estimate.ts'

/** Why a verdict was given: a code and the figures of its sentence. */
export interface Reason {
  code: ReasonCode
  figures: Readonly<Record<string, number | string>>
}

export const REASON_CODES = [
  'reached', 'partly_reached', 'missed', 'opposite', 'effect_seen', 'no_effect_seen', 'too_wide', 'window_open',
  'not_matured', 'no_treated', 'too_few_controls', 'too_few_events', 'no_time_before', 'pretrend', 'contaminated',
  'shared', 'not_countable', 'few_treated', 'staggered', 'window_kept',
  'some_shared', 'controls_left_out', 'placebo_weak', 'guardrail', 'logged',
] as const // prettier-ignore
export type ReasonCode = (typeof REASON_CODES)[number]

/** All that a verdict looks at. */
export interface Case {
  estimate: Estimate | null
  /** What was expected when the decision was made, in the measure's own unit; a range is reached at its lower end. */
  expected: Pick<Expected, 'amount' | 'low' | 'high'> | null
  /** Which way is good. */
  better: 'more' | 'less' | 'neither'
  /** Business days. `window_to` is the first day after the window; it has matured on `matures_on`. */
  today: string
  window_to: string
  matures_on: string
  /** Days in which four of five cases of the step are through. */
  lag_days: number
  /** Treated units named, and of them those under another decision on the same cells. */
  treated: number
  shared: { units: number; decisions: number }
  /** Controls fixed beforehand that came under another decision on the same cells, and what is left. */
  contaminated: number
  controls: number
  /** Stretches of time before the start. */
  before: number
  /** Business day on which each of the treated began. */
  starts: readonly string[]
  /** The day that would make another window now than the one that was fixed. */
  moved: string | null
  countable: boolean
}

/** Below these nothing is judged. */
const LEAST = { controls: 3, events: 20, before: 4 } as const
const FEW_TREATED = 5
const PLACEBO = 0.1
/** From this share of the treated on, an effect belongs to several decisions. */
const SHARED = 0.5

/** The verdict, the reason that decided it first and then what should be known beside it. The rule is fixed; nothing in it asks who. */
export function judgeCase(facts: Case): { verdict: Verdict; reasons: Reason[] } {
  const decided = early(facts) ?? unknowable(facts) ?? weigh(facts)
  return { verdict: decided.verdict, reasons: [decided.reason, ...beside(facts)] }
}

interface Decided {
  verdict: Verdict
  reason: Reason
}

const say = (verdict: Verdict, code: ReasonCode, figures: Reason['figures'] = {}): Decided => ({
  verdict,
  reason: { code, figures },
})

function early({ today, window_to, matures_on, lag_days }: Case): Decided | null {
  if (today < window_to) return say('early', 'window_open', { window_to, last: addDays(window_to, -1), matures_on })
  return today < matures_on ? say('early', 'not_matured', { matures_on, lag_days }) : null
}

function unknowable({ countable, treated, before, controls, contaminated, shared, estimate }: Case): Decided | null {
  if (!countable) return say('unclear', 'not_countable')
  if (treated === 0) return say('unclear', 'no_treated')
  if (before < LEAST.before) return say('unclear', 'no_time_before', { before, least: LEAST.before })
  if (controls < LEAST.controls) {
    return contaminated > 0
      ? say('unclear', 'contaminated', { contaminated, controls })
      : say('unclear', 'too_few_controls', { controls, least: LEAST.controls })
  }
  if (shared.units / treated >= SHARED) return say('unclear', 'shared', { ...shared, treated })
  const events = estimate ? Math.round(Math.min(estimate.events.before, estimate.events.due)) : 0
  if (!estimate || events < LEAST.events) return say('unclear', 'too_few_events', { events, least: LEAST.events })
  const { pretrend } = estimate
  return pretrend?.broken ? say('unclear', 'pretrend', { change: pretrend.change }) : null
}

/** What was measured against what was expected, both turned so that more is better. */
function weigh({ estimate, expected, better }: Case): Decided {
  const aim = expected?.low ?? expected?.amount ?? null
  const down = better === 'less' || (better === 'neither' && aim !== null && aim < 0)
  const { value, low, high } = down ? turned(estimate!.effect) : estimate!.effect
  const figures = { ...estimate!.effect, ...(aim !== null && { expected: aim }) }
  if (high < 0) return say('missed', 'opposite', figures)
  // What is to fall may be promised as a fall or as its size.
  const due = aim === null ? null : down ? Math.abs(aim) : aim
  if (due === null || due <= 0) {
    return low > 0 ? say('met', 'effect_seen', figures) : say('unclear', 'no_effect_seen', figures)
  }
  if (low > 0) return value >= due ? say('met', 'reached', figures) : say('partly', 'partly_reached', figures)
  return high < due ? say('missed', 'missed', figures) : say('unclear', 'too_wide', figures)
}

const turned = ({ value, low, high }: Ranged): Ranged => ({ value: -value, low: -high, high: -low })

function beside({ estimate, treated, shared, contaminated, starts, moved, window_to }: Case): Reason[] {
  const reasons: Reason[] = []
  const add = (code: ReasonCode, figures: Reason['figures']): void => void reasons.push({ code, figures })
  if (estimate && estimate.cases <= FEW_TREATED) add('few_treated', { treated: estimate.cases })
  const begun = [...new Set(starts)].sort()
  if (begun.length > 1) add('staggered', { batches: begun.length, first: begun[0]!, last: begun.at(-1)! })
  if (moved !== null) add('window_kept', { moved, window_to, last: addDays(window_to, -1) })
  if (shared.units > 0 && shared.units / treated < SHARED) add('some_shared', { ...shared, treated })
  if (contaminated > 0) add('controls_left_out', { contaminated })
  const placebo = estimate?.placebo
  if (placebo && placebo.chance > PLACEBO && (estimate.effect.low > 0 || estimate.effect.high < 0))
    add('placebo_weak', { beyond: placebo.beyond, sets: placebo.sets })
  return reasons
}
