import { cutOf } from '#domain/journey/age.ts'
import { dealersIn } from '#domain/dealers.ts'
import { dealerValue, type Organisation } from '#domain/organisation.ts'
import { rangesOf, type Plan } from '#domain/plan.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { join, sql, value, type Sql } from '#store/clickhouse/sql.ts'

/** Cohorts of a month to date against the month before and the year before, at equal age. */
export const COHORTS = [
  { name: 'cohort of the nation', measures: ['unique_lead', 'visit', 'order', 'deal'], by: [], mode: 'cohort' },
  { name: 'cohort by region', measures: ['unique_lead', 'visit', 'order', 'deal'], by: ['region'], mode: 'cohort' },
  { name: 'cohort of a dealer', measures: ['unique_lead', 'visit', 'order', 'deal'], by: [], where: { dealer_id: ['D001'] }, mode: 'cohort' },
] // prettier-ignore

/**
 * A cohort as one would write it by hand for speed: a lead's number is its journey, whatever was corrected, said of who
 * is the same person, or came later than its time of knowledge is left aside; one pass, grouped by the number.
 */
export function cohortByHand(plan: Plan, organisation: Organisation): Sql {
  const { zone } = plan.clock
  const today = zone.day(plan.as_of)
  const windows = rangesOf(plan).map((range) => {
    const { from, until } = plan.ranges[range]!
    const end = Math.min(cutOf(plan, range), until + plan.spec.window_days * 86_400_000)
    return sql`(${ledger.day} BETWEEN ${value(zone.day(from), 'Date')} AND ${value(zone.day(end - 1), 'Date')})`
  })
  const places = rangesOf(plan).map((range) => {
    const { from, until } = plan.ranges[range]!
    return sql`entered >= ${value(from, "DateTime64(3,'UTC')")} AND entered < ${value(until, "DateTime64(3,'UTC')")}, ${value(range, 'String')}`
  })
  const codes = organisation.dealerCodes()
  const regions = codes.map((code) => dealerValue(organisation.dealer(code, today), 'region'))
  const region = plan.spec.by.length > 0
    ? sql`transform(dealer, ${value(codes, 'Array(String)')}, ${value(regions, 'Array(String)')}, '')`
    : sql`''` // prettier-ignore
  const inside = Object.keys(plan.spec.where).length > 0
    ? sql` AND ${ledger.dealer_id} IN ${value(dealersIn(plan.spec.where, organisation, today), 'Array(String)')}`
    : sql`` // prettier-ignore
  const stages = ['visit', 'order', 'deal'].map((kind) => value(kind, 'String'))
  return sql`SELECT range_, ${region} AS region_, count(), countIf(reached[1]), countIf(reached[2]), countIf(reached[3]), countIf(lost)
    FROM (
      SELECT ${ledger.lead_id}, minIf(${ledger.occurred_at}, ${ledger.kind} = 'unique_lead') AS entered, any(${ledger.dealer_id}) AS dealer,
        [${join(stages.map((stage) => sql`countIf(${ledger.kind} = ${stage}) > 0`), sql`, `)}] AS reached,
        countIf(${ledger.kind} = 'lost') > countIf(${ledger.kind} = 'revive') AS lost,
        multiIf(${join(places, sql`, `)}, '') AS range_
      FROM ${tables['warroom.ledger']}
      WHERE ${ledger.kind} IN ('unique_lead', 'visit', 'order', 'deal', 'lost', 'revive') AND (${join(windows, sql` OR `)})${inside}
      GROUP BY ${ledger.lead_id}
      HAVING range_ != ''
    )
    GROUP BY range_, region_` // prettier-ignore
}
