import { CREW_KPIS } from './kpi-crew.ts'
import { FLOW_KPIS } from './kpi.ts'

/** Every measure that has a recount of its own, by the table that holds it. A measure that is in none fails a test. */
export const RECOUNTED: readonly (readonly string[])[] = [
  Object.keys(FLOW_KPIS),
  CREW_KPIS,
] // prettier-ignore
