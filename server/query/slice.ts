import { isPresence, sliceFields, type FlowCounter, type SliceField } from '#domain/counter.ts'
import type { Kind } from '#domain/kinds.ts'
import type { Plan } from '#domain/plan.ts'
import { ledger } from '#store/clickhouse/ledger.ts'
import { empty, identifiers, join, sql, value, type Identifier, type Sql } from '#store/clickhouse/sql.ts'

const NAMES = Object.values(identifiers('s0', 's1', 's2', 's3', 's4', 's5', 's6', 's7', 's8', 's9', 's10', 's11'))

/** A field that slices look at, as a column of a statement: the field's value where a kind is sliced by it, else `''`. */
export interface SliceColumn {
  field: SliceField
  name: Identifier
  held: Sql
}

const ofKinds = (kinds: readonly Kind[]): Sql => sql`${ledger.kind} IN ${value(kinds, 'Array(String)')}`

/** The columns that tell the entries of a plan's sliced counters apart; none where every counter is a whole kind. */
export function sliceColumns({ sources: { flow } }: Plan): SliceColumn[] {
  return sliceFields(flow).map((field, i) => {
    const kinds = ofKinds([...new Set(flow.filter(({ where }) => where?.[field]).map(({ kind }) => kind))])
    const held = isPresence(field)
      ? sql`if(${kinds} AND ${ledger[field]} != '', 'given', '')`
      : sql`if(${kinds}, ${ledger[field]}, '')`
    return { field, name: NAMES[i]!, held }
  })
}

/** Whether an entry belongs to any of a plan's flow counters. */
export function taken({ kinds, sources: { flow } }: Plan): Sql {
  const whole = kinds.filter((kind) => flow.some((counter) => counter.kind === kind && !counter.where))
  const parts = flow.filter(({ kind }) => !whole.includes(kind)).map(sliced)
  if (parts.length === 0) return ofKinds(kinds)
  const either = join([...(whole.length > 0 ? [ofKinds(whole)] : []), ...parts], sql` OR `)
  return sql`${ofKinds(kinds)} AND (${either})`
}

function sliced({ kind, where = {} }: FlowCounter): Sql {
  const tests = Object.entries(where).map(([name, values]) => {
    const field = name as SliceField
    const held = isPresence(field) ? sql`if(${ledger[field]} != '', 'given', '')` : sql`${ledger[field]}`
    return sql` AND ${held} IN ${value(values, 'Array(String)')}`
  })
  return sql`(${ledger.kind} = ${value(kind, 'String')}${join(tests, empty)})`
}
