import { takers } from '#domain/counter.ts'
import type { Fact } from '#domain/fact.ts'
import type { Kind } from '#domain/kinds.ts'
import type { Plan } from '#domain/plan.ts'
import { isFullScope, type Scope } from '#domain/scope.ts'
import { moneyText } from '#domain/value.ts'
import { isDealerDimension } from '#domain/organisation.ts'
import type { DimensionName } from '#domain/dimensions.ts'

/** One ledger entry behind a number. Persons and vehicles are left out. `sign × units` over all of them is the number. */
export interface ListedRow {
  seq: number
  sign: number
  units: number
  amount: string | null
  kind: Kind
  occurred_at: string
  received_at: string
  [field: string]: unknown
}

/** The fields of an entry that are listed as they are. */
export const SHOWN = [
  'source', 'event_id', 'revision', 'derived', 'day', 'business_date', 'dealer_id', 'advisor_id', 'lead_id', 'order_id', 'model', 'channel',
  'campaign', 'intent_level', 'sale_type', 'visit_kind', 'purpose', 'via', 'connected', 'follow_level', 'reason', 'competitor_brand',
  'competitor_model', 'audit', 'pay', 'trade_in', 'customer_type', 'attrs',
] as const satisfies (keyof Fact)[] // prettier-ignore

/** What leads from an entry to a customer in the system that sent it. */
const TRACES: readonly string[] = ['event_id', 'lead_id', 'order_id']

/** Answers how an entry of a plan is listed to an asker. */
export function lister(plan: Plan, scope: Scope): (fact: Fact) => ListedRow {
  const { zone } = plan.clock
  const terms = new Map(plan.measures[0]!.terms.map(({ counter, factor }) => [counter, factor]))
  const taken = takers(plan.sources.flow)
  const masked = !seesTraces(scope)
  const isCohort = plan.spec.mode === 'cohort'
  return (fact) => {
    // Of a cohort the entrants themselves are listed, each once.
    const factor = isCohort ? 1 : taken(fact.kind, fact).reduce((sum, counter) => sum + (terms.get(counter) ?? 0), 0)
    const row: ListedRow = {
      seq: fact.seq,
      sign: fact.sign * factor,
      units: fact.units,
      amount: fact.amount === null ? null : moneyText(fact.amount),
      kind: fact.kind,
      occurred_at: zone.iso(fact.occurred_at),
      received_at: zone.iso(fact.received_at),
    }
    for (const name of SHOWN) row[name] = fact[name] === '' ? null : fact[name]
    return masked ? mask(row) : row
  }
}

/**
 * Whether an asker may follow an entry to its customer: head office, and those who answer for places, to whom these
 * are customers of their own. One whose scope is a model, a channel or a campaign gets the numbers, not the way.
 */
function seesTraces(scope: Scope): boolean {
  const places = (name: string) =>
    name === 'dealer_id' || name === 'advisor_id' || isDealerDimension(name as DimensionName)
  return isFullScope(scope) || Object.keys(scope.where).some(places)
}

/** Free attributes may say anything of a person, so they go as a whole. */
function mask(row: ListedRow): ListedRow {
  const masked: ListedRow = { ...row, attrs: {} }
  for (const name of TRACES) if (typeof row[name] === 'string') masked[name] = '***'
  return masked
}
