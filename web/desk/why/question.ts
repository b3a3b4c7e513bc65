import type { Against } from '#domain/diagnosis/answer.ts'
import type { Dimension } from '#domain/dimensions.ts'
import type { Segment } from '#domain/diagnosis/lattice.ts'
import type { Request } from '../../live/send.ts'
import type { Question } from '../../live/question.ts'
import { moment, whereOfNode, type DeskScene } from '../asks.ts'

/** What every question about the reasons of a gap is made from: one place, one period, one comparison. */
export interface WhyQuestion extends Pick<Question, 'where' | 'period' | 'align' | 'org' | 'base' | 'as_of'> {
  measure: string
  compare: Against
} // prettier-ignore

/** The question of a node of the desk. */
export function askWhy(scene: DeskScene, path: readonly string[], compare: Against): WhyQuestion {
  const { period, align, org, base, as_of } = moment(scene)
  return {
    measure: scene.retail,
    where: whereOfNode(scene, path),
    period,
    compare,
    ...(align && { align }),
    ...(org && { org }),
    ...(base && { base }),
    ...(as_of && { as_of }),
  }
}

const post = (address: string, body: object): Request => ({ address, body: JSON.stringify(body) })

/** Why the number is behind; `soon`: with what is at hand, the rest when it is asked again. */
export const whyRequest = (question: WhyQuestion, soon = false): Request =>
  post('/api/diagnose', soon ? { ...question, soon } : question)

/** One step of the gap by two dimensions. */
export const matrixRequest = (question: WhyQuestion, step: string, rows: Dimension, columns: Dimension): Request =>
  post('/api/diagnose/matrix', { ...question, step, rows, columns })

/** What speaks for a cause outside and inside. */
export const readingRequest = (question: WhyQuestion, segment: Segment, stage: string): Request =>
  post('/api/reading', { ...question, segment, stage })

/** What a step is set to. */
export const WHAT_IFS = ['previous', 'last_year', 'target', 'peers', 'best'] as const
export type WhatIf = (typeof WHAT_IFS)[number]

/** What one step of a segment would bring at another rate; of the first stage, at another count. */
export const whatIfRequest = (question: WhyQuestion, segment: Segment, stage: string, to: WhatIf | number): Request =>
  post('/api/whatif', { ...question, segment, stage, to })
