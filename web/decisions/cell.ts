import type { Decision } from '#domain/decision/decision.ts'
import type { Occasion } from '../desk/why/decide.ts'

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
