import type { FlowCounter } from '#domain/counter.ts'
import { COUNTERS } from '#domain/counters.ts'
import { NET_ORDER_STAGE, readStage, stageCounter, type Outcome } from '#domain/journey/counters.ts'
import type { Plan } from '#domain/plan.ts'
import { sql, value, type Sql } from '#store/clickhouse/sql.ts'
import type { Entering } from './frame.ts'
import { MOST_ROLES } from './journeys.ts'
import { grouped, when, type Contribution, type Counted, type Line } from './lines.ts'

interface StageLine extends Line {
  entered: string
  reached: string[]
  lost: string[]
  expired: string[]
}

const DAY_MS = 86_400_000
const kind = (name: FlowCounter['kind']): FlowCounter => ({ name, from: 'flow', kind: name })

/** The stages that a plan asks of a cohort, as many at a time as one statement takes. */
export function stagesOf({ sources }: Plan): string[][] {
  const all = [...new Set(sources.journey.flatMap(({ name }) => readStage(name)?.stage ?? []))]
  const most = MOST_ROLES - 2
  return Array.from({ length: Math.ceil(all.length / most) }, (_, i) => all.slice(i * most, (i + 1) * most))
}

/** What became of a cohort at some stages. The roles: the stages, then lost and revive. */
export function cohort({ spec }: Plan, stages: readonly string[]) {
  const roles = stages.map((stage) =>
    stage === NET_ORDER_STAGE ? { ...kind('order'), name: stage } : (COUNTERS.get(stage) as FlowCounter),
  )
  const entering: Entering = {
    entries: [kind(spec.entry)],
    roles: [...roles, kind('lost'), kind('revive')],
    days: spec.window_days,
  }
  const [lost, revive] = [stages.length, stages.length + 1]
  const net = stages.indexOf(NET_ORDER_STAGE)
  const places = sql`range(toUInt8(${value(stages.length, 'UInt8')}))`
  const place = value(Math.max(0, net), 'UInt8')
  const kept = sql`arrayExists((role, cancels) -> bitTest(role, ${place}) AND NOT arrayExists(at -> at >= look_ AND at < end_, cancels), roles_, cancels_)`
  const isReached = net < 0 ? sql`bitTest(hit_, i)` : sql`if(i = ${place}, kept_, bitTest(hit_, i))`
  /** One line an entrant: `reached_` by stage, `fell_` and `closed_`. */
  const each = (journeys: Sql): Sql => sql`SELECT range_, keys_, units_, self_,
      arrayReduce('groupBitOr', roles_) AS hit_,
      ${net < 0 ? sql`0` : kept} AS kept_,
      ${when('latest', lost)} AS lost_at_,
      lost_at_ > 0 AND ${when('latest', revive)} <= lost_at_ AS fell_,
      t_ + ${value(spec.window_days * DAY_MS, 'Int64')} <= cut_ AS closed_,
      arrayMap(i -> toUInt8(${isReached}), ${places}) AS reached_
    FROM (${journeys})`
  const select = (journeys: Sql): Sql =>
    grouped(
      [
        sql`sum(units_) AS entered`,
        sql`sumForEach(arrayMap(x -> toInt64(units_ * x), reached_)) AS reached`,
        sql`sumForEach(arrayMap(x -> toInt64(units_ * (NOT x AND fell_)), reached_)) AS lost`,
        sql`sumForEach(arrayMap(x -> toInt64(units_ * (NOT x AND NOT fell_ AND closed_)), reached_)) AS expired`,
      ],
      each(journeys),
      false,
    )
  const read = (line: StageLine): Counted => {
    const entered = Number(line.entered)
    const counts = stages.flatMap((stage, i) => {
      const [reached, fell, expired] = [Number(line.reached[i]), Number(line.lost[i]), Number(line.expired[i])]
      return [
        [stageCounter(stage, 'reached'), reached],
        [stageCounter(stage, 'lost'), fell],
        [stageCounter(stage, 'undecided'), entered - reached - fell],
        [stageCounter(stage, 'expired'), expired],
      ] as const
    })
    return { counts }
  }
  /** What one entrant adds to a stage's outcome. */
  const adds = (counter: string, outcome: Outcome): Contribution => {
    const reached = sql`reached_[${value(stages.indexOf(readStage(counter)!.stage) + 1, 'UInt8')}]`
    const is: Record<Outcome, Sql> = {
      reached,
      lost: sql`NOT ${reached} AND fell_`,
      undecided: sql`NOT ${reached} AND NOT fell_`,
      expired: sql`NOT ${reached} AND NOT fell_ AND closed_`,
    }
    return { count: sql`toInt64(units_ * (${is[outcome]}))` }
  }
  return { entering, each, adds, select, read }
}
