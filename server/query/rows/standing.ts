import { isBucket } from '#domain/bucket.ts'
import type { Dimension } from '#domain/dimensions.ts'
import type { Plan } from '#domain/plan.ts'
import { stockCounter } from '#domain/stock/counters.ts'
import { spanOfCell } from '#domain/stock/spans.ts'
import { standing } from '#domain/stock/vehicles.ts'
import { crewAt } from '../crew/source.ts'
import { reported, type ListedRow } from '../listed.ts'
import type { Behind, Cell } from './behind.ts'

/** Lists the advisors who are at work as a range ends. No entry stands behind them: the organisation says so. */
export function listAdvisors({ plan, key, range, organisation }: Cell): Behind {
  const span = spanOfCell(plan, key, range)
  const advisors = span ? crewAt(plan, organisation, span) : []
  return pages(
    advisors.map(({ advisor_id, dealer_id }) =>
      reported('advisor', 1, { advisor_id, dealer_id: organisation.dealerCode(dealer_id) ?? dealer_id }),
    ),
  )
}

/** Lists what dealers last reported of their cars before a range ends, a row for each dealer and model. */
export function listCars({ plan, key, range, organisation, vehicles }: Cell): Behind {
  const span = spanOfCell(plan, key, range)
  const { level } = stockCounter(plan.sources.stock[0]!.name)
  const where = Object.fromEntries(Object.entries(plan.spec.where).filter(([name]) => !isBucket(name as Dimension)))
  const asked: Plan = { ...plan, spec: { ...plan.spec, by: ['dealer_id', 'model'], where } }
  const shelves = span ? standing(vehicles(), asked, organisation, span.until) : []
  return pages(
    shelves.flatMap(({ key: { dealer_id, model }, at, ...levels }) => {
      const units = levels[level as keyof typeof levels]
      return units === 0 ? [] : [reported('stock', units, { dealer_id, model, occurred_at: plan.clock.zone.iso(at) })]
    }),
  )
}

/** Pages of rows that are numbered within their own list, for the ledger has no entry of theirs. */
function pages(rows: readonly ListedRow[]): Behind {
  const numbered = rows.map((row, i) => ({ ...row, seq: rows.length - i }))
  return {
    total: rows.length,
    figure: rows.reduce((sum, { sign, units }) => sum + sign * units, 0),
    page: (before, limit) => Promise.resolve(numbered.filter(({ seq }) => seq < before).slice(0, limit)),
  }
}
