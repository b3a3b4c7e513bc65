import type { FlowCounter, SliceField } from '#domain/counter.ts'
import { isPresence } from '#domain/counter.ts'
import { cutOf } from '#domain/journey/age.ts'
import { splitsIntake } from '#domain/journey/intake.ts'
import type { Kind } from '#domain/kinds.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import { RANGE_NAMES, type RangeName } from '#domain/range.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { empty, join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { expression } from '../expression.ts'
import { conditions, modelConditions } from '../filter.ts'
import { windowsOf, type Window } from '../window.ts'
import type { People } from './people.ts'

const table = tables['warroom.ledger']
const DAY_MS = 86_400_000
/** Roles of one statement: the bits of a number. */
export const MOST_ROLES = 60

/** Which events enter, and what is looked at in their journeys. */
export interface Entering {
  /** The events that enter a range, by whose attributes everything is counted. Bit `i` of `enters_` says which. */
  entries: readonly FlowCounter[]
  /** What events of a journey can be. Bit `i` of an event's mask says it is the i-th. */
  roles: readonly FlowCounter[]
  /** From the entry on: how many days. `null`: back from the entry to the journey's beginning. */
  days: number | null
}

const and = sql`
    AND `
const or = sql` OR `

const kinds = (counters: readonly FlowCounter[]): Kind[] => [...new Set(counters.map(({ kind }) => kind))]
const among = (column: Sql, values: readonly string[]): Sql => sql`${column} IN ${value(values, 'Array(String)')}`

function belongs({ kind, where = {} }: FlowCounter): Sql {
  const fields = (Object.keys(where) as SliceField[]).map((field) => {
    if (!isPresence(field)) return among(sql`${ledger[field]}`, where[field]!)
    const [given, absent] = [where[field]!.includes('given'), where[field]!.includes('')]
    return given && absent ? sql`1` : given ? sql`${ledger[field]} != ''` : sql`${ledger[field]} = ''`
  })
  return sql`(${join([sql`${ledger.kind} = ${value(kind, 'String')}`, ...fields], sql` AND `)})`
}

const mask = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0
    ? sql`toUInt64(0)`
    : join(conditions.map((one, i) => sql`toUInt64(${one}) * ${value(1n << BigInt(i), 'UInt64')}`), sql` + `) // prettier-ignore

/** What survives is decided among these: entries that count at a sequence and a time of knowledge, before the clock. */
function known(plan: Plan, seq: number): Sql {
  const all = [
    sql`${ledger.seq} <= ${value(seq, 'UInt64')}`,
    sql`${ledger.sign} != 0`,
    sql`${ledger.occurred_at} < ${value(plan.as_of, "DateTime64(3,'UTC')")}`,
  ]
  if (plan.known_at !== null) all.push(sql`${ledger.received_at} <= ${value(plan.known_at, "DateTime64(3,'UTC')")}`)
  return join(all, and)
}

const within = (first: string, last: string): Sql =>
  sql`${ledger.day} BETWEEN ${value(first, 'Date')} AND ${value(last, 'Date')}`

/** The days in which a range's entrants can have events; back to the first day where it looks back. */
function reach({ clock: { zone }, ...plan }: Plan, { range }: Window, days: number | null): Sql {
  const { from, until } = plan.ranges[range]!
  if (days === null) return within('1970-01-01', zone.day(until - 1))
  const end = Math.min(cutOf(plan, range), until + days * DAY_MS)
  return within(zone.day(from), zone.day(end - 1))
}

/**
 * Those of a list that still stand. A reversal carries what its entry carried, so it fell into the same journey; what
 * was derived may come back under the same name.
 */
const standing = (list: Sql, id: Sql, ids: Sql): Sql =>
  sql`if(empty(fallen_), ${list}, arrayDistinct(arrayFilter(x -> countEqual(${ids}, ${id}) > countEqual(fallen_, ${id}), ${list})))`

/**
 * The journeys of a plan's entrants: one row for every entrant and range.
 *
 * Columns: `range_` (place in `RANGE_NAMES`), `keys_` (texts in the order of `by`), `units_`, `amount_`, `enters_`, `t_`
 * (when it entered, epoch ms), `start_` (its journey's beginning, 0 without one), `cut_` (events at or after it do not
 * count), `mine_`: its events as `(at, roles, id, lead_at, cancelled_at)`, in no order; `cancelled_at` lists when
 * an order was taken back. `null` when no range holds an
 * instant.
 */
