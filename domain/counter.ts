import { KIND_NAMES, type Kind } from './kinds.ts'
import type { Fact } from './fact.ts'

/** Text fields of a fact by which a kind's entries can be told apart. */
export type SliceField =
  'visit_kind' | 'purpose' | 'via' | 'connected' | 'audit' | 'intent_level' | 'sale_type' | 'pay' | 'trade_in'

/** The entries of one kind, or those of them whose fields have one of the listed values. Additive over facts. */
export interface FlowCounter {
  name: string
  from: 'flow'
  kind: Kind
  where?: Partial<Record<SliceField, readonly string[]>>
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
export const COUNTERS: ReadonlyMap<string, Counter> = new Map<string, Counter>(
  [...kinds].map((counter) => [counter.name, counter]),
)

/** Whether a fact of the counter's kind belongs to it. */
export function counts({ where }: FlowCounter, fact: Fact): boolean {
  for (const field in where) if (!where[field as SliceField]!.includes(fact[field as SliceField])) return false
  return true
}
