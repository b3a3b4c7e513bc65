import type { Figures, ViewResult } from '#domain/view.ts'
import type { Occasion } from '../desk/why/decide.ts'
import type { Request } from '../live/send.ts'
import { judgedBy, whereOf, type Baseline } from './draft.ts'

/** Asks for the figure that a decision about an occasion is judged by, as it was known when the occasion was seen. */
export function askBaseline({ question, segment, stage, as_of }: Occasion): Request {
  const { period, align, org, base, compare } = question
  const range = compare === 'last_year' ? 'last_year' : 'previous'
  const where = whereOf(question, segment)
  const spec = { measures: [judgedBy(stage)], where, period, align, org, base, compare: [range], as_of: question.as_of ?? as_of } // prettier-ignore
  return { address: '/api/query', body: JSON.stringify(spec) }
}

export function readBaseline(answer: ViewResult | null, measure: string): Baseline {
  const of = (figures: Figures | null | undefined): number | null => {
    const value = figures?.[measure]
    return value === null || value === undefined ? null : Number(value)
  }
  const total = answer?.total
  return { now: of(total?.current), before: of(total?.previous ?? total?.last_year) }
}
