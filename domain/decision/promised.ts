import type { Target } from '../streams.ts'
import { standingOf } from '../targets/book.ts'
import type { PromiseSaid } from './meeting.ts'

/** A version that a meeting gave: the version that stood, when it was said, and in which meeting. */
const SAID = / ?· \d{4}-\d\d-\d\dT\S+ · meeting \d+$/

/**
 * The targets that a promise makes: what the place commits itself to, and its challenge where it named one. Their
 * version begins with the one that stood when it was said: the promise is newer than that, and the maker's next version
 * is newer than the promise. `at` is the instant in ISO text, `meeting` the meeting's number.
 */
export function promisedTargets(
  said: Pick<PromiseSaid, 'level' | 'place' | 'measure' | 'from' | 'to' | 'commitment' | 'challenge'>,
  { at, meeting }: { at: string; meeting: number },
  standing: readonly Target[],
): Target[] {
  const { level, place, measure, from, to, commitment, challenge } = said
  const row = (kind: 'commitment' | 'challenge', value: number): Target => {
    const record: Target = { from, to, measure, ...(level !== 'nation' && { [level]: place }), kind, value }
    const before = String(standingOf(standing, record)?.version ?? '').replace(SAID, '')
    return { ...record, version: `${before} · ${at} · meeting ${meeting}`.trim() }
  }
  return [row('commitment', commitment), ...(challenge === null ? [] : [row('challenge', challenge)])]
}
