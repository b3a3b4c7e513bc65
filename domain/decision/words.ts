import type { Decision } from './decision.ts'
import { libraryMeasure } from './library.ts'

/** What a decision's card says to everybody: what one without the right may search in. */
export const cardText = ({ no, title, owner }: Pick<Decision, 'no' | 'title' | 'owner'>): string =>
  `${no} ${title} ${owner}`

/** All of a decision that can be searched in; comments come on top. */
export function searchText(decision: Decision): string {
  const { what, asserted_by, written_by, where, evidence, withdrawn, measure_kind, also } = decision
  const measures = [measure_kind, ...also].flatMap((id) => {
    const measure = libraryMeasure(id)
    return measure ? [measure.zh, measure.en] : []
  })
  const causes = [evidence.cause, ...evidence.rejected].flatMap((cause) => (cause ? [cause.text, cause.why] : []))
  const places = Object.values(where).flat()
  return [cardText(decision), what, asserted_by, written_by, ...places, ...measures, ...causes, withdrawn?.reason]
    .filter(Boolean)
    .join('\n')
}
