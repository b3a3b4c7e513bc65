import { dealersIn } from '#domain/dealers.ts'
import type { Reader } from '#domain/decision/sight.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Estimate, Ranged } from '#domain/outcome/estimate.ts'
import type { PlaceboInSpace, PlaceboInTime } from '#domain/outcome/placebo.ts'
import type { Move } from '#domain/outcome/guardrail.ts'
import type { Schedule } from '#domain/outcome/schedule.ts'
import { sentenceOf, VERDICT_WORDS, type FigureUnit } from '#domain/outcome/sentence.ts'
import type { Reason } from '#domain/outcome/verdict.ts'
import type { Decision, MeasuredEffect, ToldDecision, Verdict } from '#domain/decision/decision.ts'
import type { Words } from '#domain/measure.ts'
import { isFullScope } from '#domain/scope.ts'
import type { Later, Outcome } from './outcome.ts'

/** The answer of `GET /api/decisions/:id/outcome`. */
export interface ToldOutcome extends Schedule {
  decision_id: string
  seq: number
  measure: string
  unit: FigureUnit
  /** The step whose events `effect.units` counts. */
  stage: string
  verdict: { code: Verdict } & Words
  /** What was written down at maturity and stays; `null` until then. */
  recorded: Verdict | null
  recorded_effect: { effect: number; low: number; high: number; at: string } | null
  /** The reason that decided it first. */
  reasons: (Reason & Words)[]
  effect: ToldEffect | null
  guardrails: { measure: string; unit: FigureUnit; relative: Ranged; effect: Ranged; moved: Move }[]
  treated: string[]
  /** Those in the reader's scope with their weights; how many more there are. */
  controls: { id: string; weight: number }[]
  controls_outside: number
  /** Whether the comparison group was chosen when the decision was made. */
  control_fixed: boolean
  others: { id: string; no: number; title: string; dealers: string[]; restricted: boolean }[]
  picture: PicturePoint[]
  /** What the days say now beyond the window that was fixed: a look of its own, no part of the verdict. */
  later: { to: string; effect: Ranged; relative: Ranged; units: Ranged } | null
}

export interface ToldEffect {
  method: Estimate['method']
  cases: number
  /** In the measure's own unit. */
  effect: Ranged
  relative: Ranged
  /** Counted events more than there would have been: all treated, and for each. */
  units: Ranged
  per_unit: Ranged
  came: number
  due: number
  pretrend: PlaceboInTime | null
  placebo: PlaceboInSpace | null
  /** Without any comparison: what it would have been taken for. */
  before_after: { relative: number; effect: number; compared: false } | null
}

/** One week: what came, what would have come, and where nine of ten weeks without the measure would lie. */
export interface PicturePoint {
  from: string
  after: boolean
  actual: number | null
  counterfactual: number | null
  low: number | null
  high: number | null
}

/**
 * An outcome as somebody may see it: the figures are everybody's, names only those of their scope. `others` are the
 * decisions on the same cells as this reader sees them now: an outcome is kept for long, their titles and owners are not.
 */
export function tellOutcome(
  outcome: Outcome,
  { decision, others, reader, organisation, today }: { decision: Pick<Decision, 'id' | 'stage' | 'verdict' | 'effect'>; others: ReadonlyMap<string, ToldDecision>; reader: Reader; organisation: Organisation; today: string }, // prettier-ignore
): ToldOutcome {
  const { estimate, schedule, measure, reasons, verdict } = outcome
  const unit: FigureUnit = measure.per ? 'rate' : 'count'
  const inside = isFullScope(reader.scope) ? null : new Set(dealersIn(reader.scope.where, organisation, today))
  const sees = (code: string): boolean => inside === null || inside.has(code)
  const weights = new Map(estimate?.controls.map((control) => [control.id, control.weight]))
  const controls = outcome.control.filter(sees).map((code) => ({ id: code, weight: weights.get(code) ?? 0 }))
  return {
    decision_id: decision.id,
    seq: outcome.seq,
    measure: measure.name,
    unit,
    stage: decision.stage,
    ...schedule,
    verdict: { code: verdict, ...VERDICT_WORDS[verdict] },
    recorded: decision.verdict,
    recorded_effect: decision.effect && recordedTold(decision.effect),
    reasons: reasons.map((reason) => ({ ...reason, ...sentenceOf(reason, unit) })),
    effect: estimate && effectTold(estimate),
    guardrails: outcome.guardrails.map(({ measure: name, unit: own, estimate: { relative, effect }, moved }) => ({
      measure: name,
      unit: own,
      relative,
      effect,
      moved,
    })),
    treated: outcome.treated.filter(sees),
    controls: controls.sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1)),
    controls_outside: outcome.control.length - controls.length,
    control_fixed: outcome.control_fixed,
    others: outcome.others.flatMap(({ id, dealers }) => {
      const other = others.get(id)
      return other ? [{ id, no: other.no, title: other.title, dealers: dealers.filter(sees), restricted: other.restricted }] : [] // prettier-ignore
    }),
    later: outcome.later && laterTold(outcome.later),
    picture: estimate ? outcome.weeks.map((from, t) => pointOf(estimate, from, t, schedule.from)) : [],
  }
}

const recordedTold = ({ effect, low, high, at }: MeasuredEffect) => ({ effect, low, high, at })
const laterTold = ({ to, estimate: { effect, relative, units } }: Later) => ({ to, effect, relative, units })

function effectTold({
  method,
  cases,
  effect,
  relative,
  units,
  came,
  due,
  pretrend,
  placebo,
  before_after,
}: Estimate): ToldEffect {
  const per_unit = { value: units.value / cases, low: units.low / cases, high: units.high / cases }
  const before = before_after && { ...before_after, compared: false as const }
  return { method, cases, effect, relative, units, per_unit, came, due, pretrend, placebo, before_after: before }
}

const pointOf = ({ actual, counterfactual, band }: Estimate, from: string, t: number, start: string): PicturePoint => ({
  from,
  after: from >= start,
  actual: actual[t] ?? null,
  counterfactual: counterfactual[t] ?? null,
  low: band[t]?.low ?? null,
  high: band[t]?.high ?? null,
})
