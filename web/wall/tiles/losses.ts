import { gapTo } from '#domain/pace.ts'
import { isShortfall, lossesOf, weakest, type Loss } from '#domain/weakest.ts'
import type { ViewResult } from '#domain/view.ts'
import type { Question } from '../../live/question.ts'
import { countOf, stagesOf, type Pace, type Scene } from '../scene.ts'
import { dimensionOf, LEVELS, type Level } from '../state.ts'

/** The level whose members are searched for gaps: two below the whole maker, else the next one. */
export function gapLevel({ state }: Pick<Scene, 'state'>): Level | null {
  return state.path.length === 0 ? 'area' : (LEVELS[state.path.length] ?? null)
}

/** The funnel of every member. */
export function askGaps(scene: Scene): Question | null {
  const level = gapLevel(scene)
  if (level === null) return null
  const { state, where, retail } = scene
  return {
    measures: stagesOf(retail),
    by: [dimensionOf(level)],
    where,
    period: state.period,
    compare: ['previous', 'target', 'target_full'],
  }
}

export interface Shortfall {
  code: string
  /** Retail units behind the pace, or behind 环比 where there is no target. */
  units: number
  /** The step that explains most of it; `null` where the funnel itself is no worse than before. */
  step: Loss | null
}

const SENTENCES = 3

/** C2: the three largest gaps that are more than chance, each with the step that loses most against 环比. */
export function readGaps(gaps: ViewResult, dimension: string, retail: string, pace: Pace | null): Shortfall[] {
  const stages = stagesOf(retail)
  const found: Shortfall[] = []
  for (const row of gaps.rows) {
    const code = row.key[dimension]
    if (!code) continue
    const actual = countOf(row.current, retail)
    const target = row.target_full?.[retail] ?? 0
    if (target > 0 && !pace) continue
    const gap = pace && target > 0 ? gapTo(pace.share, actual, target) : null
    const units = gap ? gap.units : actual - countOf(row.previous, retail)
    if (!isShortfall(units, actual - units)) continue
    const of = (figures: typeof row.current | null | undefined) =>
      Object.fromEntries(stages.map((stage) => [stage, countOf(figures, stage)]))
    found.push({ code, units, step: weakest(lossesOf(stages, of(row.current), of(row.previous))) })
  }
  return found.sort((a, b) => a.units - b.units || (a.code < b.code ? -1 : 1)).slice(0, SENTENCES)
}
