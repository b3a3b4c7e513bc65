import type { Dimension } from '#domain/dimensions.ts'
import type { Alignment, Comparison, Period } from '#domain/range.ts'
import { readSpec, type ViewSpec } from '#domain/view.ts'

/** What a tile asks; whatever is left out takes the default of the contract. Clocks are ISO instants. */
export interface Question {
  measures: string[]
  by?: Dimension[]
  where?: ViewSpec['where']
  period?: Period
  compare?: Comparison[]
  align?: Alignment
  mode?: ViewSpec['mode']
  entry?: ViewSpec['entry']
  window_days?: number
  org?: ViewSpec['org']
  base?: ViewSpec['base']
  successors?: boolean
  target_kind?: ViewSpec['target_kind']
  as_of?: string
  known_at?: string
  limit?: number
}

/** One text per distinct question, readable as a question again: tiles that ask the same share one live view. */
export function canonical(question: Question): string {
  const { entry, window_days, as_of, known_at, ...spec } = readSpec(question)
  return JSON.stringify({
    ...spec,
    ...(spec.mode === 'cohort' && { entry, window_days }),
    ...(as_of !== null && { as_of: new Date(as_of).toISOString() }),
    ...(known_at !== null && { known_at: new Date(known_at).toISOString() }),
  })
}
