import type { ViewResult } from '#domain/view.ts'
import { canonical, type Question } from '../live/question.ts'
import { usePolled, type Polled } from '../live/usePolled.ts'

/** Small trends and peers move slowly: they are read again once a minute instead of being held open. */
const AGAIN_MS = 60_000

/** The answer to a question over HTTP, read again every minute. */
export function useAnswer(
  ask: () => Question | null,
): { result: Polled<ViewResult>['answer'] } & Pick<Polled<ViewResult>, 'failure'> {
  const { answer, failure } = usePolled<ViewResult>(() => {
    const question = ask()
    return question && { address: '/api/query', body: canonical(question) }
  }, AGAIN_MS)
  return { result: answer, failure }
}
