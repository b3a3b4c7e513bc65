import { lagDays } from '#domain/decision/library.ts'
import type { Decision } from '#domain/decision/decision.ts'
import { LAGS } from '#domain/journey/counters.ts'
import { fullScope } from '#domain/scope.ts'
import { addDays } from '#domain/zone.ts'
import type { Asker } from '../query/ask.ts'

/** A quantile of fewer journeys says little; what the measure's library says stands for it then. */
const FEWEST = 30
const DAYS = 56
const LONGEST = 60

/**
 * Days in which four of five journeys come through the step that a decision acts on, as they did in the eight weeks
 * before it was made; where too few did or the step has no such lag, what the library says of its measure.
 */
export async function readLag(
  asker: Asker,
  { measure_kind, stage, made_on }: Pick<Decision, 'measure_kind' | 'stage'> & { made_on: string },
): Promise<number> {
  const lag = LAGS.find(({ at }) => at === stage)
  const told = lagDays(measure_kind, stage)
  if (!lag) return told
  const measure = `${lag.name}_days_p80`
  const period = { from: addDays(made_on, -DAYS), to: made_on }
  const { total } = await asker.answer({ measures: [measure, lag.at], by: [], period }, fullScope)
  const { [measure]: days, [lag.at]: came } = total.current
  return typeof days === 'number' && Number(came) >= FEWEST ? Math.min(LONGEST, Math.ceil(days)) : told
}
