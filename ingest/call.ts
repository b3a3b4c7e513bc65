import type { ErrorCode } from '#domain/errors.ts'
import type { Stream } from '#domain/streams.ts'
import type { Priority } from './book/queue.ts'

/** One call at the door: a body, and what its sender may do. */
export interface Call {
  body: Buffer | string
  stream: 'events' | Stream
  /** For rows that name none. */
  source: string
  mayNameSources: boolean
  mayBackdate: boolean
  /** Rows count as received when they happened, or were recorded. Needs `mayBackdate`. */
  history: boolean
  priority: Priority
  /** `Content-Encoding`. */
  encoding?: string | undefined
}

export interface Rejected {
  /** Counted from 1: the line, or the element of an array. */
  line: number
  event_id: string | null
  code: ErrorCode
  message: string
}

/** What became of a call's rows; the five sum to them. */
export interface Answer {
  accepted: number
  duplicate: number
  corrected: number
  held: number
  rejected: Rejected[]
}
