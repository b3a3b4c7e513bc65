import type { Target } from '../mapping/field.ts'
import type { ReferenceRows } from '#domain/organisation.ts'

/** What the door answered about one batch; the five counts sum to its rows. */
export interface Receipt {
  accepted: number
  duplicate: number
  corrected: number
  held: number
  /** `line` counts the batch's rows from 1. */
  rejected: readonly { line: number; event_id?: string | null | undefined; code: string; message: string }[]
}

export interface CourierOptions {
  /** Rows count as received when they happened. */
  history: boolean
}

/** Brings batches to the door, over HTTP or in this process, and waits while the door is full. */
export interface Courier {
  /** Where it brings them, in words. */
  place: string
  /** Sends `rows` lines of NDJSON. Resolves when they are durable; throws ImportFault when it must give up. */
  send(target: Target, ndjson: Buffer, rows: number, options: CourierOptions): Promise<Receipt>
  /** What the war room knows of dealers, models and channels; undefined when it does not tell. */
  reference(): Promise<ReferenceRows | undefined>
  close(): Promise<void>
}
