import { figures } from '#domain/answer.ts'
import { grow, type GrowingSums } from '#domain/cells.ts'
import { takers } from '#domain/counter.ts'
import type { Figure } from '#domain/view.ts'
import { decodeFact } from '#store/clickhouse/ledger.ts'
import { buildEntries, type RawLine } from '../build.ts'
import { ask, countersOfLine } from '../run.ts'
import type { Behind, Cell } from './behind.ts'

/** Lists the ledger entries that a count or an amount of events adds up; a correction shows as entry, reversal, entry. */
export async function listEntries({ engine, plan, organisation, range, seq, list }: Cell): Promise<Behind> {
  const measure = plan.measures[0]!
  const questions = buildEntries(plan, organisation, range, seq)
  const sums = questions
    ? await ask<Pick<RawLine, 'kind'> & { n: string; u: string; a: string }>(engine, questions.sums, 'rows')
    : []
  const counters = countersOfLine(plan)
  const counted: GrowingSums = {}
  for (const line of sums) for (const name of counters(line)) grow(counted, name, Number(line.u), Number(line.a))
  const taken = takers(plan.sources.flow)
  const factors = new Map(measure.terms.map(({ counter, factor }) => [counter, factor]))
  return {
    total: sums.reduce((all, { n }) => all + Number(n), 0),
    figure: figures([measure], counted)[measure.name] as Figure,
    page: async (before, limit) => {
      if (!questions) return []
      const rows = await ask<Record<string, unknown>>(engine, questions.page(before, limit), 'rows')
      return rows.map((row) => {
        const fact = decodeFact(row)
        const factor = taken(fact.kind, fact).reduce((sum, counter) => sum + (factors.get(counter) ?? 0), 0)
        const listed = list(fact)
        return { ...listed, sign: listed.sign * factor }
      })
    },
  }
}
