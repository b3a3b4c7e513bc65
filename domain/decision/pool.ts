import type { Decision, MeasuredEffect, Verdict } from './decision.ts'

/** Effects of several decisions as one. */
export interface Pooled {
  effect: number
  low: number
  high: number
  /** Decisions pooled, and the dealers that they were of. */
  decisions: number
  cases: number
  /** Standard deviation of the true effect from one place to another. */
  spread: number
}

/** Nine of ten, as the effects' own intervals are. */
const NINETY = 1.6449

const MATURE: readonly (Verdict | null)[] = ['met', 'partly', 'missed']
/** Whether the verdict is one on which something can be built. */
export const isMature = ({ verdict, effect }: Decision): boolean => MATURE.includes(verdict) && effect !== null

/**
 * The random-effects mean (DerSimonian and Laird) of effects with 90 % intervals: what the measure may be expected to
 * bring on average, with an interval that holds how far places differ. `null` of none.
 */
export function pool(effects: readonly { effect: number; low: number; high: number; cases: number }[]): Pooled | null {
  if (effects.length === 0) return null
  const variances = effects.map(({ low, high }) => Math.max(((high - low) / (2 * NINETY)) ** 2, 1e-12))
  const weights = variances.map((v) => 1 / v)
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
  const weighed = (w: readonly number[]): number => sum(effects.map(({ effect }, i) => effect * w[i]!)) / sum(w)
  const fixed = weighed(weights)
  const q = sum(effects.map(({ effect }, i) => weights[i]! * (effect - fixed) ** 2))
  const scale = sum(weights) - sum(weights.map((w) => w * w)) / sum(weights)
  const between = scale > 0 ? Math.max(0, (q - (effects.length - 1)) / scale) : 0
  const random = variances.map((v) => 1 / (v + between))
  const effect = weighed(random)
  const half = NINETY * Math.sqrt(1 / sum(random))
  return {
    effect,
    low: effect - half,
    high: effect + half,
    decisions: effects.length,
    cases: sum(effects.map(({ cases }) => cases)),
    spread: Math.sqrt(between),
  }
}

/** What decisions say of one library measure on one KPI. */
export interface MeasureRecord {
  id: string
  measure: string
  /** Decisions that used it, withdrawn ones apart, and how those that are decided went. */
  used: number
  verdicts: Partial<Record<Verdict, number>>
  pooled: Pooled | null
}

/**
 * Use and pooled effect of each library measure by KPI. Only matured verdicts are pooled, and only of decisions that
 * did nothing else at once: what several measures brought together is none's alone.
 */
export function measureRecords(decisions: readonly Decision[]): MeasureRecord[] {
  const found = new Map<string, { id: string; measure: string; all: Decision[]; alone: Decision[] }>()
  for (const decision of decisions) {
    if (decision.state === 'withdrawn') continue
    const kinds = [...new Set([decision.measure_kind, ...decision.also])].filter((id) => id !== null)
    for (const id of kinds) {
      const key = `${id} ${decision.measure}`
      const group = found.get(key) ?? { id, measure: decision.measure, all: [], alone: [] }
      found.set(key, group)
      group.all.push(decision)
      if (kinds.length === 1 && isMature(decision)) group.alone.push(decision)
    }
  }
  return [...found.values()]
    .map(({ id, measure, all, alone }) => {
      const verdicts: MeasureRecord['verdicts'] = {}
      for (const { verdict } of all) if (verdict) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
      return { id, measure, used: all.length, verdicts, pooled: pool(alone.map(({ effect }) => effect!)) }
    })
    .sort((a, b) => b.used - a.used || (a.id < b.id ? -1 : 1))
}

/** Whether an effect was reported from elsewhere and imported, and not measured here. */
export const isReported = ({ method }: Pick<MeasuredEffect, 'method'>): boolean => method === 'logged'

/** How an expectation met what was measured; it scores the forecast, never the person. */
export interface ForecastScore {
  expected: number
  measured: number
  /** Measured over expected: 1 is as expected. `null` where nothing was expected. */
  share: number | null
  /** Whether what was expected lies within the interval of what was measured. */
  within: boolean
  /** Whether what it met was reported, and not measured here. */
  reported: boolean
}

/** Expected against measured, in the measure of the expectation; `null` while there is no mature verdict. */
export function scoreOf(decision: Decision): ForecastScore | null {
  const { expected, effect } = decision
  if (!isMature(decision) || expected === null || effect === null || expected.measure !== decision.measure) return null
  const amount = expected.amount ?? (expected.low! + expected.high!) / 2
  const least = expected.low ?? amount
  const most = expected.high ?? amount
  return {
    expected: amount,
    measured: effect.effect,
    share: amount === 0 ? null : effect.effect / amount,
    within: most >= effect.low && least <= effect.high,
    reported: isReported(effect),
  }
}

/** All scores together: how far expectations lean, and how often they fit. `null` of none. */
export function calibration(
  decisions: readonly Decision[],
): { scored: number; within: number; share: number | null } | null {
  const scores = decisions.map(scoreOf).filter((score) => score !== null)
  if (scores.length === 0) return null
  const shares = scores.map(({ share }) => share).filter((share) => share !== null).sort((a, b) => a - b) // prettier-ignore
  const middle = shares.length === 0 ? null : (shares[(shares.length - 1) >> 1]! + shares[shares.length >> 1]!) / 2
  return { scored: scores.length, within: scores.filter(({ within }) => within).length, share: middle }
}
