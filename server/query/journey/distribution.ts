import type { FlowCounter } from '#domain/counter.ts'
import { COUNTERS } from '#domain/counters.ts'
import { Refusal, quote } from '#domain/errors.ts'
import { TOLD_DAYS, type LagDistribution, type LagsAnswer } from '#domain/journey/distribution.ts'
import { rangesOf, stateRanges } from '#domain/plan.ts'
import { RANGE_NAMES } from '#domain/range.ts'
import { narrow } from '#domain/samestore/narrow.ts'
import type { Scope } from '#domain/scope.ts'
import { ENTRIES, LONGEST_WINDOW_DAYS } from '#domain/view.ts'
import { sql, value, type Sql } from '#store/clickhouse/sql.ts'
import type { Asker, AskerOptions } from '../ask.ts'
import { ask } from '../run.ts'
import { readJourneys } from './journeys.ts'
import { atShare, when } from './lines.ts'
import { readPeople } from './people.ts'

const NOTHING: LagDistribution = {
  begun: 0, reached: 0, lost: 0, undecided: 0, median: null, p80: null, histogram: new Array<number>(TOLD_DAYS + 1).fill(0),
} // prettier-ignore

interface DistributionLine {
  range_: number
  begun: string
  reached: string
  lost: string
  median: number | null
  p80: number | null
  histogram: string[]
}

function readStage(raw: unknown, path: string): FlowCounter {
  const counter = typeof raw === 'string' ? COUNTERS.get(raw) : undefined
  if (counter?.from !== 'flow') {
    throw new Refusal('bad_spec', `${path} ${quote(raw)} is no kind of event`, { path })
  }
  return counter
}

/** Roles: the first stage, the second, lost, revive. */
const distribution = (journeys: Sql): Sql => {
  const day = sql`least(toInt64(floor(x)), ${value(TOLD_DAYS, 'Int64')})`
  return sql`SELECT range_, begun, toString(length(days_)) AS reached, lost, ${atShare(sql`days_`, 0.5)} AS median, ${atShare(sql`days_`, 0.8)} AS p80,
    arrayMap(d -> toString(countEqual(arrayMap(x -> ${day}, days_), d)), range(${value(TOLD_DAYS + 1, 'Int64')})) AS histogram
  FROM (
    SELECT range_, countIf(from_ > 0) AS begun, countIf(from_ > 0 AND to_ = 0 AND fell_) AS lost,
      arraySort(groupArrayIf((to_ - from_) / 86400000, from_ > 0 AND to_ > 0)) AS days_
    FROM (
      SELECT range_, ${when('earliest', 0)} AS from_, ${when('earliest', 1, sql`if(from_ = t_, look_, from_)`)} AS met_, if(met_ = 0, 0, greatest(met_, from_)) AS to_, ${when('latest', 2)} AS lost_at_,
        lost_at_ > 0 AND ${when('latest', 3)} <= lost_at_ AS fell_
      FROM (${journeys})
    )
    GROUP BY range_
  )`
}

/**
 * Answers how long journeys took from the first event of one stage to the next event of another. The body is a cohort
 * question without `measures` and `by`, with `from` (the entry when absent) and `to`. Throws what a question throws.
 */
export function createLags(options: AskerOptions, asker: Asker): (raw: unknown, scope: Scope) => Promise<LagsAnswer> {
  const { engine, zone } = options
  return async (raw, scope) => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
      throw new Refusal('bad_spec', 'the question is not a JSON object', { path: '' })
    const { from, to, entry = ENTRIES[0], window_days = LONGEST_WINDOW_DAYS, ...rest } = raw as Record<string, unknown>
    for (const name of ['measures', 'by', 'order', 'limit', 'mode'])
      if (name in rest) throw new Refusal('bad_spec', `${name} has no place in a question for lags`, { path: name })
    const stages = [readStage(from ?? entry, 'from'), readStage(to, 'to')]
    if (stages[0] === stages[1]) throw new Refusal('bad_spec', 'from and to are the same stage', { path: 'to' })
    const asked = asker.plan({ ...rest, measures: [stages[1]!.kind], mode: 'cohort', entry, window_days }, scope)
    const seq = options.head()
    const organisation = options.organisation()
    const plan = narrow(asked, organisation)
    const people = await readPeople(engine, plan, seq)
    const kind = (name: FlowCounter['kind']): FlowCounter => ({ name, from: 'flow', kind: name })
    const roles = [...stages, kind('lost'), kind('revive')]
    const entering = { entries: [kind(plan.spec.entry)], roles, days: plan.spec.window_days }
    const journeys = await readJourneys(engine, plan, organisation, seq, entering, people)
    const lines = journeys ? await ask<DistributionLine>(engine, distribution(journeys), 'journeys') : []
    const answer: LagsAnswer = {
      seq,
      as_of: zone.iso(plan.as_of),
      ranges: stateRanges(asked),
      entry: plan.spec.entry,
      from: stages[0]!.name,
      to: stages[1]!.name,
    }
    for (const range of rangesOf(plan)) {
      const line = lines.find(({ range_ }) => RANGE_NAMES[range_] === range)
      answer[range] = line ? read(line) : NOTHING
    }
    return answer
  }
}

function read({ median, p80, ...line }: DistributionLine): LagDistribution {
  const [begun, reached, lost] = [Number(line.begun), Number(line.reached), Number(line.lost)]
  return { begun, reached, lost, undecided: begun - reached - lost, median, p80, histogram: line.histogram.map(Number) }
}
