import type { Organisation } from '#domain/organisation.ts'
import type { Kind } from '#domain/kinds.ts'
import type { Plan } from '#domain/plan.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { conditions } from '../query/filter.ts'

/** What a look for doubts is about: the question's dealers, up to a sequence, from the habit's first instant on. */
export interface Look {
  plan: Plan
  organisation: Organisation
  seq: number
  /** Epoch ms: where the asked period begins, where the habit begins, where both end. */
  period: number
  habit: number
  until: number
}

const table = tables['warroom.ledger']
const and = sql` AND `
const instant = (at: number) => value(at, "DateTime64(3,'UTC')")
const day = (text: string) => value(text, 'Date')
const units = sql`${ledger.sign} * ${ledger.units}`

/** What booked entries count at all: by the sequence and, where the question says so, as known then. */
function known({ plan, seq }: Look): Sql {
  const head = sql`${ledger.seq} <= ${value(seq, 'UInt64')}`
  return plan.known_at === null ? head : sql`${head} AND ${ledger.received_at} <= ${instant(plan.known_at)}`
}

function entries(look: Look, kinds: readonly Kind[] | null): Sql {
  const { plan, organisation, habit, until } = look
  const { zone } = plan.clock
  return join(
    [
      ...(kinds ? [sql`${ledger.kind} IN ${value(kinds, 'Array(String)')}`] : []),
      sql`${ledger.derived} = 0`,
      known(look),
      sql`${ledger.day} BETWEEN ${day(zone.day(habit))} AND ${day(zone.day(until - 1))}`,
      sql`${ledger.occurred_at} >= ${instant(habit)} AND ${ledger.occurred_at} < ${instant(until)}`,
      sql`${ledger.dealer_id} != ''`,
      ...conditions(plan, organisation),
    ],
    and,
  )
}

export interface CardsLine {
  dealer_id: string
  advisor_id: string
  at: string[]
  cards: string[]
  o: string[]
}

/** Surviving cards by the instant of their opening. */
export const cardsStatement = (
  look: Look,
): Sql => sql`SELECT dealer_id, advisor_id, groupArray(t) AS at, groupArray(n) AS cards, groupArray(o_cards) AS o FROM (
  SELECT dealer_id, advisor_id, toUnixTimestamp64Milli(occurred_at) AS t, sum(${units}) AS n, sumIf(${units}, ${ledger.intent_level} = 'O') AS o_cards
  FROM ${table} WHERE ${entries(look, ['card'])}
  GROUP BY dealer_id, advisor_id, t HAVING n > 0
) GROUP BY dealer_id, advisor_id`

export interface RepeatsLine {
  dealer_id: string
  at: string[]
  advisors: string[]
  cards: string[]
}

/** Persons with more than one surviving card at a dealer: when each was opened, and by whom. */
export const repeatsStatement = (
  look: Look,
): Sql => sql`SELECT dealer_id, groupArray(t) AS at, groupArray(advisor_id) AS advisors, groupArray(n) AS cards FROM (
  SELECT dealer_id, person, advisor_id, toUnixTimestamp64Milli(occurred_at) AS t, sum(${units}) AS n
  FROM ${table} WHERE ${entries(look, ['card'])} AND ${ledger.person} != ''
  GROUP BY dealer_id, person, advisor_id, t HAVING n > 0
) GROUP BY dealer_id, person HAVING sum(n) > 1`

/** A part and the whole it is part of, of the period and of the habit, 64-bit sums as text. */
export interface PartsLine {
  dealer_id: string
  /** Absent where only dealers are judged. */
  advisor_id?: string
  part_p: string
  all_p: string
  part_h: string
  all_h: string
}

/** Heads that door counters counted; they know no advisor. */
export const trafficStatement = (look: Look): Sql => sql`SELECT dealer_id, '0' AS part_p, '0' AS part_h,
  sumIf(${units}, ${ledger.occurred_at} >= ${instant(look.period)}) AS all_p, sum(${units}) AS all_h
FROM ${table} WHERE ${entries(look, ['traffic'])}
GROUP BY dealer_id`

/** The first contact that was ever recorded, withdrawn ones too; without any it is the year 1970. */
export const firstContactStatement = (
  look: Look,
): Sql => sql`SELECT toUnixTimestamp64Milli(min(${ledger.occurred_at})) AS since
FROM ${table} WHERE ${ledger.kind} = 'contact' AND ${known(look)}`

