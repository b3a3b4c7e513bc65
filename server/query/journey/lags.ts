import type { FlowCounter } from '#domain/counter.ts'
import {
  DEALT_LEAD,
  FEWEST_CONTACTS,
  FIRST_CONTACT,
  LAGS,
  measuredCounter,
  rateCounter,
  SUBJECTIVE_LOST,
  type Lag,
} from '#domain/journey/counters.ts'
import type { Plan } from '#domain/plan.ts'
import { join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import type { Entering } from './frame.ts'
import { atShare, grouped, when, type Contribution, type Counted, type Line } from './lines.ts'

const kind = (name: FlowCounter['kind']): FlowCounter => ({ name, from: 'flow', kind: name })
const [IN, OF] = [rateCounter(SUBJECTIVE_LOST, 'in'), rateCounter(SUBJECTIVE_LOST, 'of')]

interface LagLine extends Line {
  lost: string
  hardly: string
  dealt: string
  contacted: string
  measured: string[]
  medians: (number | null)[]
  p80s: (number | null)[]
}

/** What of a plan looks back: its lags, losses hardly followed up, first deals and first contacts of journeys. */
export function backwardOf({ sources }: Plan): { lags: Lag[]; lost: boolean; dealt: boolean; contacted: boolean } {
  const has = (name: string) => sources.journey.some((counter) => counter.name === name)
  return {
    lags: LAGS.filter(({ name }) => has(measuredCounter(name))),
    lost: has(IN) || has(OF),
    dealt: has(DEALT_LEAD),
    contacted: has(FIRST_CONTACT),
  }
}

/**
 * Looking back: how long journeys took to an event, how often they were contacted before they were lost, and whether a
 * deal or a contact is their first.
 */
export function backward({ lags, lost, dealt, contacted }: ReturnType<typeof backwardOf>) {
  type Kind = FlowCounter['kind']
  const some = (asked: boolean, ...names: Kind[]): Kind[] => (asked ? names : [])
  const at = [
    ...new Set([
      ...lags.map((lag) => lag.at),
      ...some(lost, 'lost'),
      ...some(dealt, 'deal'),
      ...some(contacted, 'contact'),
    ]),
  ]
  const since = [
    ...new Set([
      ...lags.flatMap((lag) => lag.since ?? []),
      ...some(lost || contacted, 'contact'),
      ...some(dealt, 'deal'),
    ]),
  ]
  const entering: Entering = { entries: at.map(kind), roles: since.map(kind), days: null, ids: true }
  const enters = (name: FlowCounter['kind']): Sql =>
    sql`bitTest(enters_, ${value(Math.max(0, at.indexOf(name)), 'UInt8')})`
  /** One line an entrant: `days_` by lag, `lost_`, `hardly_`, `dealt_` and `contacted_`. */
  const each = (journeys: Sql): Sql => {
    const days = lags.map((lag) => {
      const begin = lag.since === null ? sql`if(origin_ <= t_, origin_, 0)` : when('earliest', since.indexOf(lag.since))
      return sql`if(start_ > 0 AND ${enters(lag.at)} AND (${begin}) > 0, [(t_ - (${begin})) / 86400000], emptyArrayFloat64())`
    })
    const contacts = sql`length(arrayDistinct(arrayFilter((id, role) -> bitTest(role, ${value(Math.max(0, since.indexOf('contact')), 'UInt8')}), ids_, roles_)))`
    const earlier = (name: Kind): Sql =>
      sql`arrayExists((at, role, id) -> bitTest(role, ${value(Math.max(0, since.indexOf(name)), 'UInt8')}) AND (at, id) < (t_, self_), ats_, roles_, ids_)`
    return sql`SELECT range_, keys_, units_, self_, ${days.length === 0 ? sql`CAST([] AS Array(Array(Float64)))` : sql`[${join(days, sql`, `)}]`} AS days_,
      ${lost ? enters('lost') : sql`0`} AS lost_, ${lost ? sql`lost_ AND ${contacts} < ${value(FEWEST_CONTACTS, 'UInt8')}` : sql`0`} AS hardly_,
      ${dealt ? sql`${enters('deal')} AND NOT ${earlier('deal')}` : sql`0`} AS dealt_,
      ${contacted ? sql`start_ > 0 AND ${enters('contact')} AND NOT ${earlier('contact')}` : sql`0`} AS contacted_
    FROM (${journeys})`
  }
  const select = (journeys: Sql): Sql => {
    const lists = lags.map((_, i) => sql`arraySort(arrayFlatten(groupArray(days_[${value(i + 1, 'UInt8')}])))`)
    return sql`SELECT range_, keys_, all_, lost, hardly, dealt, contacted, arrayMap(x -> toString(length(x)), lists_) AS measured,
      arrayMap(x -> ${atShare(sql`x`, 0.5)}, lists_) AS medians, arrayMap(x -> ${atShare(sql`x`, 0.8)}, lists_) AS p80s
    FROM (${grouped(
      [
        sql`sumIf(units_, lost_) AS lost`,
        sql`sumIf(units_, hardly_) AS hardly`,
        // A fleet's deal of many cars is one lead's.
        sql`countIf(dealt_) AS dealt`,
        sql`countIf(contacted_) AS contacted`,
        sql`${lists.length === 0 ? sql`CAST([] AS Array(Array(Float64)))` : sql`[${join(lists, sql`, `)}]`} AS lists_`,
      ],
      each(journeys),
      true,
    )})`
  }
  const read = ({
    lost: of,
    hardly,
    dealt: first,
    contacted: answered,
    measured,
    medians,
    p80s,
  }: LagLine): Counted => ({
    counts: [
      [IN, Number(hardly)],
      [OF, Number(of)],
      [DEALT_LEAD, Number(first)],
      [FIRST_CONTACT, Number(answered)],
      ...lags.map(({ name }, i) => [measuredCounter(name), Number(measured[i])] as const),
    ],
    figures: lags.flatMap(({ name }, i) => [
      [`${name}_days_median`, medians[i]!] as const,
      [`${name}_days_p80`, p80s[i]!] as const,
    ]),
  })
  /** What one entrant adds to a counter, and what was measured of it. */
  const adds = (counter: string): Contribution => {
    if (counter === IN) return { count: sql`toInt64(units_ * hardly_)` }
    if (counter === OF) return { count: sql`toInt64(units_ * lost_)` }
    if (counter === DEALT_LEAD) return { count: sql`toInt64(dealt_)` }
    if (counter === FIRST_CONTACT) return { count: sql`toInt64(contacted_)` }
    const own = sql`days_[${value(lags.findIndex(({ name }) => measuredCounter(name) === counter) + 1, 'UInt8')}]`
    return { count: sql`toInt64(length(${own}))`, took: sql`${own}[1]` }
  }
  return { entering, each, adds, select, read }
}
