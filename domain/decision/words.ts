import type { Decision } from './decision.ts'
import { libraryMeasure } from './library.ts'
import { gramsOf } from './tokens.ts'

/** What a decision's card says to everybody: what one without the right may search in. */
export const cardText = ({ no, title, owner }: Pick<Decision, 'no' | 'title' | 'owner'>): string =>
  `${no} ${title} ${owner}`

/** What a decision that names a code can be found by; no text reads so. */
export const markOf = (dimension: string, code: string): string => `${dimension}=${code}`

/** All of a decision that can be searched in; comments come on top. */
function searchText(decision: Decision): string {
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

/** What a decision can be found by: what it says and what was said of it, and the codes that it names. */
export function findableBy(decision: Decision, comments: readonly string[] = []): string[] {
  const marks = Object.entries(decision.where).flatMap(([name, codes]) =>
    (codes ?? []).flatMap((code) => (code === null ? [] : [markOf(name, code)])),
  )
  return [...gramsOf([searchText(decision), ...comments].join('\n')), ...marks]
}
