import { computed, reactive, watch, type Ref } from 'vue'
import type { ToldDecision } from '#domain/decision/decision.ts'
import { proposeReview } from '#domain/decision/course.ts'
import type { LibraryMeasure } from '#domain/decision/library.ts'
import type { MeasureRecord } from '#domain/decision/pool.ts'
import type { Diagnosis } from '#domain/diagnosis/answer.ts'
import type { Reading } from '#domain/reading/reading.ts'
import type { ViewResult } from '#domain/view.ts'
import type { Occasion } from '../desk/why/decide.ts'
import { readingRequest, whatIfRequest, whyRequest } from '../desk/why/question.ts'
import type { Request } from '../live/send.ts'
import { usePolled } from '../live/usePolled.ts'
import { askBaseline, readBaseline } from './baseline.ts'
import { gainsOf, judgedBy, NO_DRAFT, type Draft } from './draft.ts'

/** What `POST /api/whatif` answers, as far as the sheet needs it. */
interface WhatIf {
  units: number
  low: number
  high: number
  beyond: boolean
  seen: { least: number | null; most: number | null }
}

/** What `POST /api/decisions/similar` answers, as far as the sheet shows it. */
export interface Memory {
  precedents: { decision: ToldDecision }[]
  measures: (MeasureRecord & { measure_of: LibraryMeasure })[]
  forecasts: { scored: number; within: number } | null
}

const SELDOM_MS = 10 * 60_000
/** Drafts that were left, by occasion: going back to the desk and coming again loses no word. */
const drafts = new Map<string, Draft>()

/** What the sheet knows of its occasion, and what is typed into it. */
export function useSheet(occasion: Occasion, today: Ref<string>) {
  const { question, segment, stage } = occasion
  const key = JSON.stringify(occasion)
  const draft = reactive<Draft>({ ...NO_DRAFT, ...drafts.get(key) })
  watch(draft, () => drafts.set(key, { ...draft }))

  const measure = judgedBy(stage)
  const ask = <T extends object>(request: () => Request | null) => usePolled<T>(request, SELDOM_MS).answer
  const figures = ask<ViewResult>(() => askBaseline(occasion))
  const baseline = computed(() => readBaseline(figures.value, measure))
  const library = ask<LibraryMeasure[]>(() => ({ address: '/api/library' }))
  const diagnosis = ask<Diagnosis>(() => whyRequest(question))
  const reading = ask<Reading>(() => readingRequest(question, segment, stage))
  const memory = ask<Memory>(() => {
    const asked = { measure, stage, direction: 'down', segment, limit: 4, side: reading.value?.side ?? null }
    return { address: '/api/decisions/similar', body: JSON.stringify(asked) }
  })
  /** The step's own rate moves as the figure does that the decision is judged by. */
  const supposed = computed(() => {
    const { now } = baseline.value
    if (draft.to === null || now === null || now <= 0) return null
    return stage === 'unique_lead' || occasion.figures.now === null ? draft.to : occasion.figures.now * (draft.to / now)
  })
  const whatIf = ask<WhatIf>(() =>
    supposed.value === null ? null : whatIfRequest(question, segment, stage, supposed.value),
  )

  return {
    occasion,
    draft,
    measure,
    figures,
    baseline,
    /** Measures that may be taken, those for this step first. */
    library: computed(() => {
      const other = ({ stages }: LibraryMeasure) => Number(!stages.includes(stage))
      return [...(library.value ?? [])].sort((a, b) => other(a) - other(b))
    }),
    diagnosis,
    reading,
    /** What was done before about the like; `null` while it is read. */
    memory,
    whatIf,
    gains: computed(() => {
      const range = figures.value?.ranges.current
      return whatIf.value && range ? gainsOf(whatIf.value, range, draft.due_on ?? today.value, today.value) : null
    }),
    review: computed(
      () => draft.review_on ?? proposeReview({ due_on: draft.due_on, measure_kind: draft.kinds[0] ?? null }, stage),
    ),
    /** The same step lost units elsewhere too: each such place can have a record of its own. */
    elsewhere: computed(() =>
      (diagnosis.value?.causes ?? [])
        .filter((cause) => cause.stage === stage && cause.units < 0)
        .filter((cause) => JSON.stringify(cause.segment) !== JSON.stringify(segment))
        .slice(0, 3),
    ),
    forget: () => drafts.delete(key),
  }
}

export type Sheet = ReturnType<typeof useSheet>
