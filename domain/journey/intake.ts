import type { ViewSpec } from '../view.ts'

/**
 * Whether a question tells `new` journeys (新增: begun within the range) from those `carried` over (结转: begun before
 * it): then events are counted with their journeys. An event of no journey is neither.
 */
export const splitsIntake = ({ by, where }: Pick<ViewSpec, 'by' | 'where'>): boolean =>
  by.includes('intake') || where.intake !== undefined