export function buildJourneys(
  plan: Plan,
  organisation: Organisation,
  seq: number,
  { entries, roles, days }: Entering,
  people: People,
): Sql | null {
  const { intake, ...asksOfEntry } = plan.spec.where
  const entering: Plan = { ...plan, spec: { ...plan.spec, where: asksOfEntry } }
  const windows = windowsOf(entering, (name) => modelConditions(entering, organisation, name))
  if (windows.length === 0) return null
  const counts = known(plan, seq)
  const person = people.from.length === 0
    ? sql`${ledger.person}`
    : sql`transform(${ledger.person}, ${value(people.from, 'Array(String)')}, ${value(people.to, 'Array(String)')}, ${ledger.person})` // prettier-ignore
  const home = sql`reinterpretAsUInt128(sipHash128(${person}, ${ledger.dealer_id}))`
  const thread = sql`reinterpretAsUInt128(sipHash128('lead', ${ledger.source}, ${ledger.lead_id}))`
  // A lead and what is derived from it stand at their own person and dealer.
  const own = sql`${ledger.lead_id} = '' OR ${ledger.kind} IN ('lead', 'unique_lead', 'customer_lead')`

  const forward = days !== null && entries.every(({ kind }) => kind === 'unique_lead')
  const reached = join(windows.map((window) => sql`(${reach(plan, window, days)})`), or) // prettier-ignore
  const begins = forward ? reached : within('1970-01-01', plan.clock.zone.day(plan.as_of))
  const looked = [...new Set([...kinds(entries), ...kinds(roles)])]

  const where = conditions(entering, organisation)
  const asked = join([sql`(${join(entries.map(belongs), or)})`, ...where], sql` AND `)
  const places = windows.map(({ range, exact }) => sql`toUInt8(${exact}) * ${value(1 << RANGE_NAMES.indexOf(range), 'UInt8')}`) // prettier-ignore
  const keys = plan.spec.by.map((dimension) =>
    // Whether a journey is new is known only once it is put together.
    dimension === 'intake' ? sql`''` : sql`toString(${expression(plan, organisation, dimension)})`,
  )
  const cancels = roles.some(({ kind }) => kind === 'order')

  const rows = sql`SELECT
    toUnixTimestamp64Milli(${ledger.occurred_at}) AS at_,
    cityHash64(${ledger.kind}, ${ledger.source}, ${ledger.event_id}, ${ledger.revision}) AS id_,
    ${ledger.sign} AS sign_,
    ${ledger.kind} = 'unique_lead' AS begins_,
    ${mask(roles.map(belongs))} AS roles_,
    if(${own}, ${home}, ${thread}) AS thread_,
    if(${asked}, ${join(places, sql` + `)}, toUInt8(0)) AS ranges_,
    if(ranges_ = 0, toUInt64(0), ${mask(entries.map(belongs))}) AS enters_,
    ${ledger.units} AS units_,
    ${ledger.amount} AS amount_,
    ${cancels ? sql`if(${ledger.kind} = 'order', reinterpretAsUInt128(sipHash128(${ledger.source}, ${ledger.order_id})), toUInt128(0))` : sql`toUInt128(0)`} AS order_,
    if(ranges_ = 0, [], ${keys.length === 0 ? sql`emptyArrayString()` : sql`[${join(keys, sql`, `)}]`}) AS keys_
  FROM ${table}
  WHERE ${counts}
    AND ((${among(sql`${ledger.kind}`, looked)} AND (${reached})) OR (${ledger.kind} IN ('lead', 'unique_lead') AND (${begins})))`

  // Every lead of an id leads to its person and dealer; the earliest tells where an entrant of that id belongs.
  const leads = sql`SELECT thread_ AS key_, lead_.3 AS home_, lead_.1 AS lead_at_, nth_ = 1 AS first_
  FROM (
    SELECT thread_, arraySort(groupUniqArray((at_, event_, lead_home_))) AS leads_
    FROM (
      SELECT ${thread} AS thread_, toUnixTimestamp64Milli(${ledger.occurred_at}) AS at_, ${ledger.event_id} AS event_, ${home} AS lead_home_
      FROM ${table}
      WHERE ${ledger.kind} = 'lead' AND ${counts} AND (${begins})
      GROUP BY thread_, at_, event_, ${ledger.revision}, lead_home_
      HAVING sum(${ledger.sign}) > 0
    )
    GROUP BY thread_
  )
  ARRAY JOIN leads_ AS lead_, arrayEnumerate(leads_) AS nth_`

  const cancelled = sql`SELECT order_key_, groupArray(cancelled_) AS cancelled_at_
  FROM (
    SELECT reinterpretAsUInt128(sipHash128(${ledger.source}, ${ledger.order_id})) AS order_key_, toUnixTimestamp64Milli(${ledger.occurred_at}) AS cancelled_
    FROM ${table}
    WHERE ${ledger.kind} = 'order_cancel' AND ${counts} AND (${reached})
    GROUP BY order_key_, cancelled_, ${ledger.event_id}, ${ledger.revision}
    HAVING sum(${ledger.sign}) > 0
  )
  GROUP BY order_key_`

  const homes = sql`SELECT
    if(l.home_ = 0, r.thread_, l.home_) AS at_home_,
    groupArrayIf((at_, roles_, id_, l.lead_at_, ${cancels ? sql`c.cancelled_at_` : sql`emptyArrayInt64()`}), sign_ = 1 AND roles_ != 0) AS seen_,
    groupArrayIf((at_, id_), sign_ = 1 AND begins_) AS begun_,
    groupArrayIf((id_, at_, units_, amount_, ranges_, enters_, keys_), sign_ = 1 AND ranges_ != 0 AND (l.home_ = 0 OR l.first_)) AS entered_,
    groupArrayIf(id_, sign_ = -1) AS fallen_
  FROM (${rows}) AS r
  LEFT JOIN (${leads}) AS l ON r.thread_ = l.key_${cancels ? sql`
  LEFT JOIN (${cancelled}) AS c ON r.order_ = c.order_key_` : empty}
  GROUP BY at_home_
  HAVING notEmpty(entered_)` // prettier-ignore

  const entrants = sql`SELECT
    arrayJoin(${standing(sql`entered_`, sql`x.1`, sql`entered_.1`)}) AS entry_,
    arrayJoin(arrayFilter(i -> bitTest(entry_.5, i), [0, 1, 2])) AS range_,
    ${standing(sql`seen_`, sql`x.3`, sql`seen_.3`)} AS events_,
    tupleElement(${standing(sql`begun_`, sql`x.2`, sql`begun_.2`)}, 1) AS beginnings_
  FROM (${homes})`
  const until = days === null ? sql`entry_.2 + 1` : sql`entry_.2 + ${value(days * DAY_MS, 'Int64')}`
  const linked = days === null ? sql`(next_ = 0 OR x.4 < next_)` : sql`x.4 < end_`
  const since = days === null ? sql`start_` : sql`entry_.2`
  const journeys = sql`SELECT range_, entry_.7 AS keys_, entry_.3 AS units_, entry_.4 AS amount_, entry_.6 AS enters_, entry_.2 AS t_,
    ${perRange((range) => cutOf(plan, range), plan)} AS cut_,
    arrayMax(arrayFilter(x -> x <= t_, beginnings_)) AS start_,
    arrayMin(arrayFilter(x -> x > t_, beginnings_)) AS next_,
    least(cut_, ${until}, if(next_ = 0, cut_, next_)) AS end_,
    arrayFilter(x -> x.1 >= ${since} AND x.1 < end_ AND (x.4 = 0 OR (x.4 >= start_ AND ${linked})), events_) AS mine_
  FROM (${entrants})` // prettier-ignore
  return splitsIntake(plan.spec) ? byIntake(journeys, plan, intake) : journeys
}

