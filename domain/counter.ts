import type { Kind } from './kinds.ts'

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

/** What is counted over journeys, in stock or among those who sell. Additive over keys, not over facts. */
export interface DerivedCounter {
  name: string
  from: 'journey' | 'stock' | 'crew'
}

/** What is summed over a range; measures are made of counters. */
export type Counter = FlowCounter | DerivedCounter

/** What slices look at: a fact, or a line of a statement that was grouped by their fields. */
export type Sliced = Readonly<Partial<Record<SliceField, string>>>

/** A field's value as slices see it. */
const sliceValue = (held: Sliced, field: SliceField): string => {
  const text = held[field] ?? ''
  return text !== '' && isPresence(field) ? 'given' : text
}

/** Whether what is of the counter's kind belongs to it. */
function counts({ where }: FlowCounter, held: Sliced): boolean {
  for (const field in where) {
    if (!where[field as SliceField]!.includes(sliceValue(held, field as SliceField))) return false
  }
  return true
}

/** Answers the names of those of the counters that something of a kind belongs to. */
export function takers(counters: readonly FlowCounter[]): (kind: Kind, held: Sliced) => readonly string[] {
  const byKind = new Map<Kind, { whole: string[]; sliced: FlowCounter[] }>()
  for (const counter of counters) {
    const own = byKind.get(counter.kind) ?? { whole: [], sliced: [] }
    byKind.set(counter.kind, own)
    if (counter.where) own.sliced.push(counter)
    else own.whole.push(counter.name)
  }
  return (kind, held) => {
    const own = byKind.get(kind)
    if (!own) return NONE
    if (own.sliced.length === 0) return own.whole
    return [...own.whole, ...own.sliced.filter((counter) => counts(counter, held)).map(({ name }) => name)]
  }
}

const NONE: readonly string[] = []

/** The fields that the slices of some counters look at, in one order. */
export function sliceFields(counters: readonly FlowCounter[]): SliceField[] {
  const used = new Set(counters.flatMap(({ where = {} }) => Object.keys(where)))
  return [...BY_VALUE, ...BY_PRESENCE].filter((field) => used.has(field))
}
