import { Refusal } from '../errors.ts'
import { addDays } from '../zone.ts'
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

/** Refuses changes that would make the expectation fit what came. */
export function checkChanges(decision: Decision, changes: Changes): void {
  if (decision.state === 'withdrawn')
    throw new Refusal('bad_spec', 'a withdrawn decision is not written again', { path: 'state' })
  if (changes.expected !== undefined && decision.expected !== null && decision.state !== 'plan')
    throw new Refusal('bad_spec', 'the expectation is fixed once the decision is carried out', { path: 'expected' })
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
