import { IN_TIME_MS, SIGNS } from '#domain/diagnosis/signs.ts'
import type { Kind } from '#domain/kinds.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import type { RangeName } from '#domain/range.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { empty, join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { booked } from '../query/build.ts'
import { conditions, modelConditions } from '../query/filter.ts'
import { readFallen } from '../query/journey/fallen.ts'
import { at, atDealers, lead, thread } from '../query/stock/survivors.ts'
import { windowsOf } from '../query/window.ts'
import { joinedPersons } from '../query/stock/persons.ts'
import { MOST_READ, readCounts, type Counts } from './columns.ts'
import { inColumns, KEYS, type LeafStatement } from './statement.ts'

/** The signs that need a lead and its calls put together, in the order of their counts: hits, then tries, of each. */
export const CALL_SIGNS = [SIGNS.first_response, SIGNS.second_call] as const
const table = tables['warroom.ledger']
const and = sql` AND `
const or = sql` OR `

const ofKinds = (...kinds: Kind[]): Sql => sql`${ledger.kind} IN ${value(kinds, 'Array(String)')}`

/**
 * How leads were called, by leaf: of the unique leads of each range that came as leads (nobody calls who walks in) how
 * many were contacted, and how many of those in time from the lead or its later dispatch; how many were not reached by
 * their first call, and how many of those were called again. All within the range, so that both ranges had as long.
 *
 * A contact is about the lead that it names (`lead_id` of the same source and dealer, come in one of the ranges), else
 * about its person at that dealer; of several unique leads there about the latest.
 */
export async function readCalls(
  engine: Engine,
  { plan, organisation, seq }: { plan: Plan; organisation: Organisation; seq: number },
  keys: readonly Sql[],
): Promise<Counts> {
  const windows = windowsOf(plan, (name) => modelConditions(plan, organisation, name))
  if (windows.length === 0) return readCounts(engine, null, keys.length)
  // Only leads belong to days or weeks that were asked for; what follows them comes when it comes.
  const spans = windowsOf({ ...plan, spec: { ...plan.spec, where: {} } })
  const inRanges = sql`(${join(spans.map(({ exact }) => exact), or)})` // prettier-ignore
  const counts = join(
    [...booked(plan, seq), sql`${ledger.sign} != 0`, ...atDealers({ plan, organisation }), inRanges],
    and,
  )
  const read = ofKinds('lead', 'unique_lead', 'dispatch', 'contact')
  // Who is the same person, and what no longer stands, is asked first: four parts of the statement would each ask it.
  const [persons, gone] = await Promise.all([joinedPersons(engine, plan, seq), readFallen(engine, counts, read)])
  const asked = { plan, organisation, seq, persons }
  const stands = sql`${counts} AND ${ledger.sign} = 1${gone ? sql` AND ${gone}` : empty}`
  const wanted = join([sql`${ledger.kind} = 'unique_lead'`, sql`${ledger.lead_id} != ''`, ...conditions(plan, organisation)], and) // prettier-ignore
  const places = windows.map(({ exact }, i) => sql`toUInt8(${exact}) * ${value(1 << i, 'UInt8')}`)
  const leads = sql`SELECT ${thread(asked)} AS place_, ${at} AS t_, ${ledger.units} AS units_,
      ${join(places, sql` + `)} AS ranges_, ${join(
        keys.map((key, i) => sql`${key} AS ${KEYS[i]!}`),
        sql`, `,
      )}
    FROM ${table} WHERE ${wanted} AND ${stands}`
  const named = sql`SELECT ${lead} AS named_, argMin(${thread(asked)}, (${at}, ${ledger.event_id})) AS home_
    FROM ${table} WHERE ${ofKinds('lead')} AND ${ledger.lead_id} != '' AND ${stands} GROUP BY named_`
  const touches = sql`SELECT ${ledger.kind} = 'contact' AS touches_, ${at} AS at_, ${ledger.event_id} AS id_,
      multiIf(${ledger.connected} = 'true', 1, ${ledger.connected} = 'false', 2, 0) AS said_, ${lead} AS lead_, ${thread(asked)} AS own_
    FROM ${table} WHERE ${ofKinds('contact', 'dispatch')} AND ${stands}`
  const homes = sql`SELECT if(n.home_ = 0, r.own_, n.home_) AS at_home_,
      arraySort(groupArrayIf((at_, id_, said_), touches_)) AS contacts_,
      groupArrayIf(at_, NOT touches_) AS dispatched_
    FROM (${touches}) AS r LEFT JOIN (${named}) AS n ON r.lead_ = n.named_
    GROUP BY at_home_
    HAVING notEmpty(contacts_)`
  // Few came twice; only theirs are looked at for who came next.
  const several = sql`SELECT ${thread(asked)} AS again_at_, groupArray(${at}) AS begun_
    FROM ${table} WHERE ${ofKinds('unique_lead')} AND ${stands} GROUP BY again_at_ HAVING count() > 1`
  const untils = value(windows.map(({ range }) => plan.ranges[range]!.until), 'Array(Int64)') // prettier-ignore
  const each = sql`SELECT ${join(
    keys.map((_, i) => sql`${KEYS[i]!}`),
    sql`, `,
  )}, range_, units_, t_,
      arrayMin(arrayFilter(x -> x > t_, begun_)) AS next_,
      least(${untils}[range_], if(next_ = 0, ${untils}[range_], next_)) AS end_,
      arrayFilter(x -> x.1 >= t_ AND x.1 < end_, contacts_) AS touched_,
      arrayFilter(x -> x.3 > 0, touched_) AS calls_,
      greatest(t_, arrayMin(arrayFilter(x -> x >= t_ AND x < end_, dispatched_))) AS given_,
      arrayFirst(x -> x.1 >= given_, touched_).1 AS answer_,
      answer_ > 0 AS answered_,
      answered_ AND answer_ - given_ <= ${value(IN_TIME_MS, 'Int64')} AS prompt_,
      calls_[1].3 = 2 AS missed_,
      missed_ AND length(calls_) > 1 AS again_
    FROM (${leads}) AS u INNER JOIN (${homes}) AS c ON u.place_ = c.at_home_ LEFT JOIN (${several}) AS s ON u.place_ = s.again_at_
    ARRAY JOIN arrayFilter(i -> bitTest(ranges_, i - 1), arrayEnumerate(${untils})) AS range_`
  const parts = [sql`prompt_`, sql`answered_`, sql`again_`, sql`missed_`]
  const sums = windows.flatMap((_, i) => parts.map((part) => sql`sumIf(units_, range_ = ${value(i + 1, 'UInt8')} AND ${part})`)) // prettier-ignore
  const statement: LeafStatement = {
    sql: inColumns(keys.map((_, i) => sql`${KEYS[i]!}`), sums, sql`FROM (${each})`, MOST_READ + 1), // prettier-ignore
    width: sums.length,
    places: Object.fromEntries(
      windows.map(({ range }, i): [RangeName, number[]] => [range, parts.map((_, p) => i * parts.length + p)]),
    ),
  }
  return readCounts(engine, statement, keys.length)
}
