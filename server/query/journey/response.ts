import type { FlowCounter } from '#domain/counter.ts'
import { measuredCounter, rateCounter, RESPONSE_DAYS, RESPONSE_RATES } from '#domain/journey/counters.ts'
import type { Plan } from '#domain/plan.ts'
import { sql, value, type Sql } from '#store/clickhouse/sql.ts'
import type { Entering } from './frame.ts'
import { atShare, grouped, when, type Contribution, type Counted, type Line } from './lines.ts'

const slice = (kind: FlowCounter['kind'], where: NonNullable<FlowCounter['where']> = {}): FlowCounter => ({
  name: kind,
  from: 'flow',
  kind,
  where,
})

const MEASURED = measuredCounter('first_response')
/** Counters of one journey, in the order of `parts_`; how many were measured stands last. */
const NAMES: readonly string[] = [...RESPONSE_RATES.flatMap((rate) => [rateCounter(rate, 'in'), rateCounter(rate, 'of')]), MEASURED] // prettier-ignore

interface ResponseLine extends Line {
  measured: string
  median: number | null
  p80: number | null
  parts: string[]
}

export const asksResponse = ({ sources }: Plan): boolean => sources.journey.some(({ name }) => NAMES.includes(name))

/** How journeys were answered from their unique lead on: first contact, calls, the first visit. */
export function response() {
  const entering: Entering = {
    // All; and those from outside the showroom: leads, and people who called or were met elsewhere.
    entries: [
      slice('unique_lead'),
      slice('unique_lead', { lead_id: ['given'] }),
      slice('unique_lead', { via: ['phone', 'outreach'] }),
    ],
    roles: [slice('dispatch'), slice('contact'), slice('contact', { connected: ['true', 'false'] }), slice('contact', { connected: ['false'] }), slice('first_visit')], // prettier-ignore
    days: RESPONSE_DAYS,
    ids: true,
  }
  /** One line an entrant: `parts_` in the order of the counters, and `minutes_` to the first contact. */
  const each = (journeys: Sql): Sql => sql`SELECT range_, keys_, units_, self_,
      greatest(t_, ${when('earliest', 0)}) AS given_,
      ${when('earliest', 1, sql`given_`)} AS contact_,
      arrayDistinct(arrayFilter(x -> bitTest(x.3, 2), arrayZip(ats_, ids_, roles_))) AS calls_,
      arrayMap(x -> bitTest(x.3, 3), arraySort(calls_)) AS missed_,
      enters_ > 1 AS outside_,
      arrayExists((at, role) -> bitTest(role, 4) AND at < t_ + 15 * 86400000, ats_, roles_) AS came_,
      contact_ > 0 AND contact_ - given_ <= 86400000 AS prompt_,
      contact_ > 0 AND contact_ - given_ <= 7200000 AS swift_,
      [outside_ AND came_, outside_ AND (came_ OR t_ + 15 * 86400000 <= cut_),
       prompt_, prompt_ OR given_ + 86400000 <= cut_,
       missed_[1] AND length(missed_) > 1, missed_[1],
       missed_[1] AND missed_[2] AND length(missed_) > 2, missed_[1] AND missed_[2],
       swift_, swift_ OR given_ + 7200000 <= cut_] AS parts_,
      (contact_ - given_) / 60000 AS took_
    FROM (${journeys})`
  const select = (journeys: Sql): Sql =>
    sql`SELECT range_, keys_, all_, parts, toString(length(minutes_)) AS measured, ${atShare(sql`minutes_`, 0.5)} AS median, ${atShare(sql`minutes_`, 0.8)} AS p80
    FROM (${grouped(
      [
        sql`sumForEach(arrayMap(x -> toInt64(units_ * x), parts_)) AS parts`,
        sql`arraySort(groupArrayIf(took_, contact_ > 0)) AS minutes_`,
      ],
      each(journeys),
      true,
    )})`
  /** What one entrant adds to a counter, and what was measured of it. */
  const adds = (counter: string): Contribution =>
    counter === MEASURED
      ? { count: sql`toInt64(contact_ > 0)`, took: sql`took_` }
      : { count: sql`toInt64(units_ * parts_[${value(NAMES.indexOf(counter) + 1, 'UInt8')}])` }
  const read = ({ parts, measured, median, p80 }: ResponseLine): Counted => ({
    counts: [...NAMES.slice(0, -1).map((name, i) => [name, Number(parts[i])] as const), [MEASURED, Number(measured)]],
    figures: [
      ['first_response_median', median],
      ['first_response_p80', p80],
    ],
  })
  return { entering, each, adds, select, read }
}
