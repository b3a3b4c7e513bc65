import type { Logger } from 'pino'
import type { Decision } from '#domain/decision/decision.ts'
import { scheduleOf, windowOf } from '#domain/outcome/schedule.ts'
import type { Zone } from '#domain/zone.ts'
import { systemTimer, type Stop, type Timer } from '../live/timer.ts'
import { effectOf, type Outcomes } from './outcome.ts'
import type { Decisions } from '../decisions/decisions.ts'

export interface SettleRooms {
  outcomes: Outcomes
  decisions: () => Promise<readonly Decision[]>
  record: Decisions['recordOutcome']
  zone: Zone
  /** Epoch ms. */
  now: () => number
  /** Whether what there is of history can be judged by; while it is loaded nothing is written. */
  ready: () => boolean
  log: Logger
  timer?: Timer
}

const EVERY_MS = 15 * 60_000
const SOON_MS = 60_000

/**
 * Writes verdict and effect of decisions whose window has matured, once: what is judged stays judged. Answers how many.
 * One that cannot be measured now is tried again.
 */
export async function settle({ outcomes, decisions, record, zone, now, ready, log }: SettleRooms): Promise<number> {
  let settled = 0
  if (!ready()) return settled
  for (const decision of await decisions()) {
    if (decision.state === 'withdrawn' || (decision.verdict !== null && decision.verdict !== 'early')) continue
    // Whatever its lag: while the window runs nothing has to be read.
    const made_on = zone.day(Date.parse(decision.created_at))
    if (zone.day(now()) < scheduleOf({ ...decision, made_on }, 0).matures_on) continue
    try {
      const outcome = await outcomes.outcomeOf(decision)
      if (outcome.verdict === 'early') continue
      const effect = effectOf(outcome, zone.iso(now()))
      // What it was judged by stays with it: later edits of its days or late entries move neither window nor maturity.
      const window = { ...(decision.window ?? windowOf({ ...decision, made_on })), lag_days: outcome.schedule.lag_days }
      await record(decision.id, { verdict: outcome.verdict, effect, control: outcome.control, window })
      settled++
    } catch (err) {
      log.warn({ err, decision: decision.id }, 'a decision could not be judged')
    }
  }
  return settled
}

/** Judges a minute after the start and then every quarter of an hour. Answers how to stop. */
export function startSettling({ timer = systemTimer, ...rooms }: SettleRooms): Stop {
  let busy = false
  const run = (): void => {
    if (busy) return
    busy = true
    settle(rooms)
      .catch((err: unknown) => rooms.log.warn({ err }, 'decisions could not be judged'))
      .finally(() => (busy = false))
  }
  const stops = [timer.after(SOON_MS, run), timer.every(EVERY_MS, run)]
  return () => stops.forEach((stop) => stop())
}
