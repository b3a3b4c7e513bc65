import { SIGNS, type SignKind } from '#domain/diagnosis/signs.ts'
import type { Kind } from '#domain/kinds.ts'
import { ledger } from '#store/clickhouse/ledger.ts'
import { sql, type Sql } from '#store/clickhouse/sql.ts'

/** Entries that are counted: those of a kind, or those of them of which `held` is true. */
export interface Counted {
  kind: Kind
  held?: Sql
}

/** A process figure that is counted entry by entry, with the stages. */
export interface CountedSign extends SignKind {
  hits: Counted
  tries: Counted
}

const COUNTED: readonly CountedSign[] = [
  {
    ...SIGNS.contact_reached,
    hits: { kind: 'contact', held: sql`${ledger.connected} = 'true'` },
    tries: { kind: 'contact', held: sql`${ledger.connected} != ''` },
  },
  { ...SIGNS.order_cancel, hits: { kind: 'order_cancel' }, tries: { kind: 'order' } },
]

/** The signs of a funnel that are counted with its stages. */
export const countedSigns = (stages: readonly string[]): readonly CountedSign[] =>
  COUNTED.filter(({ stage }) => stages.includes(stage))
