import { computed, watch, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Diagnosis } from '#domain/diagnosis/answer.ts'
import type { ErrorBody } from '#domain/errors.ts'
import { readBridge } from '../desk/bridge.ts'
import { nodePath } from '../desk/state.ts'
import { withoutSheet, type Occasion } from '../desk/why/decide.ts'
import { askWhy, whyRequest, type WhyQuestion } from '../desk/why/question.ts'
import { useDesk } from '../desk/useDesk.ts'
import { useWhy } from '../desk/why/useWhy.ts'
import { usePolled } from '../live/usePolled.ts'
import { readOccasion } from './occasion.ts'

const ONCE_MS = 3_600_000

/** A step of a place as an occasion: the one that is named, else the one that loses most. */
export function occasionOf(question: WhyQuestion, diagnosis: Diagnosis, stage: string | null): Occasion | null {
  const { bars } = readBridge(diagnosis)
  const [worst] = [...bars].sort((a, b) => a.units - b.units)
  const bar = bars.find(({ step }) => step.stage === stage) ?? worst
  if (!bar) return null
  const { step, units } = bar
  const figures = { units, before: step.baseline.rate, now: step.actual.rate, of: null }
  return { question, segment: {}, stage: step.stage, figures, as_of: diagnosis.as_of, seq: diagnosis.seq }
}

/**
 * What the sheet is about: `about` of the address whole, or the place in `log` (and its step in `stage`), which is
 * diagnosed first; the address then carries what was found, so that it stays the same when it is opened again.
 */
export function useOccasion(): {
  occasion: ComputedRef<Occasion | null>
  /** The place is being diagnosed. */
  reading: ComputedRef<boolean>
  failure: ComputedRef<ErrorBody['error'] | null>
} {
  const route = useRoute()
  const router = useRouter()
  const desk = useDesk()
  const why = useWhy()
  const text = (name: string): string | null => (typeof route.query[name] === 'string' ? route.query[name] : null)
  const occasion = computed(() => readOccasion(text('about')))
  const asked = computed<WhyQuestion | null>(() => {
    const log = text('log')
    if (log === null || text('about') !== null || !why.question.value) return null
    return askWhy(desk.scene.value, nodePath(log), why.question.value.compare)
  })
  const { answer, failure } = usePolled<Diagnosis>(() => asked.value && whyRequest(asked.value), ONCE_MS)
  watch(answer, (diagnosis) => {
    const found = diagnosis && asked.value && occasionOf(asked.value, diagnosis, text('stage'))
    if (!found) return
    const { meeting } = route.query
    void router.replace({
      query: { ...withoutSheet(route.query), ...(meeting && { meeting }), about: JSON.stringify(found) },
    })
  })
  return {
    occasion,
    reading: computed(() => occasion.value === null && text('log') !== null && failure.value === null),
    failure,
  }
}
