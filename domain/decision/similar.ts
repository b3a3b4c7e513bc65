import type { Decision, Direction } from './decision.ts'
import { isMature } from './pool.ts'

/** A problem for which earlier decisions are sought. */
export interface Problem {
  measure: string
  stage: string
  direction: Direction
  /** Level of the place: nation, region, area, dealer_id. */
  level: string
  /** Dimension → value, as a cause names it. */
  segment: Readonly<Record<string, string>>
  side: 'outside' | 'inside' | 'data' | 'unknown' | null
}

export const PARTS = {
  measure: { weight: 0.3, zh: '同一指标', en: 'same KPI' },
  stage: { weight: 0.2, zh: '同一环节', en: 'same step' },
  direction: { weight: 0.1, zh: '同一方向', en: 'same direction' },
  level: { weight: 0.1, zh: '同一层级', en: 'same level' },
  cut: { weight: 0.1, zh: '同一维度', en: 'cut the same way' },
  values: { weight: 0.1, zh: '同一对象', en: 'same place, model or channel' },
  side: { weight: 0.1, zh: '同类原因', en: 'same sort of cause' },
} as const
export type PartName = keyof typeof PARTS

export interface Likeness {
  /** 0 … 1: the sum of the parts. */
  score: number
  /** Each part's share of the score, and of how much it could have been. */
  parts: { part: PartName; score: number; weight: number }[]
}

const PLACES = ['dealer_id', 'area', 'region'] as const

/** The level that a where or segment names: the finest place in it. */
export const levelOf = (names: Iterable<string>): string => {
  const named = new Set(names)
  return PLACES.find((place) => named.has(place)) ?? 'nation'
}

/** The level of the problem that a decision answers: of its cause, where that names a place, else of where it applies. */
function levelOfProblem({ where, evidence }: Decision): string {
  const level = levelOf(Object.keys(evidence.cause?.segment ?? {}))
  return level === 'nation' ? levelOf(Object.keys(where)) : level
}

/** How like a decision's problem is to another. */
export function likeness(problem: Problem, decision: Decision): Likeness {
  const names = Object.keys(decision.where)
  const things = Object.keys(problem.segment)
  const places: readonly string[] = PLACES
  const cutOf = (all: readonly string[]) => all.filter((name) => !places.includes(name)).map(cutName)
  const shared = things.filter((name) => decision.where[name as keyof Decision['where']]?.includes(problem.segment[name]!)) // prettier-ignore
  const part: Record<PartName, number> = {
    measure: Number(decision.measure === problem.measure),
    stage: Number(decision.stage === problem.stage),
    direction: Number(decision.direction === problem.direction),
    level: Number(levelOfProblem(decision) === problem.level),
    cut: overlap(new Set(cutOf(names)), new Set(cutOf(things))),
    values: things.length === 0 ? Number(names.length === 0) : shared.length / things.length,
    side: decision.evidence.cause === null ? 0 : Number(decision.evidence.cause.side === problem.side),
  }
  const parts = (Object.keys(PARTS) as PartName[]).map((name) => {
    const { weight } = PARTS[name]
    return { part: name, score: round(part[name] * weight), weight }
  })
  return { score: round(parts.reduce((all, { score }) => all + score, 0)), parts }
}

/** Channels of any level are one cut. */
const cutName = (name: string): string => name.replace(/^channel_\d$/, 'channel')

function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const all = new Set([...one, ...other])
  return all.size === 0 ? 1 : [...one].filter((name) => other.has(name)).length / all.size
}

const round = (value: number): number => Math.round(value * 1e6) / 1e6

/** Below it a decision has nothing to say of the problem: neither the same KPI nor the same step. */
const LEAST = 0.4

/** Earlier decisions that tell of a problem, most alike first; of equal ones those with a result, then the newest. */
export function mostAlike(
  problem: Problem,
  decisions: readonly Decision[],
): { decision: Decision; likeness: Likeness }[] {
  return decisions
    .filter(({ state }) => state !== 'withdrawn')
    .map((decision) => ({ decision, likeness: likeness(problem, decision) }))
    .filter(
      ({ likeness: { score, parts } }) =>
        score >= LEAST && parts.some(({ part, score }) => (part === 'measure' || part === 'stage') && score > 0),
    ) // prettier-ignore
    .sort(
      (a, b) =>
        b.likeness.score - a.likeness.score ||
        Number(isMature(b.decision)) - Number(isMature(a.decision)) ||
        b.decision.no - a.decision.no,
    )
}
