import type { StockLevels } from '#domain/stock/counters.ts'
import type { Span } from '#domain/stock/spans.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { grouped, keysOf, listed, named, sums } from './keys.ts'
import { known, wanted, type Asked } from './survivors.ts'

type Level = StockLevels['retail']

/** How much had been retailed by each instant, by kind of event and keys, counted from `since` on (epoch ms). */
export function buildRetail(
  asked: Asked,
  spans: readonly Span[],
  instants: readonly number[],
  levels: readonly Level[],
  since: number,
): Sql {
  const keys = keysOf(asked, spans)
  const moment = (n: number) => value(n, "DateTime64(3,'UTC')")
  const stretch = sql`${ledger.occurred_at} >= ${moment(since)} AND ${ledger.occurred_at} < ${moment(Math.max(...instants))}`
  const where = join([known(asked, levels), stretch, ...wanted(asked)], sql` AND `)
  const by = (level: Level, instant: number): Sql =>
    sql`sumIf(r.units, r.kind = ${value(level, 'String')} AND r.occurred < ${moment(instant)})`
  return sql`SELECT ${sums(instants, levels, (level, _, instant) => by(level, instant))}${listed(keys.names)}
FROM (SELECT ${ledger.kind} AS kind, ${ledger.occurred_at} AS occurred, ${ledger.sign} * ${ledger.units} AS units${named(keys.expressions, keys.names)}
  FROM ${tables['warroom.ledger']} WHERE ${where}) AS r
${grouped(keys)}`
}
