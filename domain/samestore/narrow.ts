import type { Organisation } from '../organisation.ts'
import { rangesOf, type Plan } from '../plan.ts'
import { openThroughout } from './open.ts'

/** The business days of every range that count, first and last. */
function daysOf({ ranges, clock: { zone } }: Plan, name: ReturnType<typeof rangesOf>[number]): [string, string] {
  const { from, until } = ranges[name]!
  return [zone.day(from), zone.day(Math.max(from, until - 1))]
}

/** The dealers that are open on every business day of all ranges of a plan: one base for the whole answer. */
export function sameStores(plan: Plan, organisation: Organisation): string[] {
  const stretches = rangesOf(plan).map((name) => daysOf(plan, name))
  return organisation
    .dealerCodes()
    .filter((code) => stretches.every(([first, last]) => openThroughout(organisation, code, first, last)))
}

/**
 * A plan with its base made a list of dealers: `same_store` leaves in `where` those open in all ranges, so that every
 * way to count reads the same stores. Any other plan stays as it is, and a narrowed one too.
 */
export function narrow(plan: Plan, organisation: Organisation): Plan {
  const { base, where } = plan.spec
  if (base !== 'same_store') return plan
  const asked =
    where.dealer_id && new Set(where.dealer_id.map((code) => code && (organisation.dealerCode(code) ?? code)))
  const dealer_id = sameStores(plan, organisation).filter((code) => asked?.has(code) ?? true)
  return { ...plan, spec: { ...plan.spec, where: { ...where, dealer_id } } }
}

/** Whether the base of a plan is another one after its clock moved. */
export function baseMoves(before: Plan, after: Plan, organisation: Organisation): boolean {
  if (before.spec.base !== 'same_store') return false
  const days = (plan: Plan) => rangesOf(plan).map((name) => daysOf(plan, name)).join() // prettier-ignore
  return (
    days(before) !== days(after) && sameStores(before, organisation).join() !== sameStores(after, organisation).join()
  )
}
