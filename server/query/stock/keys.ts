import { isBucket } from '#domain/bucket.ts'
import type { Dimension } from '#domain/dimensions.ts'
import type { Span } from '#domain/stock/spans.ts'
import { bandStarts, CARD_AGE } from '#domain/stock/age.ts'
import { ledger } from '#store/clickhouse/ledger.ts'
import { identifiers, join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { expression } from '../expression.ts'
import { column } from './columns.ts'
import type { Asked } from './survivors.ts'

const NAMES = Object.values(identifiers('k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7'))
const AGE = identifiers('age').age
const SEQ = identifiers('entry').entry

/** The dimensions asked by that an event's attributes answer: not buckets, not its age. */
export const attributesOf = ({ plan }: Pick<Asked, 'plan'>): Dimension[] =>
  plan.spec.by.filter((name) => !isBucket(name) && name !== CARD_AGE)

type Column = [held: Sql, name: Sql, blank: Sql]

/** Columns that tell rows apart: over the ledger, by name, and a value below all others for rows that have none. */
export interface Keys {
  expressions: Sql[]
  names: Sql[]
  blanks: Sql[]
}

/** Whether a question needs the ages of cards. */
const aged = ({ plan }: Pick<Asked, 'plan'>): boolean =>
  plan.spec.by.includes(CARD_AGE) || plan.spec.where[CARD_AGE] !== undefined

/**
 * The columns that tell a statement's rows apart, each with a leading comma: `k0`, `k1` …, `entry` where
 * each is told for itself, and `age`, which is the day number of the event, rounded down to where some span's
 * band begins, so that it falls into the same band of every span as the event does.
 */
export function keysOf(asked: Asked, spans: readonly Span[]): Keys {
  const own = attributesOf(asked).map((dimension, i): Column => {
    return [sql`toString(${expression(asked.plan, asked.organisation, dimension)})`, sql`${NAMES[i]!}`, sql`''`]
  })
  if (asked.each) own.push([sql`toString(${ledger.seq})`, sql`${SEQ}`, sql`''`])
  if (aged(asked)) {
    const { zone } = asked.plan.clock
    const starts = new Set(spans.flatMap(({ until }) => bandStarts(zone.day(until - 1))))
    const sorted = [-100_000, ...[...starts].sort((a, b) => a - b)]
    own.push([
      sql`roundDown(toInt32(${ledger.day}), ${value(sorted, 'Array(Int32)')})`,
      sql`${AGE}`,
      sql`toInt32(-2000000000)`,
    ])
  }
  return {
    expressions: own.map(([held]) => held),
    names: own.map(([, name]) => name),
    blanks: own.map(([, , blank]) => blank),
  }
}

/** `, a AS k0, b AS k1` */
export const named = (expressions: readonly Sql[], names: readonly Sql[]): Sql =>
  join(expressions.map((one, i) => sql`, ${one} AS ${names[i]!}`), sql``) // prettier-ignore

/** `, k0, k1` */
export const listed = (names: readonly Sql[]): Sql => join(names.map((name) => sql`, ${name}`), sql``) // prettier-ignore

/** `expression AS level_0, expression AS level_1 …` for each level at each instant. */
export const sums = <L extends Parameters<typeof column>[0]>(
  instants: readonly number[],
  levels: readonly L[],
  of: (level: L, n: number, instant: number) => Sql,
): Sql => join(instants.flatMap((at, n) => levels.map((level) => sql`${of(level, n, at)} AS ${column(level, n)}`)), sql`, `) // prettier-ignore

/** `GROUP BY k0, k1`, or nothing where all rows are one. */
export const grouped = ({ names }: Keys): Sql => (names.length > 0 ? sql`GROUP BY ${join(names, sql`, `)}` : sql``)
