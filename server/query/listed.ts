import type { Fact } from '#domain/fact.ts'
import type { Kind } from '#domain/kinds.ts'
import type { Plan } from '#domain/plan.ts'
import { isFullScope, type Scope } from '#domain/scope.ts'
import { moneyText } from '#domain/value.ts'
import { isDealerDimension } from '#domain/organisation.ts'
import type { DimensionName } from '#domain/dimensions.ts'

/**
 * One ledger entry behind a number, or what reference data says: an advisor, or a dealer's stock of a model. Persons and
 * vehicles are left out. `sign × units` over all of them is the number.
 */
export interface ListedRow {
  /** The entry's sequence; within its list where the ledger has none. */
  seq: number
  sign: number
  units: number
  amount: string | null
  kind: Kind | 'advisor' | 'stock'
  occurred_at: string | null
  received_at: string | null
  /** How long it took to this event, or from it: durations only, in the measure's unit. */
  took?: number
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

/** A row of reference data as it is listed. */
export const reported = (kind: 'advisor' | 'stock', units: number, said: Record<string, unknown>): ListedRow => ({
  seq: 0,
  sign: 1,
  units,
  amount: null,
  kind,
  occurred_at: null,
  received_at: null,
  attrs: {},
  ...said,
})

/** Answers how an entry is listed to an asker. */
export function lister({ clock: { zone } }: Plan, scope: Scope): (fact: Fact) => ListedRow {
  const masked = !seesTraces(scope)
  return (fact) => {
    const row: ListedRow = {
      seq: fact.seq,
      sign: fact.sign,
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
