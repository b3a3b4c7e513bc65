import { readStage } from '#domain/journey/counters.ts'
import { RANGE_NAMES } from '#domain/range.ts'
import { moneyText } from '#domain/value.ts'
import { join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { flowsOf, intake } from '../journey/intake.ts'
import type { Entering } from '../journey/frame.ts'
import { readJourneys } from '../journey/journeys.ts'
import { backward, backwardOf } from '../journey/lags.ts'
import { atShare, type Contribution } from '../journey/lines.ts'
import { readPeople } from '../journey/people.ts'
import { asksResponse, response } from '../journey/response.ts'
import { cohort, stagesOf } from '../journey/stages.ts'
import { ask } from '../run.ts'
import { listCounting, type Behind, type Cell } from './behind.ts'

/** Who enters, a line for each of them, and what each adds to the measure's counters. */
interface Told {
  entering: Entering
  each(journeys: Sql): Sql
  adds(counter: string): Contribution
}

function tell({ plan, part }: Cell): Told {
  const [stages] = stagesOf(plan)
  if (stages) {
    const told = cohort(plan, stages)
    return { ...told, adds: (counter) => told.adds(counter, readStage(counter) ? part : 'reached') }
  }
  if (asksResponse(plan)) return response()
  if (plan.sources.journey.length > 0) return backward(backwardOf(plan))
  return intake(flowsOf(plan)[0]!)
}

interface Sums {
  n: string
  u: string
  a: string
  v: number | null
}

/**
 * Lists the events with which those journeys came in that a figure counts: the entrants of a cohort's stage, leads that
 * were answered, events that look back, and events told apart by `intake`. Of a corrected event the one that stands.
 */
export async function listJourneys(cell: Cell): Promise<Behind> {
  const { engine, plan, organisation, range, seq } = cell
  const [measure] = plan.measures
  const { entering, each, adds } = tell(cell)
  const people = await readPeople(engine, plan, seq)
  const journeys = await readJourneys(engine, plan, organisation, seq, { ...entering, ids: true }, people)
  if (!journeys) return { total: 0, figure: measure!.unit === 'money' ? moneyText(0) : 0, page: () => Promise.resolve([]) } // prettier-ignore
  const parts = measure!.terms.map(({ counter, factor }) => ({ ...adds(counter), factor: value(factor, 'Int64') }))
  const sum = (of: (part: (typeof parts)[number]) => Sql): Sql =>
    join(parts.map((part) => sql`${of(part)} * ${part.factor}`), sql` + `) // prettier-ignore
  const took = parts.find((part) => part.took)?.took
  const lines = sql`SELECT self_ AS entry_, ${sum(({ count }) => count)} AS count_, ${sum(({ money }) => money ?? sql`toInt64(0)`)} AS money_, ${took ?? sql`toFloat64(0)`} AS lasted_
    FROM (${each(journeys)})
    WHERE range_ = ${value(RANGE_NAMES.indexOf(range), 'UInt8')}`
  const counting = sql`FROM (${lines}) WHERE count_ != 0`
  const quantile = measure!.quantile === undefined ? sql`NULL` : atShare(sql`arraySort(groupArray(lasted_))`, measure!.quantile) // prettier-ignore
  const [sums] = await ask<Sums>(
    engine,
    sql`SELECT count() AS n, sum(count_) AS u, sum(money_) AS a, ${quantile} AS v ${counting}`,
    'rows',
  )
  const { n, u, a, v } = sums ?? { n: 0, u: 0, a: 0, v: null }
  return {
    total: Number(n),
    figure: measure!.unit === 'money' ? moneyText(Number(a)) : Number(u),
    ...(measure!.quantile !== undefined && { value: v }),
    page: async (before, limit) => {
      const found = await ask<{ entry_: string; count_: string; lasted_: number }>(
        engine,
        sql`SELECT entry_, count_, lasted_ ${counting} AND entry_ < ${value(before, 'UInt64')}
ORDER BY entry_ DESC
LIMIT ${value(limit, 'UInt64')}`,
        'rows',
      )
      const rows = found.map(({ entry_, count_, lasted_ }) => ({
        seq: Number(entry_),
        units: Number(count_),
        ...(took && { took: lasted_ }),
      }))
      return listCounting(cell, rows)
    },
  }
}
