import { computed, reactive, ref, watch, type Ref } from 'vue'
import type { NamedCause, ToldDecision } from '#domain/decision/decision.ts'
import { proposeReview } from '#domain/decision/course.ts'
import type { LibraryMeasure } from '#domain/decision/library.ts'
import type { Cause, Diagnosis } from '#domain/diagnosis/answer.ts'
import { ERRORS, type ErrorBody } from '#domain/errors.ts'
import type { Reading } from '#domain/reading/reading.ts'
import type { Figures, ViewResult } from '#domain/view.ts'
import type { Occasion } from '../desk/why/decide.ts'
import { readingRequest, whatIfRequest, whyRequest } from '../desk/why/question.ts'
import { usePolled } from '../live/usePolled.ts'
import { send } from '../live/send.ts'
import { useSession } from '../session/session.ts'
import { bodyOf, gainsOf, judgedBy, NO_DRAFT, whereOf, type Baseline, type Draft } from './draft.ts'
import { putBy } from './outbox.ts'

/** What `POST /api/whatif` answers, as far as the sheet needs it. */
interface WhatIf {
  from: number | null
  units: number
  low: number
  high: number
  beyond: boolean
  seen: { least: number | null; most: number | null }
}

/** An earlier decision of the same kind. */
export interface Precedent {
  decision: ToldDecision
  score: number
  mature: boolean
}

const SELDOM_MS = 10 * 60_000
/** Drafts that were left, by occasion: going back to the desk and coming again loses no word. */
const drafts = new Map<string, Draft>()

