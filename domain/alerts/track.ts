import type { Detected, PartOf, Reading } from './detect.ts'
import { explains } from './explain.ts'
import type { Root } from './merge.ts'
import { liesIn } from './place.ts'

/** An alert as far as it decides what becomes of a new evaluation. Instants in epoch ms. */
export interface Tracked {
  id: string
  /** Measure, place and side: `keyOf`. */
  key: string
  family: Reading['family']
  raised_at: number
  /** Since when its cell lies within its closing threshold; `null` while it does not. */
  calm_since: number | null
  /** `null` while it is open. */
  closed_at: number | null
}

export const keyOf = ({ measure, place, side }: Pick<Reading, 'measure' | 'place' | 'side'>): string =>
  `${measure.name} ${place.id}${side === 'rise' ? ' up' : ''}`

export interface Kept {
  id: string
  root: Root | null
  /** What lasts for days is judged by the week from then on: a quiet morning does not end it. */
  family: Tracked['family']
  calm_since: number | null
  reopened: boolean
}

/** What an evaluation makes of the alerts there are. */
export interface Turn {
  /** Root causes that no alert stands for yet. */
  raised: Root[]
  /** Alerts that go on, with what is known of them now; `root` is `null` where the cell is between the thresholds. */
  kept: Kept[]
  /** Recovered long enough, or now part of another alert. */
  closed: { id: string; into: string | null }[]
}

/** It closes within this share of the deviation that opened it. */
const CLOSE = 0.5
const HOUR = 3_600_000
/** How long an alert lasts at least, and how long its cell must have been calm. */
const LASTS: Record<Reading['family'], { open: number; calm: number }> = {
  day: { open: 4 * HOUR, calm: 3 * HOUR },
  week: { open: 24 * HOUR, calm: 20 * HOUR },
}
/** The same cause within this after its end is the same alert. */
const SAME_AGAIN = 24 * HOUR

/** Matches root causes with the alerts of now and of the last day; opens at one threshold, closes at another. */
export function track(
  alerts: readonly Tracked[],
  roots: readonly Root[],
  { readings, part }: Detected,
  now: number,
): Turn {
  const turn: Turn = { raised: [], kept: [], closed: [] }
  const open = alerts.filter(({ closed_at }) => closed_at === null)
  // An alert of the very cell comes first, so that no two are ever of one cell.
  const byKey = new Map(roots.map((root) => [keyOf(root.reading), root]))
  const taken = new Map(open.flatMap(({ id, key }) => (byKey.has(key) ? [[id, byKey.get(key)!] as const] : [])))
  const gone = new Set<string>()
  for (const root of roots) {
    const mine = open.filter(({ id, key }) => !gone.has(id) && isOf(key, root, readings, part))
    const own = mine.find(({ id }) => taken.get(id) === root)
    const first =
      own ?? [...mine].sort((a, b) => Number(taken.has(a.id)) - Number(taken.has(b.id)) || a.raised_at - b.raised_at)[0]
    const wider = first ? undefined : open.find((alert) => stillExplains(alert, root, readings, part))
    const again = alerts.find(({ key, closed_at }) => closed_at !== null && key === keyOf(root.reading) && now - closed_at < SAME_AGAIN) // prettier-ignore
    if (first && (own || !taken.has(first.id))) {
      taken.set(first.id, root)
      for (const other of mine)
        if (other !== first && !taken.has(other.id)) {
          turn.closed.push({ id: other.id, into: first.id })
          gone.add(other.id)
        }
    } else if (!first && !wider && again)
      turn.kept.push({ id: again.id, root, family: lasting(again, root), calm_since: null, reopened: true })
    else if (!first && !wider) turn.raised.push(root)
  }
  for (const alert of open) {
    if (gone.has(alert.id)) continue
    const root = taken.get(alert.id) ?? null
    const calm = root ? null : calmSince(alert, readings, now)
    const { open: lasts, calm: enough } = LASTS[alert.family]
    if (calm !== null && now - calm >= enough && now - alert.raised_at >= lasts)
      turn.closed.push({ id: alert.id, into: null })
    else turn.kept.push({ id: alert.id, root, family: lasting(alert, root), calm_since: calm, reopened: false })
  }
  return turn
}

const lasting = ({ family }: Tracked, root: Root | null): Tracked['family'] =>
  family === 'week' || root?.reading.family === 'week' ? 'week' : 'day'

/** Whether an alert is of a root cause: of its cell, of one that is folded into it, or of a wider one that it explains. */
function isOf(key: string, { reading, folded }: Root, readings: readonly Reading[], part: PartOf): boolean {
  if (key === keyOf(reading) || folded.some((one) => keyOf(one) === key)) return true
  const wider = readings.find((one) => keyOf(one) === key && one.family === reading.family && one.measure === reading.measure) // prettier-ignore
  return wider !== undefined && liesIn(reading.place, wider.place) && explains(reading, wider, part)
}

/** An alert's cell that is still beyond accounts for what shows inside it or after it. */
function stillExplains(alert: Tracked, root: Root, readings: readonly Reading[], part: PartOf): boolean {
  return readings.some(
    (own) => keyOf(own) === alert.key && own.z <= -CLOSE * own.open && explains(own, root.reading, part),
  )
}

/** A cell that is not tried, over the same kind of stretch, says nothing: what was known of it stays. */
function calmSince(alert: Tracked, readings: readonly Reading[], now: number): number | null {
  const own = readings.filter(
    (one) => keyOf(one) === alert.key && (one.family === alert.family || one.family === 'week'),
  )
  // What is tried each night is not calm at noon because nobody looked, and the week says too little of a day.
  if (!own.some(({ family }) => family === alert.family)) return alert.calm_since
  return own.every(({ z, open }) => z > -CLOSE * open) ? (alert.calm_since ?? now) : null
}
