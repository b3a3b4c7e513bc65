import type { ErrorBody } from '#domain/errors.ts'
import type { ViewOpened, ViewPatch, ViewSpec } from '#domain/view.ts'

/** Progress of the history that loads behind the wall. `months` are complete: `2026-11`. */
export interface Loading {
  phase: string
  done: number
  total: number
  months?: string[]
}

export interface ServerEvents {
  'view:patch': (patch: ViewPatch) => void
  /** The view cannot go on: nothing more will come for it. */
  'view:ended': (ended: { view: string } & ErrorBody) => void
  'demo:progress': (loading: Loading | null) => void
}

export interface ClientEvents {
  'view:open': (spec: ViewSpec, answer: (reply: ViewOpened | ErrorBody) => void) => void
  'view:close': (request: { view: string }) => void
}
