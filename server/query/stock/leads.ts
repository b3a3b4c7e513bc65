import type { Plan } from '#domain/plan.ts'
import { daysBefore, type Span } from '#domain/stock/spans.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { grouped, keysOf, listed, named, sums } from './keys.ts'
import { at, atDealers, known, lead, surviving, thread, wanted, type Asked } from './survivors.ts'

const int = (n: number) => value(n, 'Int64')
const instant = (n: number) => value(n, "DateTime64(3,'UTC')")
const WINDOW_DAYS = 30

/** How far back a lead may lie that still waits for its first contact. */
const opening = (plan: Plan, until: number): number => daysBefore(plan, until, WINDOW_DAYS)

/**
 * How many unique leads of the 30 days before each instant nobody had touched by then, by keys: neither contact, visit
 * nor order, nor were they given up. Each finds the first such event at or after it, of its lead and of its person.
 */
export function buildLeads(asked: Asked, spans: readonly Span[], instants: readonly number[]): Sql {
  const { plan } = asked
  const keys = keysOf(asked, spans)
  const recent = sql`(${join(instants.map((until) => sql`${ledger.occurred_at} >= ${instant(opening(plan, until))} AND ${ledger.occurred_at} < ${instant(until)}`), sql` OR `)})` // prettier-ignore
  const since = sql`${ledger.occurred_at} >= ${instant(Math.min(...instants.map((until) => opening(plan, until))))}`
  const where = join([known(asked, ['unique_lead']), sql`${ledger.lead_id} != ''`, recent, ...wanted(asked)], sql` AND `) // prettier-ignore
  const touched = (key: Sql, more: readonly Sql[] = []) =>
    sql`(SELECT ${key} AS key, ${at} AS at ${surviving(asked, ['contact', 'visit', 'order', 'lost'], [...atDealers(asked), since, ...more])})`
  const holds = (until: number): Sql =>
    sql`u.at >= ${int(opening(plan, until))} AND u.at < ${int(until)} AND NOT (l.at > 0 AND l.at < ${int(until)}) AND NOT (t.at > 0 AND t.at < ${int(until)})`
  return sql`SELECT ${sums(instants, ['untouched'], (_, __, until) => sql`sumIf(u.units, ${holds(until)})`)}${listed(keys.names)}
FROM (SELECT ${thread(asked)} AS thread, ${lead} AS lead, ${at} AS at, ${ledger.sign} * ${ledger.units} AS units${named(keys.expressions, keys.names)}
  FROM ${tables['warroom.ledger']} WHERE ${where}) AS u
ASOF LEFT JOIN ${touched(lead, [sql`${ledger.lead_id} != ''`])} AS l ON u.lead = l.key AND u.at <= l.at
ASOF LEFT JOIN ${touched(thread(asked))} AS t ON u.thread = t.key AND u.at <= t.at
${grouped(keys)}`
}
