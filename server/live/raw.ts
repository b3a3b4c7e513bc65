import { isBucket } from '#domain/bucket.ts'
import { attrName, isAttrDimension, originOf, type Dimension } from '#domain/dimensions.ts'
import type { Fact } from '#domain/fact.ts'
import type { Plan } from '#domain/plan.ts'
import { readsModel } from '#domain/successor.ts'

type Column = 'dealer_id' | 'day' | 'model' | 'channel' | 'attrs' | (string & keyof Fact)
type Reader = (fact: Fact) => string

const QUARTER_MS = 900_000
const SEPARATOR = '\u0001'

/** The dimensions that a plan groups or filters by. */
export const dimensionsOf = ({ spec }: Pick<Plan, 'spec'>): Dimension[] => [
  ...new Set([...spec.by, ...(Object.keys(spec.where) as Dimension[])]),
]

/** The ledger's columns that a dimension is read from. */
export function columnsOf(dimension: Dimension, org: Plan['spec']['org']): Column[] {
  if (isAttrDimension(dimension)) return ['attrs']
  if (isBucket(dimension)) return ['day']
  if (dimension === 'hour') return ['occurred_at']
  if (dimension === 'due_day') return ['due_at']
  switch (originOf(dimension)) {
    case 'dealer':
      return org === 'current' ? ['dealer_id'] : ['dealer_id', 'day']
    case 'model':
      return ['model']
    case 'channel':
      return ['channel']
    default:
      return [dimension as Column]
  }
}

/**
 * What decides a fact's place in a plan's answer, as text: facts with equal text pass or fail the plan's `where` alike
 * and fall into the same row. So a place has to be worked out once and not for every fact.
 */
export function rawReader(plan: Plan): Reader {
  const readers = new Map<string, Reader>()
  for (const dimension of dimensionsOf(plan)) {
    if (isAttrDimension(dimension)) {
      const name = attrName(dimension)
      readers.set(dimension, ({ attrs }) => (Object.hasOwn(attrs, name) ? attrs[name]! : ''))
      continue
    }
    // Which model an event counts for in a comparison depends on its day.
    if (plan.spec.successors && readsModel(dimension)) readers.set('day', ({ day }) => day)
    for (const column of columnsOf(dimension, plan.spec.org)) {
      // A zone's offset only changes on quarter hours, so all of a quarter lies in one hour of the day.
      if (column === 'occurred_at')
        readers.set(column, ({ occurred_at }) => String(Math.floor(occurred_at / QUARTER_MS)))
      else if (column === 'due_at') readers.set(column, ({ due_at }) => String(due_at ?? ''))
      else readers.set(column, (fact) => fact[column] as string)
    }
  }
  const [first, ...rest] = readers.values()
  if (!first) return () => ''
  if (rest.length === 0) return first
  return (fact) => {
    let text = first(fact)
    for (const read of rest) {
      const value = read(fact)
      // With its length behind it a value may hold any character.
      text += SEPARATOR + value + SEPARATOR + value.length
    }
    return text
  }
}
