import { isBucket } from '#domain/bucket.ts'
import { originOf } from '#domain/dimensions.ts'
import type { Organisation } from '#domain/organisation.ts'
import { rangesOf, type Plan } from '#domain/plan.ts'
import type { Range, RangeName } from '#domain/range.ts'
import { baseMoves } from '#domain/samestore/narrow.ts'
import { successionMoves } from '#domain/successor.ts'
import { dimensionsOf } from './raw.ts'

/** A range whose end went forward: facts with `from ≤ occurred_at < until` begin to count. */
export interface MovedEnd {
  range: RangeName
  from: number
  until: number
}

/** After a machine's sleep the stretch to catch up is no longer a small read. */
const LONGEST_STEP_MS = 300_000

/**
 * How a view gets from one clock to the next: by the facts between the ends, or, where a range began anew or shrank,
 * a row's key changed its meaning, another base is open or the jump is long, only by being read anew.
 */
export function stepOf(before: Plan, after: Plan, organisation: Organisation): MovedEnd[] | 'reopen' {
  if (before === after) return []
  const ends: MovedEnd[] = []
  for (const range of rangesOf(before)) {
    const was = before.ranges[range]!
    const is = after.ranges[range]!
    if (is.from !== was.from || is.until < was.until || is.until - was.until > LONGEST_STEP_MS) return 'reopen'
    if (is.until > was.until) ends.push({ range, from: was.until, until: is.until })
  }
  if (cutsByDays(before) && lastDays(before) !== lastDays(after)) return 'reopen'
  if (baseMoves(before, after, organisation) || successionMoves(before, after)) return 'reopen'
  if (standsToday(before) && dealersMove(organisation, today(before), today(after))) return 'reopen'
  return ends
}

const cutsByDays = (plan: Plan): boolean => dimensionsOf(plan).some(isBucket)
const standsToday = (plan: Plan): boolean =>
  plan.spec.org === 'current' && dimensionsOf(plan).some((name) => originOf(name) === 'dealer')
const today = ({ as_of, clock }: Plan): string => clock.zone.day(as_of)

/** The last day of each range that has a bucket; none while the range is empty. */
function lastDays(plan: Plan): string {
  const last = ({ from, to }: Range) => (to > from ? plan.clock.zone.day(to - 1) : '')
  return rangesOf(plan)
    .map((name) => last(plan.ranges[name]!))
    .join()
}

const moves = new WeakMap<Organisation, string[]>()

/** Whether a dealer's row becomes valid after one business day, up to and with another. */
function dealersMove(organisation: Organisation, after: string, upto: string): boolean {
  if (after === upto) return false
  let days = moves.get(organisation)
  if (!days) {
    const all = organisation
      .dealerCodes()
      .flatMap((code) => organisation.dealerRows(code).map(({ valid_from }) => valid_from ?? ''))
    days = [...new Set(all)]
    moves.set(organisation, days)
  }
  return days.some((day) => day > after && day <= upto)
}
