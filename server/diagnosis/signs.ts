import type { Sign } from '#domain/diagnosis/leaves.ts'
import type { Kind } from '#domain/kinds.ts'
import { ledger } from '#store/clickhouse/ledger.ts'
import { sql, type Sql } from '#store/clickhouse/sql.ts'

/** Entries that are counted: those of a kind, or those of them of which `held` is true. */
export interface Counted {
  kind: Kind
  held?: Sql
}

/** A process figure that speaks for a step, as the ledger counts it. */
export interface SignDeclaration extends Pick<Sign, 'name' | 'stage' | 'bad'> {
  hits: Counted
  tries: Counted
}

const rival = sql`(${ledger.competitor_brand} != '' OR ${ledger.competitor_model} != '')`

/** Calls that reach nobody before visits fall, rivals before orders, cancellations before cars are paid. */
const SIGNS: readonly SignDeclaration[] = [
  {
    name: 'contact_reached',
    stage: 'first_visit',
    bad: 'less',
    hits: { kind: 'contact', held: sql`${ledger.connected} = 'true'` },
    tries: { kind: 'contact', held: sql`${ledger.connected} != ''` },
  },
  { name: 'lost_to_rival', stage: 'order', bad: 'more', hits: { kind: 'lost', held: rival }, tries: { kind: 'lost' } },
  { name: 'order_cancel', stage: 'deal', bad: 'more', hits: { kind: 'order_cancel' }, tries: { kind: 'order' } },
]

/** The signs that speak for steps of a funnel. */
export const signsOf = (stages: readonly string[]): readonly SignDeclaration[] =>
  SIGNS.filter(({ stage }) => stages.includes(stage))

/** The kinds that a diagnosis of a funnel counts: its stages, and what its signs are made of. */
export const kindsOf = (stages: readonly string[]): string[] => [
  ...new Set([...stages, ...signsOf(stages).flatMap(({ hits, tries }) => [hits.kind, tries.kind])]),
]
