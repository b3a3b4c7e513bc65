import type { Freshness } from '#domain/view.ts'
import { OPENING, wallTime } from '../format/time.ts'

export interface SourceState {
  source: string
  /** When its newest data came, epoch ms. */
  heard: number
  late: boolean
}

export interface FreshnessState {
  /** Newest data of all sources, epoch ms; `null` without any. */
  newest: number | null
  sources: SourceState[]
  late: SourceState[]
}

/** Shop minutes of silence after which a source is late: showrooms write all day, and nothing at night. */
const LATE_MINUTES = 90
/** A source that was silent for a week was an import or has been switched off; it is not counted any more. */
const GONE_MS = 7 * 86_400_000
const DAY_MINUTES = (OPENING.to - OPENING.from) * 60

/** Minutes of shop hours between two instants. */
export function shopMinutes(from: number, to: number, zone: string): number {
  const reached = (instant: number): number => {
    const { day, hour, minute } = wallTime(instant, zone)
    const today = Math.min(DAY_MINUTES, Math.max(0, (hour - OPENING.from) * 60 + minute))
    return (Date.parse(`${day}T00:00:00Z`) / 86_400_000) * DAY_MINUTES + today
  }
  return Math.max(0, reached(to) - reached(from))
}

/** Which sources are on time. */
export function readFreshness(freshness: Freshness, now: number, zone: string): FreshnessState {
  const sources = Object.entries(freshness)
    .map(([source, { received_at }]) => ({ source, heard: Date.parse(received_at) }))
    .filter(({ heard }) => now - heard < GONE_MS)
    .map(({ source, heard }) => ({ source, heard, late: shopMinutes(heard, now, zone) > LATE_MINUTES }))
    .sort((a, b) => (a.source < b.source ? -1 : 1))
  const newest = Object.values(freshness).reduce<number | null>(
    (found, { received_at }) => Math.max(found ?? 0, Date.parse(received_at)),
    null,
  )
  return { newest, sources, late: sources.filter(({ late }) => late) }
}
