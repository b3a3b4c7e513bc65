import { add, ALL, type Cell, type Cells } from '#domain/cells.ts'
import { isBucket } from '#domain/bucket.ts'
import type { Plan } from '#domain/plan.ts'
import { CARD_AGE } from '#domain/stock/age.ts'
import { stockCounter, type StockCounter } from '#domain/stock/counters.ts'
import { spansOf, wholeSpans, type Span } from '#domain/stock/spans.ts'
import type { VehicleBook } from '#domain/stock/vehicles.ts'
import { LARGEST_LIMIT, type Key } from '#domain/view.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { tooManyRows } from '../run.ts'
import type { Source } from '../source.ts'
import { readLevels, type Line } from './levels.ts'
import { joinedPersons } from './persons.ts'
import { bandAt, figure, isWanted } from './reading.ts'
import type { Asked } from './survivors.ts'

/**
 * Counts what is in stock: for each subject its levels at every instant that the plan's ranges and buckets need, then
 * each counter as a level or the difference of two. Where buckets are asked by, the total is that of the whole range.
 */
export const stockSource =
  (engine: Engine, vehicles: () => VehicleBook): Source =>
  async (cells, plan, organisation, seq) => {
    if (plan.sources.stock.length === 0) return
    const counters = plan.sources.stock.map(({ name }) => stockCounter(name))
    const spans = spansOf(plan)
    const persons = counters.some(({ of }) => of === 'cards' || of === 'leads')
      ? await joinedPersons(engine, plan, seq)
      : new Map<string, string>()
    const asked: Asked = { plan, organisation, seq, persons }
    const totals = plan.spec.by.some(isBucket) ? wholeSpans(plan) : []
    for (const of of new Set(counters.map((counter) => counter.of))) {
      const own = counters.filter((counter) => counter.of === of)
      const lines = await readLevels(engine, vehicles(), asked, of, own, [...spans, ...totals])
      for (const line of lines) {
        for (const span of spans) count(cells, plan, line, span, own)
        for (const span of totals) total(cells, plan, line, span, own)
        if (cells.size > LARGEST_LIMIT) throw tooManyRows()
      }
    }
  }

function count(cells: Cells, plan: Plan, line: Line, span: Span, counters: readonly StockCounter[]): void {
  const band = bandAt(plan, line, span)
  if (!isWanted(plan, band)) return
  const key: Key = {}
  for (const name of plan.spec.by) {
    key[name] = name === CARD_AGE ? band : isBucket(name) ? span.buckets[name]! : line.key[name]!
  }
  for (const counter of counters) {
    const units = figure(plan, line, counter, span)
    if (units !== 0) add(cells, key, span.range, counter.name, units, 0)
  }
}

/** Levels of buckets are not added up: the cell of all rows says what the whole range comes to. */
function total(cells: Cells, plan: Plan, line: Line, span: Span, counters: readonly StockCounter[]): void {
  if (!isWanted(plan, bandAt(plan, line, span))) return
  const sums = (cells.get(ALL) ?? allOf(cells)).sums[span.range]
  for (const counter of counters) {
    const sum = (sums[counter.name] ??= [0, 0])
    sum[0] += figure(plan, line, counter, span)
  }
}

function allOf(cells: Cells): Cell {
  const cell: Cell = { key: {}, sums: { current: {}, previous: {}, last_year: {} } }
  cells.set(ALL, cell)
  return cell
}
