import { inject, onScopeDispose, reactive, watchEffect, type InjectionKey } from 'vue'
import { stageOf, type Stage } from './shape.ts'
import type { Density } from './state.ts'

const STAGE: InjectionKey<Readonly<Stage>> = Symbol('stage')
export { STAGE }

/** Follows the window and sets the size of one rem: the whole scene grows with it, as text and lines, not as a picture. */
export function createStage(density: () => Density): Readonly<Stage> {
  const size = reactive({ width: window.innerWidth, height: window.innerHeight })
  const stage = reactive<Stage>(stageOf(size.width, size.height, density()))
  const resize = () => Object.assign(size, { width: window.innerWidth, height: window.innerHeight })
  window.addEventListener('resize', resize)
  onScopeDispose(() => window.removeEventListener('resize', resize))
  watchEffect(() => {
    Object.assign(stage, stageOf(size.width, size.height, density()))
    const root = document.documentElement
    root.style.fontSize = `${stage.rem}px`
    root.dataset.shape = stage.shape
  })
  return stage
}

export function useStage(): Readonly<Stage> {
  const stage = inject(STAGE)
  if (!stage) throw new Error('no stage is provided')
  return stage
}
