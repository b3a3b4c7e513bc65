import type { Cause } from '#domain/diagnosis/answer.ts'
import { SMALL } from '#domain/diagnosis/causes.ts'
import { isSure } from '#domain/diagnosis/order.ts'

/** Counts of a cause's step and of the stage before it (`null` of the first stage), in both ranges. */
export interface StepCounts {
  step: { was: number; is: number }
  before: { was: number; is: number } | null
}

/** Of what the whole lost for each unit expected, what a part must have lost to share the cause. */
const ALIKE = 0.5

/** What the compared range alone lets expect. */
const expectedOf = ({ step, before }: StepCounts): number =>
  before ? (before.was > 0 ? (before.is * step.was) / before.was : 0) : step.was

/**
 * What a cause beyond doubt takes from a part of its counts: cars of one model that are missing everywhere are missing in
 * each region, though one region alone might take it for chance. The part expects as the whole does (with what all places
 * moved), its units are its own, and its interval is as much wider as it is smaller. `null` where the part does not show
 * it: it must have lost half as much of what it expected as the whole.
 */
export function shareOf(cause: Cause, whole: StepCounts, part: StepCounts): Cause | null {
  const all = expectedOf(whole)
  const lost = cause.actual - cause.expected
  if (!isSure(cause) || cause.of === 'mix' || all <= 0 || Math.sign(lost) !== Math.sign(cause.units)) return null
  const expected = (cause.expected * expectedOf(part)) / all
  const own = part.step.is - expected
  if (expected <= 0 || own * lost <= 0 || Math.abs(own) < (ALIKE * Math.abs(lost) * expected) / cause.expected)
    return null
  const units = (own * cause.units) / lost
  const margin = ((cause.high - cause.low) / 2) * Math.sqrt(expected / cause.expected)
  const { step, before } = part
  return {
    ...cause,
    units,
    low: units - margin,
    high: units + margin,
    expected,
    actual: step.is,
    rate: before && before.was > 0 && before.is > 0 ? { before: step.was / before.was, now: step.is / before.is, of: before.is } : null, // prettier-ignore
    small: expected < SMALL,
  }
}
