import type { FlowCounter, SliceField } from '#domain/counter.ts'
import { isPresence } from '#domain/counter.ts'
import { cutOf } from '#domain/journey/age.ts'
import { splitsIntake } from '#domain/journey/intake.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import { RANGE_NAMES, type RangeName } from '#domain/range.ts'
import { DAY_MS } from '#domain/zone.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { empty, join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { expression } from '../expression.ts'
import { conditions } from '../filter.ts'
import { fallen } from './fallen.ts'
import { among, frameOf, OWN_KINDS, type Entering, type Frame } from './frame.ts'
import { readNear, type Near } from './near.ts'
import type { People } from './people.ts'

const table = tables['warroom.ledger']
/** Roles of one statement: the bits of a number. */
export const MOST_ROLES = 60

const or = sql` OR `

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

/**
 * The journeys of a plan's entrants: one row for every entrant and range.
 *
 * Columns: `range_` (place in `RANGE_NAMES`), `keys_` (texts in the order of `by`), `units_`, `amount_`, `enters_`, `t_`
 * (when it entered, epoch ms), `start_` (its journey's beginning, 0 without one), `origin_` (that journey's unique lead),
 * `look_` (its events count from here on), `end_` and `cut_` (events at or after them do not count), and of its events, side by side and in no order: `ats_`, `roles_`, `ids_` (the same entry may stand
 * twice), `cancels_` (when an order was taken back). `null` when no range holds an instant.
 */
export async function readJourneys(
  engine: Engine,
  plan: Plan,
  organisation: Organisation,
  seq: number,
  entering: Entering,
  people: People,
): Promise<Sql | null> {
  const frame = frameOf(plan, organisation, seq, entering)
  if (!frame) return null
  const near = frame.forward ? await readNear(engine, frame, organisation) : null
  return buildJourneys(plan, organisation, entering, frame, near, people)
}

