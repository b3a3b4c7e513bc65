import type { Kind } from '#domain/kinds.ts'
import type { Journey } from './journey.ts'
import type { Store } from './stores.ts'

/** Where a journey's events go: counted, or written as lines. Only events with `from` ≤ occurred < `to` are wanted. */
export interface Sink {
  from: number
  to: number
  /**
   * One event. `code` is unique within the journey; `extras` is wire text of further fields with leading comma;
   * `late` is how many ms after it occurred the source sends it.
   */
  event(journey: Journey, kind: Kind, code: string, source: string, at: number, extras: string, late: number): void
  /** A door counter's hour. */
  traffic(store: Store, at: number, heads: number): void
}

export const within = (sink: Sink, at: number): boolean => at >= sink.from && at < sink.to
