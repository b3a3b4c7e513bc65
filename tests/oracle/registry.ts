import { MEASURES } from '#domain/measures.ts'
import { JOURNEY_KPIS } from './journey.ts'
import { CREW_KPIS } from './kpi-crew.ts'
import { FLOW_KPIS } from './kpi.ts'
import { stockFigures } from './stock.ts'
import { restlessMaker } from './world.ts'

/** The figures of mode stock that have a recount: asked of an empty world, one without throws. */
function ofStock(): string[] {
  const figures = stockFigures({ facts: [], vehicles: [], rows: restlessMaker, tz: 'Asia/Shanghai' })
  return [...MEASURES.keys()].filter((name) => {
    if (Object.hasOwn(FLOW_KPIS, name)) return false
    try {
      return figures(name, 0, 1).above.length > 0
    } catch {
      return false
    }
  })
}

/** Every measure that has a recount of its own, by where it stands. A measure that is in none fails a test. */
export const RECOUNTED: readonly (readonly string[])[] = [
  Object.keys(FLOW_KPIS),
  CREW_KPIS,
  JOURNEY_KPIS,
  ofStock(),
] // prettier-ignore
