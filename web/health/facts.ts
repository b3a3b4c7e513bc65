import type { Doubt } from '#domain/doubts/judge.ts'
import type { Explained } from '#domain/doubts/reconcile.ts'

/** One entry of `GET /api/health/sources` or `…/dealers`. Instants are ISO text with the zone's offset. */
export interface SenderFacts {
  name: string
  last: string
  due: string | null
  state: 'on_time' | 'silent' | 'learning'
  silent_minutes: number
  usual_gap_minutes: number | null
  delay_median_s: number | null
  delay_most_s: number | null
}

export interface SourceFacts extends SenderFacts {
  watermark: string | null
  lag_minutes: number | null
  gaps: (number | null)[]
}

export interface RejectFacts {
  id: number
  at: string
  source: string
  stream: string
  line: number
  event_id: string
  code: string
  message: string
  body: unknown
  whole: boolean
}

export interface RejectsFacts {
  counts: { code: string; source: string; rows: number }[]
  rows: RejectFacts[]
  next: number | null
  /** Whether rows can be sent again from here. */
  replay: boolean
}

export interface ReplayFacts {
  replayed: number
  accepted: number
  duplicate: number
  corrected: number
  held: number
  still: { id: number }[]
}

export interface HeldFacts {
  dealer_id: string
  events: number
  sources: string[]
  oldest: string
}

export interface UnknownFacts {
  code: string
  events: number
  dealers: number
  dealer_id: string
  first_day: string
  last_day: string
}

export type UnknownLists = Record<'advisors' | 'models' | 'channels' | 'campaigns', UnknownFacts[]>

export interface ConflictFacts {
  id: number
  at: string
  source: string
  event_id: string
  revision: number
  kind: string | null
  dealer_id: string | null
}

interface Compared {
  theirs: number
  ours: number
  difference: number
  reasons: Explained
}

export interface ReconcileFacts {
  rows: (Compared & { source: string; day: string; kind: string; dealer_id: string | null })[]
  total: Compared
}

export interface ProofFacts {
  state: 'starting' | 'ok' | 'failing'
  checked: number
  skipped: number
  lastAt: string | null
  failures: { check: string; cell: string; expected: unknown; found: unknown; at: string }[]
}

/** Everything of the page that is read by itself; `undefined` is not read yet, `null` could not be read. */
export interface HealthFacts {
  proof?: ProofFacts | null
  sources?: SourceFacts[] | null
  dealers?: SenderFacts[] | null
  held?: HeldFacts[] | null
  unknown?: UnknownLists | null
  conflicts?: { rows: ConflictFacts[] } | null
  doubts?: Doubt[] | null
}
