import type { Panel } from '#domain/outcome/panel.ts'
import { splitsIntake } from '#domain/journey/intake.ts'
import { addUp, type Measure, type Term } from '#domain/measure.ts'
import { countersOf } from '#domain/measures.ts'
import type { Organisation } from '#domain/organisation.ts'
import { isStockCounter } from '#domain/stock/counters.ts'
import { fullScope } from '#domain/scope.ts'
import type { ViewSpec } from '#domain/view.ts'
import { addDays } from '#domain/zone.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import type { Asker } from '../query/ask.ts'
import { ask, countersOfLine } from '../query/run.ts'
import { buildWeekly, type WeeklyLine } from './weekly.ts'

/** Whether a measure counts things or divides counts: what is measured, added up in money or held in stock does not. */
export const isCountable = ({ unit, quantile, terms, per = [], wholeMaker }: Measure): boolean =>
  (unit === 'count' || unit === 'rate' || unit === 'ratio') &&
  quantile === undefined &&
  !wholeMaker &&
  [...terms, ...per].every(({ counter, of }) => of === 'units' && !isStockCounter(counter))

export interface PanelRooms {
  engine: Engine
  asker: Asker
  organisation: Organisation
  seq: number
}

interface Asked {
  where: ViewSpec['where']
  /** First days of stretches of seven days, one right after the other. */
  weeks: readonly string[]
}

/**
 * The figures of every dealer by week, of several countable measures at once, the whole maker in scope: of what counts
 * single events one statement for all of it, of what counts journeys one question a week. `where` names no place. Weeks
 * are named by their first day. Throws what a question throws.
 */
export async function readPanels(
  rooms: PanelRooms,
  { measures, ...asked }: Asked & { measures: readonly Measure[] },
): Promise<Panel[]> {
  const { organisation } = rooms
  const { weeks } = asked
  const codes = [...organisation.dealerCodes()].sort()
  const day = weeks.at(-1) ?? ''
  const units = codes.map((id) => {
    const dealer = organisation.dealer(id, day)
    return { id, region: dealer?.region ?? '', tier: dealer?.city_tier ?? '' }
  })
  const zeros = (): Float64Array[] => codes.map(() => new Float64Array(weeks.length))
  const panels = measures.map(({ per }) => ({ periods: weeks, units, above: zeros(), below: per ? zeros() : null }))
  const places = new Map(codes.map((code, place) => [code, place]))
  const filled = measures.map((measure, i) => ({ measure, panel: panels[i]! }))
  const single = ({ measure }: { measure: Measure }): boolean =>
    countersOf([measure]).every(({ from }) => from === 'flow')
  const plain = splitsIntake({ where: asked.where, by: [] }) ? [] : filled.filter(single)
  const others = filled.filter((one) => !plain.includes(one))
  if (plain.length > 0 && weeks.length > 0) await readAtOnce(rooms, asked, places, plain)
  if (others.length > 0) await readByWeek(rooms, asked, places, others)
  return panels
}

type Filled = readonly { measure: Measure; panel: { above: Float64Array[]; below: Float64Array[] | null } }[]

async function readAtOnce(
  { engine, asker, organisation, seq }: PanelRooms,
  { where, weeks }: Asked,
  places: ReadonlyMap<string, number>,
  filled: Filled,
): Promise<void> {
  const period = { from: weeks[0]!, to: addDays(weeks.at(-1)!, 7) }
  const plan = asker.plan({ measures: filled.map(({ measure }) => measure.name), by: [], where, period }, fullScope)
  const question = buildWeekly(plan, organisation, weeks[0]!, seq)
  const counters = countersOfLine(plan)
  for (const line of question ? await ask<WeeklyLine>(engine, question, 'sums') : []) {
    const place = places.get(line.dealer_id)
    if (place === undefined) continue
    const [names, units] = [counters(line), Number(line.u)]
    const part = (terms: readonly Term[]): number =>
      terms.reduce((sum, { counter, factor }) => sum + (names.includes(counter) ? factor * units : 0), 0)
    for (const { measure, panel } of filled) {
      panel.above[place]![line.week]! += part(measure.terms)
      if (panel.below) panel.below[place]![line.week]! += part(measure.per!)
    }
  }
}

async function readByWeek(
  { asker, organisation, seq }: PanelRooms,
  { where, weeks }: Asked,
  places: ReadonlyMap<string, number>,
  filled: Filled,
): Promise<void> {
  const measures = filled.map(({ measure }) => measure.name)
  for (const [t, from] of weeks.entries()) {
    const question = { measures, by: ['dealer_id'], where, period: { from, to: addDays(from, 7) } }
    for (const { key, sums } of (await asker.cells(asker.plan(question, fullScope), seq, organisation)).values()) {
      const place = places.get(key['dealer_id'] ?? '')
      if (place === undefined) continue
      for (const { measure, panel } of filled) {
        panel.above[place]![t] = addUp(measure.terms, sums.current)
        if (panel.below) panel.below[place]![t] = addUp(measure.per!, sums.current)
      }
    }
  }
}
