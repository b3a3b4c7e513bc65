import type { Panel } from '#domain/outcome/panel.ts'
import { addUp, type Measure } from '#domain/measure.ts'
import type { Organisation } from '#domain/organisation.ts'
import { isStockCounter } from '#domain/stock/counters.ts'
import { fullScope } from '#domain/scope.ts'
import type { ViewSpec } from '#domain/view.ts'
import { addDays } from '#domain/zone.ts'
import type { Asker } from '../query/ask.ts'

/** Whether a measure counts things or divides counts: what is measured, added up in money or held in stock does not. */
export const isCountable = ({ unit, quantile, terms, per = [], wholeMaker }: Measure): boolean =>
  (unit === 'count' || unit === 'rate' || unit === 'ratio') &&
  quantile === undefined &&
  !wholeMaker &&
  [...terms, ...per].every(({ counter, of }) => of === 'units' && !isStockCounter(counter))

/**
 * The figures of every dealer by week, of several countable measures at once: one question a week on the ordinary path,
 * the whole maker in scope. `where` names no place. Weeks are named by their first day. Throws what a question throws.
 */
export async function readPanels(
  { asker, organisation, seq }: { asker: Asker; organisation: Organisation; seq: number },
  { measures, where, weeks }: { measures: readonly Measure[]; where: ViewSpec['where']; weeks: readonly string[] },
): Promise<Panel[]> {
  const codes = [...organisation.dealerCodes()].sort()
  const places = new Map(codes.map((code, place) => [code, place]))
  const zeros = (): Float64Array[] => codes.map(() => new Float64Array(weeks.length))
  const day = weeks.at(-1) ?? ''
  const units = codes.map((id) => {
    const dealer = organisation.dealer(id, day)
    return { id, region: dealer?.region ?? '', tier: dealer?.city_tier ?? '' }
  })
  const panels = measures.map(({ per }) => ({ periods: weeks, units, above: zeros(), below: per ? zeros() : null }))
  for (const [t, from] of weeks.entries()) {
    const period = { from, to: addDays(from, 7) }
    const question = { measures: measures.map(({ name }) => name), by: ['dealer_id'], where, period }
    const cells = await asker.cells(asker.plan(question, fullScope), seq, organisation)
    for (const { key, sums } of cells.values()) {
      const place = places.get(key['dealer_id'] ?? '')
      if (place === undefined) continue
      measures.forEach(({ terms, per }, i) => {
        const { above, below } = panels[i]!
        above[place]![t] = addUp(terms, sums.current)
        if (per) below![place]![t] = addUp(per, sums.current)
      })
    }
  }
  return panels
}
