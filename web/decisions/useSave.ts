import { ref } from 'vue'
import type { NamedCause, ToldDecision } from '#domain/decision/decision.ts'
import type { Cause } from '#domain/diagnosis/answer.ts'
import type { ErrorBody } from '#domain/errors.ts'
import type { ViewResult } from '#domain/view.ts'
import { freshKey } from '../live/key.ts'
import { request, send } from '../live/send.ts'
import { useSession } from '../session/session.ts'
import { askBaseline, readBaseline } from './baseline.ts'
import { bodyOf, type Frozen } from './draft.ts'
import { isForNow, putBy } from './outbox.ts'
import type { Sheet } from './useSheet.ts'

/** Sends what the sheet holds; sent again after a failure, nothing is written twice. */
export function useSave({ occasion, draft, measure, figures, baseline, reading, gains, elsewhere, forget }: Sheet) {
  const session = useSession()
  const saving = ref(false)
  const failure = ref<ErrorBody['error'] | null>(null)
  const client_key = freshKey()

  const causeOf = ({ segment, stage }: Pick<Cause, 'segment' | 'stage'>, more: Partial<NamedCause>): NamedCause => ({
    text: '',
    segment,
    stage,
    units: null,
    side: 'unknown',
    why: '',
    ...more,
  })
  async function post(to: number | null, frozen: Frozen): Promise<ToldDecision | null> {
    const body = JSON.stringify(bodyOf({ ...draft, to }, frozen))
    const reply = await send<ToldDecision>('/api/decisions', body)
    if (!('error' in reply)) return reply
    failure.value = reply.error
    // What nothing in it held up is kept on this device and sent later.
    if (isForNow(reply.error.code)) putBy(frozen.client_key, body, session.facts?.user_id ?? null)
    return null
  }
  function own(picture: string | null, meeting_id: string | null): Promise<ToldDecision | null> {
    const { words, side, sentences = [] } = reading.value ?? {}
    const { units } = occasion.figures
    return post(draft.to, {
      occasion,
      baseline: baseline.value,
      range: figures.value?.ranges ?? null,
      cause: causeOf(occasion, { text: words?.zh ?? '', side: side ?? 'unknown', units }),
      // What speaks against a side is why that side was not chosen.
      rejected: sentences.flatMap(({ supports, zh, side: other }) =>
        supports === false ? [causeOf(occasion, { text: zh, side: other, why: zh })] : [],
      ),
      units: gains.value?.next.units ?? null,
      meeting_id,
      picture,
      client_key,
    })
  }
  /** A record for the same step elsewhere: with its own figures, and raised by as much as the first one. */
  async function alike({ segment, stage, units, rate }: Cause, meeting_id: string | null): Promise<boolean> {
    const seen = { units, before: rate?.before ?? null, now: rate?.now ?? null, of: rate?.of ?? null }
    const about = { ...occasion, segment, stage, figures: seen }
    const answer = await request<ViewResult>(askBaseline(about))
    if ('error' in answer) {
      failure.value = answer.error
      return false
    }
    const there = readBaseline(answer, measure)
    const { now } = baseline.value
    const to = draft.to === null || !now || there.now === null ? null : there.now * (draft.to / now)
    const saved = await post(to, {
      occasion: about,
      baseline: there,
      range: answer.ranges,
      cause: causeOf(about, { units }),
      rejected: [],
      units: null,
      meeting_id,
      picture: null,
      client_key: `${client_key}:${JSON.stringify(segment)}`,
    })
    return saved !== null
  }

  /**
   * Saves the decision and those for the same step at `also` (segments as JSON text). `null`, with `failure` set, where
   * any of them was not written: saving again writes the rest.
   */
  async function save(also: readonly string[], picture: () => string | null, meeting_id: string | null): Promise<ToldDecision | null> {
    if (saving.value) return null
    saving.value = true
    failure.value = null
    const saved = await own(picture(), meeting_id)
    let all = saved !== null
    for (const cause of saved ? elsewhere.value : [])
      if (also.includes(JSON.stringify(cause.segment))) all = (await alike(cause, meeting_id)) && all
    saving.value = false
    if (all) forget()
    return all ? saved : null
  } // prettier-ignore

  return { saving, failure, save }
}