/** Epoch ms by the place of the row's range. */
const perRange = (of: (range: RangeName) => number, plan: Plan): Sql =>
  sql`${value(RANGE_NAMES.map((range) => (plan.ranges[range] ? of(range) : 0)), 'Array(Int64)')}[range_ + 1]` // prettier-ignore

/** Journeys that began within the row's range are new, those before it carried over; this fills the key's place. */
function byIntake(journeys: Sql, plan: Plan, asked: readonly (string | null)[] | undefined): Sql {
  const place = plan.spec.by.indexOf('intake')
  const keys =
    place < 0 ? sql`keys_` : sql`arrayMap((key, i) -> if(i = ${value(place + 1, 'UInt8')}, intake_, key), keys_, arrayEnumerate(keys_))` // prettier-ignore
  const where = asked ? sql`WHERE intake_ IN ${value(asked.map((text) => text ?? ''), 'Array(String)')}` : empty // prettier-ignore
  return sql`SELECT range_, ${keys} AS keys_, units_, amount_, enters_, t_, start_, cut_, end_, mine_
  FROM (SELECT *, multiIf(start_ = 0, '', start_ >= ${perRange((range) => plan.ranges[range]!.from, plan)}, 'new', 'carried') AS intake_ FROM (${journeys}))
  ${where}`
}
