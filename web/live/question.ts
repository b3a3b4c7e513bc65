import type { Dimension } from '#domain/dimensions.ts'
import type { Alignment, Comparison, CustomPeriod, NamedPeriod } from '#domain/range.ts'
import { readSpec, type ViewSpec } from '#domain/view.ts'

/** What a tile asks; whatever is left out takes the default of the contract. */
export interface Question {
  measures: string[]
  by?: Dimension[]
  where?: ViewSpec['where']
  period?: NamedPeriod | CustomPeriod
  compare?: Comparison[]
  align?: Alignment
  limit?: number
}

/** One text per distinct question: tiles that ask the same share one live view. */
export const canonical = (question: Question): string => JSON.stringify(readSpec(question))
