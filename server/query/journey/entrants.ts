import type { Outcome } from '#domain/journey/counters.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import { RANGE_NAMES, type RangeName } from '#domain/range.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { sql, value, type Sql } from '#store/clickhouse/sql.ts'
import type { Listed } from '../build.ts'
import { buildJourneys } from './journeys.ts'
import type { People } from './people.ts'
import { cohort, stagesOf } from './stages.ts'

const table = tables['warroom.ledger']

const OUTCOME: Readonly<Record<Outcome, Sql>> = {
  reached: sql`reached_[1]`,
  lost: sql`NOT reached_[1] AND fell_`,
  undecided: sql`NOT reached_[1] AND NOT fell_`,
  expired: sql`NOT reached_[1] AND NOT fell_ AND closed_`,
}

/**
 * The entries with which those entrants of one range of a cohort came in that a stage's outcome counts; of a corrected
 * event the one that stands. `null` when no range holds an instant.
 */
export function buildEntrants(
  plan: Plan,
  organisation: Organisation,
  seq: number,
  people: People,
  range: RangeName,
  outcome: Outcome,
): Listed | null {
  const [stages = []] = stagesOf(plan)
  const { entering, outcomes } = cohort(plan, stages)
  const journeys = buildJourneys(plan, organisation, seq, { ...entering, ids: true }, people)
  if (!journeys) return null
  const place = value(RANGE_NAMES.indexOf(range), 'UInt8')
  const where = sql`${ledger.kind} = ${value(plan.spec.entry, 'String')}
  AND ${ledger.seq} IN (SELECT self_ FROM (${outcomes(journeys)}) WHERE range_ = ${place} AND (${OUTCOME[outcome]}))`
  return {
    page: (before, limit) => sql`SELECT * FROM ${table}
WHERE ${where} AND ${ledger.seq} < ${value(before, 'UInt64')}
ORDER BY ${ledger.seq} DESC
LIMIT ${value(limit, 'UInt64')}`,
    sums: sql`SELECT ${ledger.kind}, count() AS n, sum(${ledger.sign} * ${ledger.units}) AS u, toInt64(0) AS a
FROM ${table}
WHERE ${where}
GROUP BY ${ledger.kind}`,
  }
}
