import { splitsIntake } from '#domain/journey/intake.ts'
import type { Sql } from '#store/clickhouse/sql.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { ask } from '../run.ts'
import type { Source } from '../source.ts'
import { flowsOf, intake } from './intake.ts'
import type { Entering } from './frame.ts'
import { readJourneys } from './journeys.ts'
import { backward, backwardOf } from './lags.ts'
import { readJourneyLines, type Counted, type Line } from './lines.ts'
import { readPeople } from './people.ts'
import { asksResponse, response } from './response.ts'
import { cohort, stagesOf } from './stages.ts'

/** One statement over journeys: who enters, what is made of them, and how a line of the answer is read. */
interface Question<L extends Line> {
  entering: Entering
  select(journeys: Sql): Sql
  read(line: L): Counted
}

/** Counts journeys: cohorts, KPIs over journeys, and flows that tell new journeys from those carried over. */
export const journeySource =
  (engine: Engine): Source =>
  async (cells, plan, organisation, seq) => {
    const back = backwardOf(plan)
    const looksBack = back.lost || back.dealt || back.contacted || back.lags.length > 0
    const flows = splitsIntake(plan.spec) ? flowsOf(plan) : []
    const stages = stagesOf(plan)
    if (stages.length + flows.length === 0 && !looksBack && !asksResponse(plan)) return
    const people = await readPeople(engine, plan, seq)
    const put = async <L extends Line>({ entering, select, read }: Question<L>): Promise<void> => {
      const journeys = await readJourneys(engine, plan, organisation, seq, entering, people)
      if (journeys) readJourneyLines(cells, plan, await ask<L>(engine, select(journeys), 'journeys'), read)
    }
    for (const some of stages) await put(cohort(plan, some))
    if (asksResponse(plan)) await put(response())
    if (looksBack) await put(backward(back))
    for (const some of flows) await put(intake(some))
  }
