import type { Logger } from 'pino'
import type { Calendar } from '#domain/calendar.ts'
import type { Refusal } from '#domain/errors.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Scope } from '#domain/scope.ts'
import type { Target } from '#domain/streams.ts'
import type { Freshness, ViewOpened, ViewPatch } from '#domain/view.ts'
import type { Zone } from '#domain/zone.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import type { Asker } from '../query/ask.ts'
import type { Batch } from './batch.ts'
import type { Sums } from './sums.ts'
import type { Stop, Timer } from './timer.ts'

export interface LiveOptions {
  asker: Pick<Asker, 'plan' | 'cells'>
  engine: Engine
  /** Reference data as it is now; a change answers another object. */
  organisation: () => Organisation
  targets: () => readonly Target[]
  freshness: () => Freshness
  zone: Zone
  calendar: Calendar
  /** Epoch ms. */
  now: () => number
  /** Where the ledger stands: its head, and the latest `received_at` up to it (epoch ms). */
  start: { seq: number; receivedAt: number }
  log: Logger
  timer?: Timer
}

export interface LiveListener {
  /** A message for all viewers of `patch.view`. */
  patch(patch: ViewPatch): void
  /** The view cannot go on; its viewers are let go. */
  ended(view: string, refusal: Refusal): void
}

/** How much is open, for health and metrics. */
export interface LiveState {
  views: number
  viewers: number
  seq: number
  /** Epoch ms. */
  clock: number
}

export interface Live {
  /**
   * Opens a view for one more viewer. `joined` runs in the same turn in which the state is read, so no message can
   * fall between. Throws a `Refusal` (of the question, `too_many_rows`, `store_unavailable`).
   */
  open(raw: unknown, scope: Scope, joined?: (opened: ViewOpened) => void): Promise<ViewOpened>
  /** One viewer leaves. */
  close(view: string): void
  /** New facts, already in the store. */
  publish(batch: Batch): void
  /** The clock moved. Called by the timer; `instant` in epoch ms. */
  tick(instant?: number): void
  /** Organisation, models, channels, targets or freshness changed: views catch up at once. */
  referenceChanged(): void
  listen(listener: LiveListener): Stop
  /** The sums of the views that follow facts, as viewers will be told of them: for proofs. */
  following(): { view: string; sums: Sums }[]
  /** When nothing is under way any more. */
  settled(): Promise<void>
  state(): LiveState
  stop(): Promise<void>
}