/** Lost leads, and those of them whose lead and person nobody at the dealer ever contacted. */
export function lostStatement(look: Look, since: number): Sql {
  const lost = sql`${entries(look, ['lost'])} AND ${ledger.lead_id} != '' AND ${ledger.occurred_at} >= ${instant(since)}`
  const contacts = sql`${ledger.kind} = 'contact' AND ${known(look)} AND ${ledger.occurred_at} < ${instant(look.until)}`
  return sql`WITH
  leads AS (SELECT lead_id FROM ${table} WHERE ${lost}),
  persons AS (SELECT person FROM ${table} WHERE ${lost} AND person != ''),
  by_lead AS (SELECT dealer_id, lead_id FROM ${table} WHERE ${contacts} AND lead_id IN (SELECT lead_id FROM leads)
    GROUP BY dealer_id, lead_id HAVING sum(${units}) > 0),
  by_person AS (SELECT dealer_id, person FROM ${table} WHERE ${contacts} AND person IN (SELECT person FROM persons)
    GROUP BY dealer_id, person HAVING sum(${units}) > 0)
SELECT dealer_id, advisor_id,
  sumIf(n, late) AS all_p, sumIf(n, late AND never) AS part_p, sum(n) AS all_h, sumIf(n, never) AS part_h
FROM (
  SELECT dealer_id, advisor_id, ${ledger.occurred_at} >= ${instant(look.period)} AS late, sum(${units}) AS n,
    (dealer_id, lead_id) NOT IN (SELECT dealer_id, lead_id FROM by_lead)
      AND (dealer_id, person) NOT IN (SELECT dealer_id, person FROM by_person) AS never
  FROM ${table} WHERE ${lost}
  GROUP BY dealer_id, advisor_id, lead_id, person, late
) GROUP BY dealer_id, advisor_id`
}

const BY_HAND: readonly Kind[] = ['visit', 'card', 'test_drive', 'order', 'deal', 'delivery', 'lost']

/** Surviving entries that people write, and those whose event was first heard of more than a day after it happened. */
export const lateStatement = (
  look: Look,
): Sql => sql`SELECT whose AS dealer_id, who AS advisor_id, sumIf(n, now_on) AS all_p, sumIf(n, now_on AND late) AS part_p, sum(n) AS all_h, sumIf(n, late) AS part_h
FROM (
  SELECT argMaxIf(${ledger.dealer_id}, ${ledger.seq}, ${ledger.sign} = 1) AS whose,
    argMaxIf(${ledger.advisor_id}, ${ledger.seq}, ${ledger.sign} = 1) AS who,
    argMaxIf(${ledger.occurred_at}, ${ledger.seq}, ${ledger.sign} = 1) AS happened,
    argMaxIf(${ledger.units}, ${ledger.seq}, ${ledger.sign} = 1) AS n,
    happened >= ${instant(look.period)} AS now_on,
    dateDiff('millisecond', happened, minIf(${ledger.received_at}, ${ledger.sign} = 1)) > 86400000 AS late
  FROM ${table} WHERE ${entries(look, BY_HAND)}
  GROUP BY ${ledger.source}, ${ledger.event_id} HAVING sum(${ledger.sign}) > 0
) GROUP BY whose, who`

/** Entries, and those with an advisor, model or channel that no reference row knows. */
export function unknownStatement(look: Look): Sql {
  const { organisation } = look
  const strange = (column: 'advisor_id' | 'model' | 'channel', codes: readonly string[]): Sql =>
    sql`(${ledger[column]} != '' AND ${ledger[column]} NOT IN ${value(codes, 'Array(String)')})`
  const part = join(
    [
      strange('advisor_id', organisation.advisorCodes()),
      strange('model', [...organisation.modelCodes(), ...organisation.modelAliases().keys()]),
      strange('channel', [...organisation.channelCodes(), ...organisation.channelAliases().keys()]),
    ],
    sql` OR `,
  )
  const now = sql`${ledger.occurred_at} >= ${instant(look.period)}`
  return sql`SELECT dealer_id, sumIf(${units}, ${now}) AS all_p, sumIf(${units}, ${now} AND (${part})) AS part_p,
  sum(${units}) AS all_h, sumIf(${units}, ${part}) AS part_h
FROM ${table} WHERE ${entries(look, null)} AND ${ledger.kind} NOT IN ('traffic', 'identify')
GROUP BY dealer_id`
}
