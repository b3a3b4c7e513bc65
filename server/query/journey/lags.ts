import type { FlowCounter } from '#domain/counter.ts'
import {
  FEWEST_CONTACTS,
  LAGS,
  measuredCounter,
  rateCounter,
  SUBJECTIVE_LOST,
  type Lag,
} from '#domain/journey/counters.ts'
import type { Plan } from '#domain/plan.ts'
import { join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import type { Entering } from './journeys.ts'
import { atShare, earliest, grouped, type Counted, type Line } from './lines.ts'

const kind = (name: FlowCounter['kind']): FlowCounter => ({ name, from: 'flow', kind: name })
const [IN, OF] = [rateCounter(SUBJECTIVE_LOST, 'in'), rateCounter(SUBJECTIVE_LOST, 'of')]

interface LagLine extends Line {
  lost: string
  hardly: string
  measured: string[]
  medians: (number | null)[]
  p80s: (number | null)[]
}

/** The lags that a plan asks for, and whether it asks for lost journeys that were hardly followed up. */
export function backwardOf({ sources }: Plan): { lags: Lag[]; lost: boolean } {
  const has = (name: string) => sources.journey.some((counter) => counter.name === name)
  return { lags: LAGS.filter(({ name }) => has(measuredCounter(name))), lost: has(IN) || has(OF) }
}

/** How long journeys took to an event, and how often they were contacted before they were lost: looking back. */
export function backward({ lags, lost }: ReturnType<typeof backwardOf>) {
  const at = [...new Set([...lags.map((lag) => lag.at), ...(lost ? (['lost'] as const) : [])])]
  const since = [...new Set(lags.flatMap((lag) => lag.since ?? [])), ...(lost ? (['contact'] as const) : [])]
  const entering: Entering = { entries: at.map(kind), roles: since.map(kind), days: null }
  const enters = (name: FlowCounter['kind']): Sql =>
    sql`bitTest(enters_, ${value(Math.max(0, at.indexOf(name)), 'UInt8')})`
  const select = (journeys: Sql): Sql => {
    const days = lags.map((lag) => {
      const begin = lag.since === null ? sql`start_` : earliest(since.indexOf(lag.since))
      return sql`if(start_ > 0 AND ${enters(lag.at)} AND (${begin}) > 0, [(t_ - (${begin})) / 86400000], emptyArrayFloat64())`
    })
    const contacts = sql`length(arrayDistinct(arrayMap(x -> x.3, arrayFilter(x -> bitTest(x.2, ${value(Math.max(0, since.indexOf('contact')), 'UInt8')}), mine_))))`
    const looked = sql`SELECT range_, keys_, units_, ${days.length === 0 ? sql`CAST([] AS Array(Array(Float64)))` : sql`[${join(days, sql`, `)}]`} AS days_,
      ${lost ? enters('lost') : sql`0`} AS lost_, ${lost ? sql`lost_ AND ${contacts} < ${value(FEWEST_CONTACTS, 'UInt8')}` : sql`0`} AS hardly_
    FROM (${journeys})`
    const lists = lags.map((_, i) => sql`arraySort(arrayFlatten(groupArray(days_[${value(i + 1, 'UInt8')}])))`)
    return sql`SELECT range_, keys_, all_, lost, hardly, arrayMap(x -> toString(length(x)), lists_) AS measured,
      arrayMap(x -> ${atShare(sql`x`, 0.5)}, lists_) AS medians, arrayMap(x -> ${atShare(sql`x`, 0.8)}, lists_) AS p80s
    FROM (${grouped(
      [
        sql`sumIf(units_, lost_) AS lost`,
        sql`sumIf(units_, hardly_) AS hardly`,
        sql`${lists.length === 0 ? sql`CAST([] AS Array(Array(Float64)))` : sql`[${join(lists, sql`, `)}]`} AS lists_`,
      ],
      looked,
      true,
    )})`
  }
  const read = ({ lost: of, hardly, measured, medians, p80s }: LagLine): Counted => ({
    counts: [
      [IN, Number(hardly)],
      [OF, Number(of)],
      ...lags.map(({ name }, i) => [measuredCounter(name), Number(measured[i])] as const),
    ],
    figures: lags.flatMap(({ name }, i) => [
      [`${name}_days_median`, medians[i]!] as const,
      [`${name}_days_p80`, p80s[i]!] as const,
    ]),
  })
  return { entering, select, read }
}
