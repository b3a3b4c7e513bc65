import { Refusal, quote } from '../errors.ts'
import { addDays } from '../zone.ts'
import { windowOf } from '../outcome/schedule.ts'
import { STATES, type Decision, type DecisionState, type Written } from './decision.ts'
import { lagDays } from './library.ts'
import type { Changes } from './merge.ts'

/** The day on which the effect can be looked at: the due day and the time that the measure needs to show. */
export function proposeReview(
  { due_on, measure_kind }: Pick<Written, 'due_on' | 'measure_kind'>,
  stage: string,
): string | null {
  return due_on === null ? null : addDays(due_on, lagDays(measure_kind, stage))
}

/** Whether a decision may go from one state to another: one step on, or one step back. Throws a `Refusal`. */
export function checkStep(from: DecisionState, to: DecisionState): void {
  if (from === 'withdrawn')
    throw new Refusal('bad_spec', 'a withdrawn decision stays withdrawn; record a new one', { path: 'state' })
  if (to === 'withdrawn')
    throw new Refusal('bad_spec', 'to take a decision back, withdraw it with a reason', { path: 'state' })
  if (Math.abs(STATES.indexOf(to) - STATES.indexOf(from)) !== 1)
    throw new Refusal(
      'bad_spec',
      `from ${from} one goes on to ${STATES[STATES.indexOf(from) + 1]} or back, not to ${to}`,
      { path: 'state' },
    )
}

/** Refuses changes that would make the expectation fit what came. `today` is the business day. */
export function checkChanges(decision: Decision, changes: Changes, today: string): void {
  if (decision.state === 'withdrawn')
    throw new Refusal('bad_spec', 'a withdrawn decision is not written again', { path: 'state' })
  if (changes.expected !== undefined && decision.expected !== null && decision.state !== 'plan')
    throw new Refusal('bad_spec', 'the expectation is fixed once the decision is carried out', { path: 'expected' })
  if (changes.expected !== undefined && decision.window !== null && today >= decision.window.to)
    throw new Refusal('bad_spec', 'the window is over: what was expected is not written after what came', { path: 'expected' }) // prettier-ignore
  const { due_on, review_on } = { ...decision, ...changes }
  if (due_on !== null && review_on !== null && review_on < due_on)
    throw new Refusal('bad_field', `review_on ${review_on} lies before due_on ${due_on}`, { path: 'review_on' })
}

/** Changes with the review day moved along where the due day is new, unless somebody chose another that still fits. */
export function withReview(
  decision: Pick<Decision, 'due_on' | 'review_on' | 'measure_kind' | 'stage'>,
  changes: Changes,
): Changes {
  if (changes.review_on !== undefined || changes.due_on === undefined) return changes
  const proposed = decision.review_on === proposeReview(decision, decision.stage)
  const fits = decision.review_on !== null && changes.due_on !== null && decision.review_on >= changes.due_on
  if (!proposed && fits) return changes
  return { ...changes, review_on: proposeReview({ ...decision, ...changes }, decision.stage) }
}

const DAY_MS = 86_400_000
/** Within a day of its making a decision is still being written down. */
const isFresh = ({ created_at }: Pick<Decision, 'created_at'>, now: number): boolean =>
  now < Date.parse(created_at) + DAY_MS

/** When a change is written: the business days of the decision's making and of now, and the instant, epoch ms. */
interface When {
  made_on: string
  today: string
  now: number
}

type Days = Pick<Decision, 'window' | 'due_on' | 'review_on' | 'created_at' | 'treated' | 'starts'>

/**
 * The window that a change of days fixes, where none is fixed yet: by the days that stood; within a day of its making by
 * those that come; later by none, so that nobody chooses a window by what came. Nothing where there is nothing to fix.
 * Throws where `starts` are none that may be written.
 */
export function fixDays(decision: Days, changes: Changes, when: When): Partial<Pick<Decision, 'window'>> {
  if (changes.starts !== undefined) checkStarts(decision, changes.starts, when)
  if (decision.window || (changes.due_on === undefined && changes.review_on === undefined)) return {}
  const { made_on } = when
  if (decision.due_on !== null || decision.review_on !== null) return { window: windowOf({ ...decision, made_on }) }
  if (!isFresh(decision, when.now)) return { window: windowOf({ made_on, due_on: null, review_on: null }) }
  const { due_on = null, review_on = null } = changes
  return due_on === null && review_on === null ? {} : { window: windowOf({ made_on, due_on, review_on }) }
}

/**
 * Refuses first days of dealers to which the decision does not apply or before it was made, and, once it is a day old,
 * any change of one that has come: when a dealer began is not chosen by what came of it.
 */
function checkStarts(decision: Days, starts: Record<string, string>, { made_on, today, now }: When): void {
  for (const code of new Set([...Object.keys(starts), ...Object.keys(decision.starts)])) {
    const path = `starts.${code.slice(0, 60)}`
    const [was, next] = [decision.starts[code] ?? made_on, starts[code] ?? made_on]
    if (!decision.treated.includes(code))
      throw new Refusal('bad_field', `the decision does not apply to dealer ${quote(code)}`, { path })
    if (next < made_on) throw new Refusal('bad_field', `${next} lies before the decision was made`, { path })
    if (was !== next && !isFresh(decision, now) && (was <= today || next <= today))
      throw new Refusal('bad_spec', `a first day is moved only while it lies ahead, from ${was} to ${next} it is not`, { path }) // prettier-ignore
  }
}
