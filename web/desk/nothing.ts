import type { Diagnosis } from '#domain/diagnosis/answer.ts'
import type { Figures, ViewResult } from '#domain/view.ts'

/** Why two ranges cannot be compared: the period has not begun, or nothing was told of either. */
export type Nothing = 'not_begun' | 'no_data'

const notBegun = ({ ranges, as_of }: Pick<Diagnosis, 'ranges' | 'as_of'>): boolean =>
  Date.parse(ranges.current.from) >= Date.parse(as_of)

/** Why a gap is no gap; `null` where there is something to compare: a target that nothing came towards is. */
export function nothingIn(told: Pick<Diagnosis, 'ranges' | 'as_of' | 'due' | 'actual' | 'steps'>): Nothing | null {
  if (notBegun(told)) return 'not_begun'
  const bare = told.steps.every(({ baseline, actual }) => baseline.count === 0 && actual.count === 0)
  return bare && told.due === 0 && told.actual === 0 ? 'no_data' : null
}

/** The same of an answer's totals, its targets aside. */
export function nothingOf(told: Pick<ViewResult, 'ranges' | 'as_of' | 'total'>): Nothing | null {
  if (notBegun(told)) return 'not_begun'
  const { current, previous, last_year } = told.total
  const isBare = (figures: Figures | null | undefined): boolean =>
    Object.values(figures ?? {}).every((figure) => !figure)
  return [current, previous, last_year].every(isBare) ? 'no_data' : null
}
