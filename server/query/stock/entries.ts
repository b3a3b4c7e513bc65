import type { Plan } from '#domain/plan.ts'
import type { RangeName } from '#domain/range.ts'
import { stockCounter } from '#domain/stock/counters.ts'
import { spanOfCell } from '#domain/stock/spans.ts'
import type { Key } from '#domain/view.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { readLevels } from './levels.ts'
import { joinedPersons } from './persons.ts'
import { bandAt, figure, isWanted } from './reading.ts'
import type { Asked } from './survivors.ts'

/**
 * What each ledger entry adds to a stock figure of one cell and range: sequence → signed units, which sum to the
 * figure. They are the entries that brought cards, orders or leads into stock; one that left within the range of a flow
 * counts below zero. `plan` is narrowed to the cell.
 */
export async function stockEntries(
  engine: Engine,
  {
    plan,
    key,
    range,
    organisation,
    seq,
  }: { plan: Plan; key: Key; range: RangeName } & Pick<Asked, 'organisation' | 'seq'>,
): Promise<Map<number, number>> {
  const [measure] = plan.measures
  const terms = measure!.terms.map(({ counter, factor }) => ({ counter: stockCounter(counter), factor }))
  const span = spanOfCell(plan, key, range)
  const entries = new Map<number, number>()
  if (!span) return entries
  const persons = await joinedPersons(engine, plan, seq)
  const asked: Asked = { plan: { ...plan, spec: { ...plan.spec, by: [] } }, organisation, seq, persons, each: true }
  for (const of of new Set(terms.map(({ counter }) => counter.of))) {
    const own = terms.filter(({ counter }) => counter.of === of)
    const counters = own.map(({ counter }) => counter)
    const lines = await readLevels(engine, new Map(), asked, of, counters, [span])
    for (const line of lines) {
      if (!isWanted(plan, bandAt(plan, line, span))) continue
      const units = own.reduce((sum, { counter, factor }) => sum + factor * figure(plan, line, counter, span), 0)
      if (units !== 0) entries.set(line.seq, (entries.get(line.seq) ?? 0) + units)
    }
  }
  return entries
}
