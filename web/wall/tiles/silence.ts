import type { Row, ViewResult } from '#domain/view.ts'
import { OPENING } from '../../format/time.ts'
import type { Question } from '../../live/question.ts'
import type { Scene } from '../scene.ts'
import { figureOf, grid } from './day.ts'

const HEADS = 'traffic'

/** Heads at every store's door, by hour of today. */
export const askDoors = ({ where }: Scene): Question => ({
  measures: [HEADS],
  by: ['dealer_id', 'hour'],
  where,
  period: 'today',
  limit: 10_000,
})

/** What each store's door usually counts. */
export const askUsualDoors = ({ where }: Scene): Question => ({
  measures: [HEADS],
  by: ['dealer_id'],
  where,
  period: 'last_30_days',
  limit: 10_000,
})

export interface SilentStore {
  code: string
  /** The last hour that had somebody, `null`: none today. */
  last: number | null
  /** Shop hours without anybody. */
  hours: number
  /** Heads that the silent hours usually bring. */
  missed: number
}

/** So many shop hours without anybody are worth a look. */
const SILENT_HOURS = 3
/** Where fewer heads than this are usual in the silent hours, nobody at all is chance. */
const LEAST_MISSED = 3
const DAYS = 30

/**
 * C2 of 今日: stores that are open and whose door has counted nobody for three shop hours, though they usually have
 * visitors; those that miss most first. A door tells an hour at its end, so the running hour says nothing.
 */
export function readSilence(doors: ViewResult, usual: ViewResult, hour: number): SilentStore[] {
  const told = Math.min(OPENING.to, hour)
  if (told - OPENING.from < SILENT_HOURS) return []
  const today = grid(doors, 'dealer_id', 'hour')
  const found: SilentStore[] = []
  for (const row of usual.rows) {
    const code = row.key.dealer_id
    const heads = figureOf(row.current, HEADS) ?? 0
    if (!code || heads <= 0) continue
    const last = lastHour(today.get(code))
    const hours = told - Math.max(OPENING.from, (last ?? -1) + 1)
    const missed = ((heads / DAYS) * hours) / (OPENING.to - OPENING.from)
    if (hours >= SILENT_HOURS && missed >= LEAST_MISSED) found.push({ code, last, hours, missed })
  }
  return found.sort((a, b) => b.missed - a.missed || (a.code < b.code ? -1 : 1))
}

function lastHour(hours: ReadonlyMap<string, Row> | undefined): number | null {
  let last: number | null = null
  for (const [hour, row] of hours ?? [])
    if ((figureOf(row.current, HEADS) ?? 0) > 0) last = Math.max(last ?? 0, Number(hour))
  return last
}
