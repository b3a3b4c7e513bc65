import type { Decision } from '#domain/decision/decision.ts'
import { decideAt, type Occasion } from '../desk/why/decide.ts'
import type { WhyQuestion } from '../desk/why/question.ts'

/** The desk at the cell that a decision is about; `null` where it was not made from one. */
export function cellOf({ where, stage }: Pick<Decision, 'where' | 'stage'>): { path: string; query: Record<string, string> } | null {
  const one = (name: keyof Decision['where']): string | undefined => {
    const values = where[name] ?? []
    return values.length === 1 && values[0] ? values[0] : undefined
  }
  const region = one('region')
  if (region === undefined && Object.keys(where).some((name) => name !== 'model' && !name.startsWith('channel'))) return null
  const area = one('area')
  const channel = one('channel') ?? one('channel_1')
  return {
    path: '/desk',
    query: {
      ...(region && { region }),
      ...(region && area && { area }),
      ...(one('model') && { model: one('model')! }),
      ...(channel && { channel }),
      step: stage satisfies Occasion['stage'],
    },
  }
} // prettier-ignore

/**
 * The sheet for a decision that follows another: about the same step and place, as they stand now. `retail` is what
 * the question counts where the first one's own is not known.
 */
export function followUp({ id, where, stage, evidence }: Decision, retail: string): { path: string; query: Record<string, string> } {
  const told = evidence.spec as Partial<Occasion & WhyQuestion> | null
  const asked = typeof told?.measure === 'string' && typeof told.compare === 'string' && typeof told.segment === 'object'
  const question: WhyQuestion = asked
    ? { measure: told.measure!, compare: told.compare!, period: 'month_to_date', ...(told.where && { where: told.where }), ...(told.align && { align: told.align }) }
    : { measure: retail, compare: 'previous', period: 'month_to_date', where }
  const figures = { units: 0, before: null, now: null, of: null }
  const { path, query } = decideAt({
    question,
    segment: asked ? told.segment! : {},
    stage,
    figures,
    as_of: new Date().toISOString(),
    seq: evidence.seq ?? 0,
    parent: id,
  })
  // The desk beside the sheet stands at the cell, as far as it can.
  return { path, query: { ...cellOf({ where, stage })?.query, ...query } }
} // prettier-ignore
