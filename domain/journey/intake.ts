import type { ViewSpec } from '../view.ts'

/** 新增: the event's journey began within the range. 结转: before it. An event of no journey has neither. */
export const INTAKES = ['new', 'carried'] as const

/** Whether a question tells new journeys from those carried over: then events are counted with their journeys. */
export const splitsIntake = ({ by, where }: Pick<ViewSpec, 'by' | 'where'>): boolean =>
  by.includes('intake') || where.intake !== undefined
