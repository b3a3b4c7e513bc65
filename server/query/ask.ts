import { shape } from '#domain/answer.ts'
import type { Calendar } from '#domain/calendar.ts'
import type { Cells } from '#domain/cells.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Dictionary } from '#domain/measures.ts'
import { planView, stateRanges, type Plan } from '#domain/plan.ts'
import { narrow } from '#domain/samestore/narrow.ts'
import type { Scope } from '#domain/scope.ts'
import type { VehicleBook } from '#domain/stock/vehicles.ts'
import type { Target } from '#domain/streams.ts'
import { readSpec, type Freshness, type ViewResult } from '#domain/view.ts'
import type { Zone } from '#domain/zone.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { authorise } from './authorise.ts'
import { crewSource } from './crew/source.ts'
import { journeySource } from './journey/source.ts'
import { flowSource } from './run.ts'
import type { Source } from './source.ts'
import { stockSource } from './stock/source.ts'
import { chooseTable } from './table.ts'

export interface AskerOptions {
  engine: Engine
  /** Reference data as it is now; questions hold on to the one they began with. */
  organisation: () => Organisation
  targets: () => readonly Target[]
  /** What dealers reported of their cars; none when absent. */
  vehicles?: () => VehicleBook
  freshness: () => Freshness
  /** The highest booked sequence that readers may see. */
  head: () => number
  zone: Zone
  calendar: Calendar
  /** What the measures' names mean here; the default definitions when absent. */
  dictionary?: Dictionary
  /** Epoch ms. */
  now: () => number
}

const NO_VEHICLES: VehicleBook = new Map()

/** The one path of every question: parse → authorise → time → table → build → run → shape. */
export interface Asker {
  /** Reads a question and makes it definite at `now`. Throws a `Refusal`. */
  plan(raw: unknown, scope: Scope, now?: number): Plan
  /** The sums of a plan at a sequence: one statement for each way to count, over all ranges. Throws `too_many_rows`, `store_unavailable`. */
  cells(plan: Plan, seq: number, organisation?: Organisation): Promise<Cells>
  /** The answer that cells make. */
  result(plan: Plan, cells: Cells, seq: number, organisation?: Organisation): ViewResult
  answer(raw: unknown, scope: Scope): Promise<ViewResult>
}

export function createAsker(options: AskerOptions): Asker {
  const { engine, zone, calendar } = options
  const sources: readonly Source[] = [
    flowSource(engine),
    journeySource(engine),
    crewSource,
    stockSource(engine, options.vehicles ?? (() => NO_VEHICLES)),
  ]
  const plan: Asker['plan'] = (raw, scope, now = options.now()) => {
    const spec = readSpec(raw)
    authorise(spec, scope, options.organisation(), zone.day(Math.min(now, spec.as_of ?? now)))
    return planView(spec, scope, { as_of: now, zone, calendar }, options.dictionary)
  }
  const cells: Asker['cells'] = async (asked, seq, organisation = options.organisation()) => {
    const made: Cells = new Map()
    const plan = narrow(asked, organisation)
    for (const source of sources) await source(made, plan, organisation, seq)
    return made
  }
  const result: Asker['result'] = (asked, sums, seq, organisation = options.organisation()) => {
    const { rows, total } = shape(narrow(asked, organisation), sums, options.targets(), organisation)
    const as_of = zone.iso(asked.as_of)
    return {
      seq,
      as_of,
      ranges: stateRanges(asked),
      rows,
      total,
      freshness: options.freshness(),
      table: chooseTable(asked),
    }
  }
  const answer: Asker['answer'] = async (raw, scope) => {
    const asked = plan(raw, scope)
    const seq = options.head()
    const organisation = options.organisation()
    return result(asked, await cells(asked, seq, organisation), seq, organisation)
  }
  return { plan, cells, result, answer }
}
