import type { StockLevels } from '#domain/stock/counters.ts'
import type { Span } from '#domain/stock/spans.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { grouped, keysOf, listed, named, sums } from './keys.ts'
import { at, known, order, surviving, wanted, type Asked } from './survivors.ts'

type Level = StockLevels['orders']

const int = (n: number) => value(n, 'Int64')

/**
 * How many orders there were at each instant, by level and keys: the signed units of the orders themselves, so that a
 * correction's reversal takes off what it added, beside the first delivery and cancellation of each order number.
 */
export function buildOrders(
  asked: Asked,
  spans: readonly Span[],
  instants: readonly number[],
  levels: readonly Level[],
): Sql {
  const keys = keysOf(asked, spans)
  const where = join([known(asked, ['order']), ...wanted(asked)], sql` AND `)
  const delivery = sql`${ledger.kind} = 'delivery'`
  const holds = (level: Level, instant: number): Sql => {
    const before = int(instant)
    const done = sql`(e.done > 0 AND e.done < ${before})`
    const gone = sql`(e.gone > 0 AND e.gone < ${before})`
    const signed = sql`o.at < ${before}`
    if (level === 'opened') return signed
    if (level === 'converted') return sql`${signed} AND ${done}`
    return level === 'lost'
      ? sql`${signed} AND ${gone} AND NOT ${done}`
      : sql`${signed} AND NOT ${gone} AND NOT ${done}`
  }
  return sql`SELECT ${sums(instants, levels, (level, _, instant) => sql`sumIf(o.units, ${holds(level, instant)})`)}${listed(keys.names)}
FROM (SELECT ${order} AS number, ${at} AS at, ${ledger.sign} * ${ledger.units} AS units${named(keys.expressions, keys.names)}
  FROM ${tables['warroom.ledger']} WHERE ${where}) AS o
LEFT JOIN (SELECT ${order} AS number, minIf(${at}, ${delivery}) AS done, minIf(${at}, NOT ${delivery}) AS gone
  ${surviving(asked, ['delivery', 'order_cancel'])} GROUP BY number) AS e ON o.number = e.number
${grouped(keys)}`
}
