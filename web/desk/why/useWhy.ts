import { computed, inject, type ComputedRef, type InjectionKey } from 'vue'
import type { Diagnosis } from '#domain/diagnosis/answer.ts'
import type { Segment } from '#domain/diagnosis/lattice.ts'
import type { Dimension } from '#domain/dimensions.ts'
import { usePolled, type Polled } from '../../live/usePolled.ts'
import { useSession } from '../../session/session.ts'
import { memberDimension } from '../asks.ts'
import { readBridge, type Bar, type BridgeView } from '../bridge.ts'
import { nothingIn, type Nothing } from '../nothing.ts'
import type { Desk } from '../useDesk.ts'
import { cellAt, readMatrix, segmentOf, type MatrixAnswer, type MatrixView, type Printed } from './matrix.ts'
import { askWhy, matrixRequest, whyRequest, type WhyQuestion } from './question.ts'

/** Read again while the page stands: a diagnosis runs over live rows. */
const EVERY_MS = 30_000
/** What is still being read is asked for again. */
const SOON_MS = 2_000

/** What the blocks that tell why share. */
export interface Why {
  /** The question; `null` while what it needs of history is still loaded. */
  question: ComputedRef<WhyQuestion | null>
  polled: Polled<Diagnosis>
  diagnosis: ComputedRef<Diagnosis | null>
  bridge: ComputedRef<BridgeView | null>
  /** Why there is nothing to compare; `null` where there is. */
  nothing: ComputedRef<Nothing | null>
  /** The chosen step; `null` without one. */
  bar: ComputedRef<Bar | null>
  /** The stage before the chosen one: what its rate is taken of. */
  above: ComputedRef<string | null>
  /** The dimensions of the matrix. */
  rows: ComputedRef<Dimension>
  across: ComputedRef<Dimension>
  matrix: ComputedRef<MatrixView | null>
  matrixFailure: Polled<MatrixAnswer>['failure']
  /** The chosen cell as it is printed. */
  cell: ComputedRef<Printed | null>
  /** What is looked at: the chosen cell, or the whole place. */
  segment: ComputedRef<Segment>
  /** The step that the evidence speaks of: the chosen one, else that of the first cause. */
  about: ComputedRef<{ segment: Segment; stage: string } | null>
}

export const WHY: InjectionKey<Why> = Symbol('why')

export function useWhy(): Why {
  const why = inject(WHY)
  if (!why) throw new Error('nothing that tells why is provided')
  return why
}

/** Asks why the desk's number is behind, and by what the chosen step is made. */
export function createWhy(desk: Desk): Why {
  const session = useSession()
  const { state, scene, totals } = desk
  const target = computed(() => totals.result.value?.total.target_full?.[session.retail] ?? 0)
  const question = computed<WhyQuestion | null>(() => {
    if (!totals.result.value || !desk.loaded('current') || !desk.loaded(state.value.vs)) return null
    const rated = target.value > 0 && state.value.against === 'target' && !state.value.span
    return askWhy(scene.value, desk.path.value, rated && state.value.gap === 'target' ? 'target' : state.value.vs)
  })
  const polled = usePolled<Diagnosis>(
    () => question.value && whyRequest(question.value, true),
    (told) => (told?.pending ? SOON_MS : EVERY_MS),
  )
  const bridge = computed(() => polled.answer.value && readBridge(polled.answer.value))
  const bar = computed(() => bridge.value?.bars.find(({ step }) => step.stage === state.value.step) ?? null)
  const above = computed(() => {
    const stages = bridge.value?.bars.map(({ step }) => step.stage) ?? []
    return stages[stages.indexOf(state.value.step ?? '') - 1] ?? null
  })
  const rows = computed<Dimension>(() => memberDimension(scene.value, desk.path.value) ?? 'model')
  const across = computed<Dimension>(() => (state.value.across === rows.value ? 'channel_1' : state.value.across))
  const asked = usePolled<MatrixAnswer>(() => {
    const { step } = state.value
    return step !== null && question.value ? matrixRequest(question.value, step, rows.value, across.value) : null
  }, EVERY_MS)
  const matrix = computed(() =>
    asked.answer.value && bar.value ? readMatrix(asked.answer.value, bar.value.units) : null,
  )
  const segment = computed(() => (state.value.cell ? segmentOf(state.value.cell, rows.value, across.value) : {}))
  const about = computed(() => {
    if (bar.value) return { segment: segment.value, stage: bar.value.step.stage }
    const first = polled.answer.value?.causes.find(({ units }) => units < 0)
    return first ? { segment: first.segment, stage: first.stage } : null
  })
  return {
    question,
    polled,
    diagnosis: polled.answer,
    bridge,
    nothing: computed(() => polled.answer.value && nothingIn(polled.answer.value)),
    bar,
    above,
    rows,
    across,
    matrix,
    matrixFailure: asked.failure,
    cell: computed(() => (matrix.value && state.value.cell ? cellAt(matrix.value, state.value.cell) : null)),
    segment,
    about,
  }
}
