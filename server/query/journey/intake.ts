import type { Plan } from '#domain/plan.ts'
import { join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import type { Entering } from './frame.ts'
import { MOST_ROLES } from './journeys.ts'
import { grouped, type Contribution, type Counted, type Line } from './lines.ts'
import type { FlowCounter } from '#domain/counter.ts'

interface IntakeLine extends Line {
  units: string[]
  amounts: string[]
}

/** A plan's flow counters, as many at a time as one statement takes. */
export function flowsOf({ sources: { flow } }: Plan): FlowCounter[][] {
  return Array.from({ length: Math.ceil(flow.length / MOST_ROLES) }, (_, i) =>
    flow.slice(i * MOST_ROLES, (i + 1) * MOST_ROLES),
  )
}

/** The flow of a range where new journeys are told from those carried over: events with their journey's beginning. */
export function intake(counters: readonly FlowCounter[]) {
  const entering: Entering = { entries: counters, roles: [], days: null, amounts: true }
  const bits = counters.map((_, i) => value(i, 'UInt8'))
  const select = (journeys: Sql): Sql =>
    grouped(
      [
        sql`[${join(bits.map((bit) => sql`sumIf(units_, bitTest(enters_, ${bit}))`), sql`, `)}] AS units`,
        sql`[${join(bits.map((bit) => sql`sumIf(amount_, bitTest(enters_, ${bit}))`), sql`, `)}] AS amounts`,
      ],
      journeys,
      false,
    ) // prettier-ignore
  const read = ({ units, amounts }: IntakeLine): Counted => ({
    counts: counters.map(({ name }, i) => [name, Number(units[i]), Number(amounts[i])] as const),
  })
  const each = (journeys: Sql): Sql => sql`SELECT range_, self_, units_, amount_, enters_ FROM (${journeys})`
  /** What one event adds to a counter. */
  const adds = (counter: string): Contribution => {
    const bit = bits[counters.findIndex(({ name }) => name === counter)]!
    const [count, money] = [sql`toInt64(units_ * bitTest(enters_, ${bit}))`, sql`toInt64(amount_ * bitTest(enters_, ${bit}))`] // prettier-ignore
    return { count, money }
  }
  return { entering, each, adds, select, read }
}
