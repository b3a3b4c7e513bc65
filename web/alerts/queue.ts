import type { Alert } from '#domain/alerts/alert.ts'

/** How long an alert of a level interrupts the wall, ms: the band, the panel. */
const LASTS = { 2: 20_000, 3: 60_000 } as const
/** What came while nobody could be interrupted is shown later, but not for ever. */
const STALE_MS = 30 * 60_000

interface Showing {
  id: string
  until: number
}

export interface Interruption {
  /** The alert of the band, and the one of the panel. */
  band: string | null
  panel: string | null
}

/** Which alerts interrupt the wall: one band and one panel at a time, in the order in which they came. */
export interface Interruptions {
  /** An alert came or came back. Level 1 never interrupts. */
  raised(alert: Pick<Alert, 'id' | 'level' | 'kind'>, now: number): void
  /** Somebody answered it, or it is over. */
  settled(id: string): void
  /** In 会议模式 nothing interrupts; what comes waits. */
  hold(held: boolean): void
  /** To be called often: what is shown now. */
  at(now: number): Interruption
  waiting(): number
}

export function createInterruptions(): Interruptions {
  let held = false
  let queue: { id: string; level: 2 | 3; came: number }[] = []
  const shown: Record<2 | 3, Showing | null> = { 2: null, 3: null }
  return {
    raised({ id, level, kind }, now) {
      if (level === 1) return
      queue = queue.filter((one) => one.id !== id)
      // A data fault is never as loud as a fall in sales.
      queue.push({ id, level: kind === 'data' ? 2 : level, came: now })
    },
    settled(id) {
      queue = queue.filter((one) => one.id !== id)
      for (const level of [2, 3] as const) if (shown[level]?.id === id) shown[level] = null
    },
    hold: (next) => void (held = next),
    at(now) {
      queue = queue.filter(({ came }) => now - came < STALE_MS)
      for (const level of [2, 3] as const) {
        if (shown[level] && (now >= shown[level].until || held)) shown[level] = null
        if (shown[level] || held) continue
        const next = queue.find((one) => one.level === level)
        if (!next) continue
        queue = queue.filter((one) => one !== next)
        shown[level] = { id: next.id, until: now + LASTS[level] }
      }
      return { band: shown[2]?.id ?? null, panel: shown[3]?.id ?? null }
    },
    waiting: () => queue.length,
  }
}
