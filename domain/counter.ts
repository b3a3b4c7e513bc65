import { SLICES } from './kpi/slices.ts'
import { KIND_NAMES, type Kind } from './kinds.ts'
import type { Fact } from './fact.ts'

/** Text fields of a fact by whose value a kind's entries can be told apart. */
const BY_VALUE = ['visit_kind', 'purpose', 'via', 'connected', 'audit', 'intent_level', 'sale_type', 'pay', 'trade_in'] as const // prettier-ignore
/** Text fields of a fact that are only asked whether they are there: `given` or `''`. */
const BY_PRESENCE = ['lead_id', 'order_id', 'reason'] as const

export type SliceField = (typeof BY_VALUE)[number] | (typeof BY_PRESENCE)[number]

/** Whether a slice asks of a field only whether it is there. */
export const isPresence = (field: SliceField): field is (typeof BY_PRESENCE)[number] =>
  (BY_PRESENCE as readonly string[]).includes(field)

/** The entries of one kind, or those of them whose fields have one of the listed values. Additive over facts. */
export interface FlowCounter {
  name: string
  from: 'flow'
  kind: Kind
  where?: Readonly<Partial<Record<SliceField, readonly string[]>>>
}

/** What a statement of its own counts over journeys or over what is in stock. Additive over keys, not over facts. */
export interface DerivedCounter {
  name: string
  from: 'journey' | 'stock'
}

/** What is summed over a range; measures are made of counters. */
export type Counter = FlowCounter | DerivedCounter

/** Every kind counts under its own name. */
const kinds = KIND_NAMES.map((kind): FlowCounter => ({ name: kind, from: 'flow', kind }))

/** Every counter by name. */
export const COUNTERS: ReadonlyMap<string, Counter> = new Map(
  [
    kinds,
    SLICES,
  ].flatMap((counters: readonly Counter[]) => counters.map((counter) => [counter.name, counter])),
) // prettier-ignore

/** A field's value as slices see it. */
export const sliceValue = (fact: Readonly<Record<SliceField, string>>, field: SliceField): string =>
  isPresence(field) && fact[field] !== '' ? 'given' : fact[field]

/** Whether a fact of the counter's kind belongs to it. */
export function counts({ where }: FlowCounter, fact: Fact): boolean {
  for (const field in where) {
    if (!where[field as SliceField]!.includes(sliceValue(fact, field as SliceField))) return false
  }
  return true
}

/** The fields that the slices of a plan's counters look at, in one order. */
export function sliceFields(counters: readonly FlowCounter[]): SliceField[] {
  const used = new Set(counters.flatMap(({ where = {} }) => Object.keys(where)))
  return [...BY_VALUE, ...BY_PRESENCE].filter((field) => used.has(field))
}
