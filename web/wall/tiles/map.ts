import { LEAST_TARGET } from '#domain/pace.ts'
import type { ViewResult } from '#domain/view.ts'
import type { Question } from '../../live/question.ts'
import { provinceNames } from '../cartogram.ts'
import type { Pace, Scene } from '../scene.ts'
import { readMember } from './regions.ts'

/** The provinces of the present selection. */
export const askProvinces = ({ state, where, retail }: Scene): Question => ({
  measures: [retail],
  by: ['province'],
  where,
  period: state.period,
  compare: ['target', 'target_full'],
})

export interface ProvinceFigure {
  actual: number
  target: number
  /** 进度差 as a share; `null` where it is not rated. */
  gap: number | null
  units: number | null
  /** 1 (far behind) … 5 (ahead); 0: not rated. */
  step: 0 | 1 | 2 | 3 | 4 | 5
}

/** Upper ends of the first four steps of 进度差, exclusive; the fifth is open. */
export const STEP_ENDS = [-0.06, -0.03, 0, 0.03] as const

export function stepOf(gap: number): 1 | 2 | 3 | 4 | 5 {
  if (gap <= STEP_ENDS[0]) return 1
  if (gap < STEP_ENDS[1]) return 2
  if (gap < STEP_ENDS[2]) return 3
  return gap < STEP_ENDS[3] ? 4 : 5
}

/** B2: figures by the province's short name. */
export function readProvinces(result: ViewResult, retail: string, pace: Pace | null): Map<string, ProvinceFigure> {
  const provinces = new Map<string, ProvinceFigure>()
  for (const row of result.rows) {
    if (!row.key.province) continue
    const { actual, target, gap } = readMember(row, 'province', retail, pace)
    const rated = gap !== null && (target ?? 0) >= LEAST_TARGET
    const name = provinceNames(row.key.province)?.short ?? row.key.province
    provinces.set(name, {
      actual,
      target: target ?? 0,
      gap: rated ? gap.share : null,
      units: gap?.units ?? null,
      step: rated ? stepOf(gap.share) : 0,
    })
  }
  return provinces
}
