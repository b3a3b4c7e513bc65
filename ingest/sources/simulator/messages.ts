import type { Past } from './past.ts'
import type { Reference, Rows } from './reference.ts'
import type { Phase } from './plan.ts'
import type { Speed } from './live.ts'
import type { Truth } from './truth.ts'
import type { WorldOptions } from './world.ts'

/** What the worker is started with. */
export interface Assignment {
  world: WorldOptions
  /** Phases of the history still to load, in order; see `loadPlan`. */
  plan: Phase[]
  /** History ends and, unless `liveFrom` says an earlier instant, the live day begins here, epoch ms. */
  now: number
  /** Up to where the live day was already sent by an earlier process, epoch ms; `null` = `now`. */
  liveFrom: number | null
  /** Without it only the history is told. */
  live: boolean
  speed: Speed
  /** Whether to compute the truth of the incidents once the history is told (some seconds). */
  truth: boolean
  /** Whether to tell the decisions and meetings of the past once the wall can open. */
  past: boolean
}

/** From the worker. `rows`, `reference`, `more` and `past` wait for an acknowledgement; at most two are under way. */
export type FromWorker =
  | { type: 'reference'; reference: Reference }
  | { type: 'more'; more: Rows }
  | { type: 'past'; past: Past }
  | { type: 'rows'; rows: Uint8Array; count: number; phase: string; live: boolean; liveUpto: number }
  | { type: 'progress'; phase: string; done: number; total: number; phaseDone: boolean; opens: boolean }
  | { type: 'truth'; truth: Truth }

/** To the worker. */
export type ToWorker = { type: 'ack' } | { type: 'speed'; speed: Speed } | { type: 'stop' }
