import type { Question } from '../live/question.ts'
import { send } from '../live/send.ts'

/** A closed day whose figure is another one now than when it closed. */
export interface Restated {
  day: string
  measure: string
  then: number | string | null
  now: number | string | null
  /** Entries that came in between, reversals too. */
  entries: number
}

/** The closed days that have changed since, newest first; `null` where the house cannot tell. */
export async function readRestated(
  question: Pick<Question, 'measures' | 'period' | 'where' | 'org'> & { since?: string },
): Promise<Restated[] | null> {
  const reply = await send<{ restated?: Restated[] }>('/api/restated', JSON.stringify(question))
  return 'error' in reply ? null : (reply.restated ?? [])
}

/** A told figure as a number. */
export const numberOf = (figure: Restated['then']): number | null => (figure === null ? null : Number(figure))