/** The sheet's state: what is known of the occasion, what is typed, and the way it is sent. */
export function useSheet(occasion: Ref<Occasion>, today: Ref<string>) {
  const session = useSession()
  const key = computed(() => JSON.stringify(occasion.value))
  const draft = reactive<Draft>({ ...NO_DRAFT })
  watch(key, (next) => Object.assign(draft, drafts.get(next) ?? NO_DRAFT), { immediate: true })
  watch(draft, () => drafts.set(key.value, { ...draft }))

  const measure = computed(() => judgedBy(occasion.value.stage))
  const ask = <T extends object>(request: () => Parameters<typeof usePolled>[0] extends () => infer R ? R : never) =>
    usePolled<T>(request, SELDOM_MS).answer
  const figures = ask<ViewResult>(() => {
    const { question, segment, as_of } = occasion.value
    const { period, align, org, base, compare } = question
    const range = compare === 'last_year' ? 'last_year' : 'previous'
    const spec = { measures: [measure.value], where: whereOf(question, segment), period, align, org, base, compare: [range], as_of: question.as_of ?? as_of } // prettier-ignore
    return { address: '/api/query', body: JSON.stringify(spec) }
  })
  const baseline = computed<Baseline>(() => {
    const total = figures.value?.total
    const of = (figures: Figures | null | undefined) => {
      const value = figures?.[measure.value]
      return value === null || value === undefined ? null : Number(value)
    }
    return { now: of(total?.current), before: of(total?.previous ?? total?.last_year) }
  })
  const library = ask<LibraryMeasure[]>(() => ({ address: '/api/library' }))
  const diagnosis = ask<Diagnosis>(() => whyRequest(occasion.value.question))
  const reading = ask<Reading>(() => readingRequest(occasion.value.question, occasion.value.segment, occasion.value.stage)) // prettier-ignore
  const memory = ask<{ precedents: Precedent[] }>(() => {
    const { segment, stage } = occasion.value
    const asked = { measure: measure.value, stage, direction: 'down', segment, limit: 4, side: reading.value?.side ?? null } // prettier-ignore
    return { address: '/api/decisions/similar', body: JSON.stringify(asked) }
  })
  /** The step's own rate moves as the figure does that the decision is judged by. */
  const supposed = computed(() => {
    const { figures: seen, stage } = occasion.value
    const { now } = baseline.value
    if (draft.to === null || now === null || now <= 0) return null
    return stage === 'unique_lead' || seen.now === null ? draft.to : seen.now * (draft.to / now)
  })
  const whatIf = ask<WhatIf>(() => {
    const { question, segment, stage } = occasion.value
    return supposed.value === null ? null : whatIfRequest(question, segment, stage, supposed.value)
  })
  const gains = computed(() => {
    const range = figures.value?.ranges.current
    return whatIf.value && range ? gainsOf(whatIf.value, range, draft.due_on ?? today.value, today.value) : null
  })
  const review = computed(
    () =>
      draft.review_on ??
      proposeReview({ due_on: draft.due_on, measure_kind: draft.kinds[0] ?? null }, occasion.value.stage),
  )
  /** The same step lost units elsewhere too: each such place can have a record of its own. */
  const elsewhere = computed(() => {
    const { segment, stage } = occasion.value
    const own = JSON.stringify(segment)
    const alike = (cause: Cause) => cause.stage === stage && cause.units < 0 && JSON.stringify(cause.segment) !== own
    return (diagnosis.value?.causes ?? []).filter(alike).slice(0, 3)
  })
  const also = ref<string[]>([])

  const saving = ref(false)
  const failure = ref<ErrorBody['error'] | null>(null)
  const client_key = ref(crypto.randomUUID())

  const causeOf = (stage: string, segment: Occasion['segment'], units: number): NamedCause => ({
    text: reading.value?.words.zh ?? '',
    segment,
    stage,
    units,
    side: reading.value?.side ?? 'unknown',
    why: '',
  })
  /** Causes of the same gap that were not chosen, with what speaks against each side that was not. */
  const rejected = computed<NamedCause[]>(() => {
    const told = (reading.value?.sentences ?? []).filter(({ supports }) => supports === false)
    return told.map(({ zh, side }) => ({ ...causeOf(occasion.value.stage, occasion.value.segment, 0), text: zh, units: null, side, why: zh })) // prettier-ignore
  })

  async function saveOne(about: Occasion, first: boolean, picture: string | null, meeting_id: string | null): Promise<ToldDecision | null> {
    const { stage, segment, figures: seen } = about
    const own = first ? baseline.value : { now: seen.now, before: seen.before }
    const to = first || draft.to === null || baseline.value.now === null || own.now === null ? draft.to : own.now * (draft.to / baseline.value.now) // prettier-ignore
    const frozen = {
      occasion: about,
      baseline: own,
      range: figures.value?.ranges ?? null,
      cause: causeOf(stage, segment, seen.units),
      rejected: rejected.value,
      units: first ? (gains.value?.next.units ?? null) : null,
      meeting_id,
      picture: first ? picture : null,
      client_key: first ? client_key.value : `${client_key.value}:${JSON.stringify(segment)}`,
    }
    const body = JSON.stringify(bodyOf({ ...draft, to }, frozen))
    const reply = await send<ToldDecision>('/api/decisions', body)
    if (!('error' in reply)) return reply
    failure.value = reply.error
    // What the house's own faults held up is kept on this device and sent later.
    if (ERRORS[reply.error.code].fault === 'house') putBy(frozen.client_key, body)
    return null
  } // prettier-ignore

  /** Saves the decision and those for the same step elsewhere; `null` and `failure` where that did not work. */
  async function save(picture: () => string | null, meeting_id: string | null): Promise<ToldDecision | null> {
    if (saving.value) return null
    saving.value = true
    failure.value = null
    const saved = await saveOne(occasion.value, true, picture(), meeting_id)
    for (const cause of saved ? elsewhere.value : []) {
      if (!also.value.includes(JSON.stringify(cause.segment))) continue
      const { segment, stage, units, rate } = cause
      const seen = { units, before: rate?.before ?? null, now: rate?.now ?? null, of: rate?.of ?? null }
      await saveOne({ ...occasion.value, segment, stage, figures: seen }, false, null, meeting_id)
    }
    saving.value = false
    if (saved) {
      drafts.delete(key.value)
      client_key.value = crypto.randomUUID()
    }
    return saved
  }

  return {
    draft, measure, figures, baseline, library, diagnosis, reading, memory, whatIf, gains, review, elsewhere, also, saving, failure, save,
    mayWrite: computed(() => session.facts?.role !== 'viewer'),
  } // prettier-ignore
}
