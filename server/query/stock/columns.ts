import { identifiers, pick, type Identifier } from '#store/clickhouse/sql.ts'

/** How many instants one statement reads; more of them are asked for in several. */
export const MOST_INSTANTS = 12

const LEVELS = [
  'opened', 'active', 'converted', 'lost', 'high_intent', 'overdue', 'untouched', 'delivery', 'deal', 'invoice',
] as const // prettier-ignore
const STATES = ['last', 'level', 'due', 'spoken'] as const

const all = identifiers(
  ...[...LEVELS, ...STATES].flatMap((name) => Array.from({ length: MOST_INSTANTS }, (_, i) => `${name}_${i}`)),
)

/** The column of a level or of a card's state at the n-th instant of a statement: `active_0`. */
export function column(name: (typeof LEVELS)[number] | (typeof STATES)[number], n: number): Identifier {
  const found = pick(all, `${name}_${n}`)
  if (!found) throw new RangeError(`a statement has ${MOST_INSTANTS} instants, not ${n + 1}`)
  return found
}