/** `near`: what was read beforehand of journeys that are only followed on. */
function buildJourneys(
  plan: Plan,
  organisation: Organisation,
  { entries, roles, days, ids, amounts }: Entering,
  { entering, windows, counts, forward, reached, ever, looked, linking, cancels }: Frame,
  near: Near | null,
  people: People,
): Sql {
  const timezone = value(plan.clock.zone.name, 'String')
  const dayOf = (at: Sql): Sql => sql`toInt64(toUnixTimestamp(toStartOfDay(${at}, ${timezone}))) * 1000`
  const person = people.from.length === 0
    ? sql`${ledger.person}`
    : sql`transform(${ledger.person}, ${value(people.from, 'Array(String)')}, ${value(people.to, 'Array(String)')}, ${ledger.person})` // prettier-ignore
  const at = sql`toUnixTimestamp64Milli(${ledger.occurred_at})`
  const home = sql`reinterpretAsUInt128(sipHash128(${person}, ${ledger.dealer_id}))`
  const thread = sql`reinterpretAsUInt128(sipHash128('lead', ${ledger.source}, ${ledger.lead_id}))`
  const own = sql`${ledger.lead_id} = '' OR ${among(sql`${ledger.kind}`, OWN_KINDS)}`

  const begins = forward ? reached : ever
  const where = conditions(entering, organisation)
  const asked = join([sql`(${join(entries.map(belongs), or)})`, ...where], sql` AND `)
  const places = windows.map(({ range, exact }) => sql`toUInt8(${exact}) * ${value(1 << RANGE_NAMES.indexOf(range), 'UInt8')}`) // prettier-ignore
  const keys = plan.spec.by.map((dimension) =>
    // Whether a journey is new is known only once it is put together.
    dimension === 'intake' ? sql`''` : sql`toString(${expression(plan, organisation, dimension)})`,
  )
  const order = sql`reinterpretAsUInt128(sipHash128(${ledger.source}, ${ledger.order_id}))`

  // Looking back reads all days: only what is theirs is put together, events of their persons and of the leads of these.
  const enters = sql`${counts} AND ${asked} AND (${join(windows.map(({ exact }) => exact), or)})` // prettier-ignore
  const persons = sql`SELECT ${person} FROM ${table} WHERE ${enters}
      UNION DISTINCT SELECT ${person} FROM ${table} WHERE ${ledger.kind} = 'lead' AND ${counts}
        AND ${ledger.lead_id} IN (SELECT ${ledger.lead_id} FROM ${table} WHERE ${enters} AND ${ledger.lead_id} != '')`
  const theirs =
    days === null
      ? sql`(${person} IN (${persons}) OR ${ledger.lead_id} IN (SELECT ${ledger.lead_id} FROM ${table} WHERE ${ledger.kind} = 'lead' AND ${counts} AND ${person} IN (${persons})))`
      : (near?.theirs ?? sql`1`)

  const read = sql`((${among(sql`${ledger.kind}`, looked)} AND (${reached})) OR (${ledger.kind} IN ('unique_lead', 'order_cancel') AND (${begins})) OR (${ledger.kind} = 'lead' AND (${ever})))`
  const stands = sql`${counts} AND ${ledger.sign} = 1 AND ${near ? near.standing : sql`${ledger.seq} NOT IN (${fallen(counts, read)})`}`

  const rows = sql`SELECT
    toUnixTimestamp64Milli(${ledger.occurred_at}) AS at_,
    ${ledger.seq} AS id_,
    ${ledger.kind} = 'unique_lead' AS begins_,
    if(begins_ AND ${ledger.lead_id} = '', ${dayOf(sql`${ledger.occurred_at}`)}, at_) AS begun_,
    ${mask(roles.map(belongs))} AS role_,
    if(${own}, toUInt128(0), ${thread}) AS thread_,
    ${home} AS place_,
    if(${asked}, ${join(places, sql` + `)}, toUInt8(0)) AS entered_,
    if(entered_ = 0, toUInt64(0), ${mask(entries.map(belongs))}) AS entry_,
    ${ledger.units} AS unit_,
    ${ledger.amount} AS money_,
    ${cancels ? sql`if(${ledger.kind} = 'order', ${order}, toUInt128(0))` : sql`toUInt128(0)`} AS order_,
    ${keys.length === 0 ? sql`emptyArrayString()` : sql`if(entered_ = 0, [], [${join(keys, sql`, `)}])`} AS key_
  FROM ${table}
  WHERE ${stands} AND ((${among(sql`${ledger.kind}`, looked)} AND (${reached})) OR (${ledger.kind} = 'unique_lead' AND (${begins}))) AND ${theirs}`

  // Every lead of an id leads to its person and dealer, an id without a lead to those of the event; the earliest tells where an entrant of that id belongs.
  const named = sql`${ledger.kind} = 'lead' AND ${counts} AND (${ever})
    AND ${ledger.lead_id} IN (SELECT ${ledger.lead_id} FROM ${table} WHERE ${counts} AND ${ledger.lead_id} != '' AND ${among(sql`${ledger.kind}`, linking)} AND (${reached}) AND ${theirs})`
  const told = sql`${thread} AS lead_, ${home} AS home_, ${at} AS lead_at_`
  const leads = forward
    ? sql`SELECT last_.1 AS lead_, last_.2 AS home_, last_.3 AS lead_at_, toUInt8(1) AS first_
  FROM (SELECT argMaxIf((${thread}, ${home}, ${at}), ${ledger.seq}, ${ledger.sign} = 1) AS last_ FROM ${table}
    WHERE ${named} GROUP BY ${ledger.source}, ${ledger.event_id}, ${ledger.revision} HAVING sum(${ledger.sign}) > 0)`
    : sql`SELECT ${told}, row_number() OVER (PARTITION BY lead_ ORDER BY lead_at_, ${ledger.event_id}) = 1 AS first_
  FROM ${table}
  WHERE ${named} AND ${stands}`

  const cancelled = sql`SELECT ${order} AS cancelled_, groupArray(toUnixTimestamp64Milli(${ledger.occurred_at})) AS cancelled_at_
  FROM ${table}
  WHERE ${ledger.kind} = 'order_cancel' AND ${stands} AND (${reached})
  GROUP BY cancelled_`

  const entersHere = sql`entered_ != 0 AND (l.home_ = 0 OR l.first_)`
  const homes = sql`SELECT
    if(l.home_ = 0, r.place_, l.home_) AS at_home_,
    groupArrayIf(at_, role_ != 0) AS all_ats_,
    groupArrayIf(role_, role_ != 0) AS all_roles_,
    ${ids ? sql`groupArrayIf(id_, role_ != 0)` : sql`emptyArrayUInt64()`} AS all_ids_,
    groupArrayIf(l.lead_at_, role_ != 0) AS all_leads_,
    ${cancels ? sql`groupArrayIf(c.cancelled_at_, role_ != 0)` : sql`emptyArrayInt64()`} AS all_cancels_,
    groupArrayIf(begun_, begins_) AS beginnings_,
    groupArrayIf(at_, begins_) AS origins_,
    groupArrayIf(at_, ${entersHere}) AS entry_ats_,
    ${ids ? sql`groupArrayIf(id_, ${entersHere})` : sql`arrayMap(x -> toUInt64(0), entry_ats_)`} AS entry_ids_,
    groupArrayIf(unit_, ${entersHere}) AS entry_units_,
    ${amounts ? sql`groupArrayIf(money_, ${entersHere})` : sql`arrayMap(x -> toInt64(0), entry_ats_)`} AS entry_money_,
    groupArrayIf(entered_, ${entersHere}) AS entry_ranges_,
    groupArrayIf(entry_, ${entersHere}) AS entry_bits_,
    ${keys.length === 0 ? sql`arrayMap(x -> emptyArrayString(), entry_ats_)` : sql`groupArrayIf(key_, ${entersHere})`} AS entry_keys_
  FROM (${rows}) AS r
  LEFT JOIN (${leads}) AS l ON r.thread_ = l.lead_${cancels ? sql`
  LEFT JOIN (${cancelled}) AS c ON r.order_ = c.cancelled_` : empty}
  GROUP BY at_home_
  HAVING notEmpty(entry_ats_)` // prettier-ignore
  const entrants = sql`SELECT t_, self_, units_, amount_, enters_, keys_, beginnings_, origins_, all_ats_, all_roles_, all_ids_, all_leads_, all_cancels_,
    arrayJoin(arrayFilter(i -> bitTest(places_, i), [0, 1, 2])) AS range_
  FROM (${homes})
  ARRAY JOIN entry_ats_ AS t_, entry_ids_ AS self_, entry_units_ AS units_, entry_money_ AS amount_, entry_ranges_ AS places_, entry_bits_ AS enters_, entry_keys_ AS keys_`
  const until = days === null ? sql`t_ + 1` : sql`t_ + ${value(days * DAY_MS, 'Int64')}`
  // A natural walk-in's journey begins with the day of the card, which is written after what it tells of.
  const natural = sql`arrayExists((origin, begun) -> begun = start_ AND origin != begun, origins_, beginnings_)`
  const arrives = days !== null && entries.every(({ kind }) => kind === 'unique_lead' || kind === 'card')
  const look = arrives ? sql`if(${natural} AND ${dayOf(sql`fromUnixTimestamp64Milli(t_)`)} = start_, start_, t_)` : days === null ? sql`start_` : sql`t_` // prettier-ignore
  const linked = days === null ? sql`(next_ = 0 OR lead_at < next_)` : sql`lead_at < end_`
  const journeys = sql`SELECT range_, keys_, units_, amount_, enters_, t_, self_,
    ${perRange((range) => cutOf(plan, range), plan)} AS cut_,
    arrayMax(arrayFilter(x -> x <= t_, beginnings_)) AS start_,
    arrayMin(arrayFilter(x -> x > t_, beginnings_)) AS next_,
    arrayMax(arrayFilter((origin, begun) -> begun = start_, origins_, beginnings_)) AS origin_,
    ${look} AS look_,
    least(cut_, ${until}, if(next_ = 0, cut_, next_)) AS end_,
    arrayMap((at, lead_at) -> at >= look_ AND at < end_ AND (lead_at = 0 OR (lead_at >= start_ AND ${linked})), all_ats_, all_leads_) AS own_,
    arrayFilter((x, is_own) -> is_own, all_ats_, own_) AS ats_,
    arrayFilter((x, is_own) -> is_own, all_roles_, own_) AS roles_,
    ${ids ? sql`arrayFilter((x, is_own) -> is_own, all_ids_, own_)` : sql`all_ids_`} AS ids_,
    ${cancels ? sql`arrayFilter((x, is_own) -> is_own, all_cancels_, own_)` : sql`all_cancels_`} AS cancels_
  FROM (${entrants})` // prettier-ignore
  return splitsIntake(plan.spec) ? byIntake(journeys, plan, plan.spec.where.intake) : journeys
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
  return sql`SELECT range_, ${keys} AS keys_, units_, amount_, enters_, t_, self_, start_, origin_, look_, cut_, end_, ats_, roles_, ids_, cancels_
  FROM (SELECT *, multiIf(start_ = 0, '', origin_ >= ${perRange((range) => plan.ranges[range]!.from, plan)}, 'new', 'carried') AS intake_ FROM (${journeys}))
  ${where}`
}
