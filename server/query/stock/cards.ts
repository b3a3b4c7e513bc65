import type { Kind } from '#domain/kinds.ts'
import type { StockLevels } from '#domain/stock/counters.ts'
import type { Span } from '#domain/stock/spans.ts'
import { ledger } from '#store/clickhouse/ledger.ts'
import { join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { column } from './columns.ts'
import { grouped, keysOf, listed, named, sums, type Keys } from './keys.ts'
import { at, atDealers, lead, order, surviving, thread, wanted, type Asked } from './survivors.ts'

type Level = StockLevels['cards']

/** What a card's last step makes of it. `8 × instant + step` orders them: of steps at one instant the higher counts. */
const STEP = { card: 0, revive: 1, order: 2, order_cancel: 3, dormant: 4, lost: 5, delivery: 6 } as const
/** A delivered card stays converted whatever comes later. */
const FOR_GOOD = 2 ** 50
/** Room below a card's instant, so that of cards opened at one instant the one booked last is the latest. */
const ROOM = 2 ** 20
/** Lowest first; a level that is none of them stands below all. */
const INTENTS = ['O', 'N', 'C', 'B', 'A', 'H'] as const
const HIGH = INTENTS.indexOf('A') + 2

const int = (n: number) => value(n, 'Int64')
const kind = sql`toString(${ledger.kind})`
const steps = Object.keys(STEP) as (keyof typeof STEP)[]
const step = sql`transform(${kind}, ${value(steps, 'Array(String)')}, ${value(Object.values(STEP), 'Array(Int64)')}, toInt64(0))` // prettier-ignore
const intent = sql`if(${ledger.intent_level} = '', 0, indexOf(${value(INTENTS, 'Array(String)')}, toString(${ledger.intent_level})) + 1)` // prettier-ignore
const due = sql`ifNull(toUnixTimestamp64Milli(${ledger.next_due_at}), 0)`

/** What an event says of level and next date, where somebody asks. */
const said = (follow: boolean): Sql =>
  follow ? sql`toInt64(${intent}) AS intent, toInt64(${due}) AS due` : sql`toInt64(0) AS intent, toInt64(0) AS due`

/** What follows the opening of a card, with the instant (`link`) that decides whose it is. */
function changes(asked: Asked, follow: boolean): Sql {
  const own: Kind[] = ['revive', 'dormant', 'lost']
  if (follow) own.push('contact', 'score')
  const plain = sql`SELECT ${thread(asked)} AS thread, ${lead} AS lead, ${at} AS at, ${at} AS link, ${step} AS step, ${kind} IN ('contact', 'score') AS talk,
      ${said(follow)}, ${kind} = 'contact' AS spoken
    ${surviving(asked, own, atDealers(asked))}`
  const first = (what: Sql) => sql`argMin(${what}, (${at}, ${ledger.event_id}))`
  const orders = sql`SELECT if(o.link = 0, e.thread, o.thread) AS thread, if(o.link = 0, e.lead, o.lead) AS lead, greatest(e.at, o.link) AS at,
      if(o.link = 0, e.at, o.link) AS link, e.step AS step, 0 AS talk, toInt64(0) AS intent, toInt64(0) AS due, 0 AS spoken
    FROM (SELECT ${order} AS number, ${thread(asked)} AS thread, ${lead} AS lead, ${at} AS at, ${step} AS step
      ${surviving(asked, ['order', 'order_cancel', 'delivery'])}) AS e
    LEFT JOIN (SELECT ${order} AS number, ${first(thread(asked))} AS thread, ${first(lead)} AS lead, min(${at}) AS link
      ${surviving(asked, ['order'])} GROUP BY number) AS o ON e.number = o.number`
  return sql`(SELECT *, link * ${int(ROOM)} + ${int(ROOM - 1)} AS upto FROM (${plain} UNION ALL ${orders}))`
}

/** Everything that happens to cards: each one's opening, and each change at the card that it belongs to. */
function rows(asked: Asked, { expressions, names, blanks }: Keys, follow: boolean): Sql {
  const near = atDealers(asked)
  const passes = join([sql`1`, ...wanted(asked)], sql` AND `)
  const openings = sql`SELECT ${ledger.seq} AS card, ${at} AS at, toInt64(if(${ledger.intent_level} = 'O', ${int(STEP.order)}, 0)) AS step, 0 AS talk,
      toInt64(if(${passes}, ${ledger.units}, 0)) AS units, ${said(follow)}, 0 AS spoken${named(expressions, names)}
    ${surviving(asked, ['card'], near)}`
  const found = (key: Sql, more: readonly Sql[] = []) =>
    sql`(SELECT ${ledger.seq} AS card, ${key} AS key, ${at} * ${int(ROOM)} + ${ledger.seq} % ${int(ROOM)} AS since
      ${surviving(asked, ['card'], [...near, ...more])})`
  const later = sql`SELECT if(l.card > 0, l.card, t.card) AS card, s.at AS at, s.step AS step, s.talk AS talk,
      toInt64(0) AS units, s.intent AS intent, s.due AS due, s.spoken AS spoken${named(blanks, names)}
    FROM ${changes(asked, follow)} AS s
    ASOF LEFT JOIN ${found(lead, [sql`${ledger.lead_id} != ''`])} AS l ON s.lead = l.key AND s.upto >= l.since
    ASOF LEFT JOIN ${found(thread(asked))} AS t ON s.thread = t.key AND s.upto >= t.since`
  return sql`(${openings} UNION ALL ${later})`
}

/** What a card was at the n-th instant: its last step, level, agreed date and contact before it. */
const states = (n: number, instant: number, follow: boolean): Sql => {
  const before = sql`at < ${int(instant)}`
  const last = sql`, maxIf(at * 8 + step + if(step = ${int(STEP.delivery)}, ${int(FOR_GOOD)}, 0), ${before} AND NOT talk) AS ${column('last', n)}`
  if (!follow) return last
  return sql`${last}, maxIf((at * 2 + talk) * 16 + intent, ${before} AND intent > 0) AS ${column('level', n)}, argMaxIf(due, (at, due), ${before} AND due > 0) AS ${column('due', n)}, maxIf(at, ${before} AND spoken) AS ${column('spoken', n)}`
}

function holds(level: Level, n: number, instant: number): Sql {
  const last = column('last', n)
  const at = (list: readonly number[]) => sql`${last} > 0 AND ${last} % 8 IN ${value(list, 'Array(Int64)')}`
  const active = at([STEP.card, STEP.revive, STEP.order_cancel])
  switch (level) {
    case 'opened':
      return sql`${last} > 0`
    case 'active':
      return active
    case 'converted':
      return at([STEP.order, STEP.delivery])
    case 'lost':
      return at([STEP.dormant, STEP.lost])
    case 'high_intent':
      return sql`${active} AND ${column('level', n)} % 16 >= ${int(HIGH)}`
    case 'overdue':
      return sql`${active} AND ${column('due', n)} > 0 AND ${column('due', n)} < ${int(instant)} AND ${column('spoken', n)} < ${column('due', n)}`
  }
}

/**
 * How many cards there were at each instant, by level and keys. Each change finds its card by a search for the latest
 * one opened until then, of its lead and of its person; then a card's last step before an instant is a maximum.
 */
export function buildCards(
  asked: Asked,
  spans: readonly Span[],
  instants: readonly number[],
  levels: readonly Level[],
): Sql {
  const keys = keysOf(asked, spans)
  const follow = levels.some((level) => level === 'high_intent' || level === 'overdue')
  const held = instants.map((instant, n) => states(n, instant, follow))
  const keep = keys.names.map((name) => sql`, max(${name}) AS ${name}`)
  return sql`SELECT ${sums(instants, levels, (level, n, instant) => sql`sumIf(units, ${holds(level, n, instant)})`)}${listed(keys.names)}
FROM (SELECT card, sum(r.units) AS units${join(keep, sql``)}${join(held, sql``)}
  FROM ${rows(asked, keys, follow)} AS r GROUP BY card HAVING units != 0)
${grouped(keys)}`
}
