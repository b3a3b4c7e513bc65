import { add, ALL, grow, type Cells } from '#domain/cells.ts'
import { isBucket } from '#domain/bucket.ts'
import type { Dimension } from '#domain/dimensions.ts'
import { allowedValues } from '#domain/key.ts'
import { isCrewDimension } from '#domain/crew/check.ts'
import { ACTIVE_ADVISOR } from '#domain/crew/counter.ts'
import { dealerValue, type DealerDimension, type Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import { spansOf, wholeSpans, type Span } from '#domain/stock/spans.ts'
import type { Advisor } from '#domain/streams.ts'
import type { Key } from '#domain/view.ts'
import type { Source } from '../source.ts'

/** Counts the advisors at work as each range, or bucket of it, ends. Asks no store: the organisation is held whole. */
export const crewSource: Source = async (cells, plan, organisation) => {
  if (plan.sources.crew.length === 0) return Promise.resolve()
  for (const span of spansOf(plan)) {
    for (const advisor of crewAt(plan, organisation, span)) {
      add(cells, keyOf(plan, organisation, advisor, span), span.range, ACTIVE_ADVISOR.name, 1, 0)
    }
  }
  if (plan.spec.by.some(isBucket)) for (const span of wholeSpans(plan)) total(cells, plan, organisation, span)
}

/** Heads of buckets are not added up: the cell of all rows says how many there are as the whole range ends. */
function total(cells: Cells, plan: Plan, organisation: Organisation, span: Span): void {
  const heads = crewAt(plan, organisation, span).length
  const cell = cells.get(ALL) ?? { key: {}, sums: { current: {}, previous: {}, last_year: {} } }
  cells.set(ALL, cell)
  grow(cell.sums[span.range], ACTIVE_ADVISOR.name, heads, 0)
}

const lastDay = ({ clock: { zone } }: Plan, { from, until }: Span): string => zone.day(Math.max(from, until - 1))

/** Those at work on the last day of a stretch whom the plan's `where` lets through. */
export function crewAt(plan: Plan, organisation: Organisation, span: Span): Advisor[] {
  const day = lastDay(plan, span)
  const tests = (Object.keys(plan.spec.where) as Dimension[])
    .filter(isCrewDimension)
    .map((name) => [name, new Set(allowedValues(plan, organisation, name))] as const)
  return organisation.advisorCodes().flatMap((code) => {
    const advisor = organisation.advisor(code, day)
    if (!advisor || (advisor.valid_from ?? '') > day || (advisor.left_on ?? '9999') <= day) return []
    return tests.every(([name, allowed]) => allowed.has(valueOf(plan, organisation, advisor, name, day)))
      ? [advisor]
      : []
  })
}

function keyOf(plan: Plan, organisation: Organisation, advisor: Advisor, span: Span): Key {
  const day = lastDay(plan, span)
  return Object.fromEntries(
    plan.spec.by.map((name) => [
      name,
      isBucket(name) ? span.buckets[name]! : valueOf(plan, organisation, advisor, name, day),
    ]),
  )
}

function valueOf(
  { spec, clock, as_of }: Plan,
  organisation: Organisation,
  advisor: Advisor,
  name: Dimension,
  day: string,
): string | null {
  if (name === 'advisor_id') return advisor.advisor_id
  const dealer = organisation.dealerCode(advisor.dealer_id) ?? advisor.dealer_id
  if (name === 'dealer_id') return dealer
  const placed = spec.org === 'current' ? clock.zone.day(as_of) : day
  return dealerValue(organisation.dealer(dealer, placed), name as DealerDimension) || null
}
