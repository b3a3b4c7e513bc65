import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import type { Scope } from '#domain/scope.ts'
import { LARGEST_LIMIT, type Key, type Row, type ViewResult } from '#domain/view.ts'
import type { Asker, AskerOptions } from '../query/ask.ts'

/** Several questions put at one moment: the same clock, sequence, organisation and scope for all of them. */
export interface Sitting {
  seq: number
  organisation: Organisation
  plan(question: Record<string, unknown>): Plan
  ask(question: Record<string, unknown>): Promise<ViewResult>
  /** The answer without any event: what targets alone make of a question. */
  targetsOnly(plan: Plan): ViewResult
}

/** `clocks`: `as_of` and `known_at` as they were sent, put into every question. */
export function sit(asker: Asker, rooms: AskerOptions, scope: Scope, clocks: Record<string, unknown>): Sitting {
  const now = rooms.now()
  const seq = rooms.head()
  const organisation = rooms.organisation()
  const plan: Sitting['plan'] = (question) => asker.plan({ limit: LARGEST_LIMIT, ...clocks, ...question }, scope, now)
  return {
    seq,
    organisation,
    plan,
    ask: async (question) => {
      const asked = plan(question)
      return asker.result(asked, await asker.cells(asked, seq, organisation), seq, organisation)
    },
    targetsOnly: (asked) => asker.result(asked, new Map(), seq, organisation),
  }
}

/** A row's count of a measure; absent is zero. */
export const countOf = (row: Omit<Row, 'key'> | undefined, measure: string): number => {
  const figure = row?.current[measure]
  return typeof figure === 'number' ? figure : 0
}

/** What tells the keys of one dimension apart; without a dimension all are the same. */
export const textOf = (key: Key, by: string | null): string => (by === null ? '' : JSON.stringify(key[by] ?? null))
