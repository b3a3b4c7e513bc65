import { DAY_MS } from '#domain/zone.ts'
import { dueBetween, type Due } from './events.ts'
import { dayIndexAt } from './rhythm.ts'
import { stamper } from './stamp.ts'
import type { World } from './world.ts'

export type Speed = 1 | 10 | 60

interface LiveOptions {
  /** Where to go on, epoch ms: everything that was sent before is taken as delivered. */
  from: number
  speed?: Speed
}

/** The live day as a clock drives it. */
export interface Live {
  /** Lines that have become due since the last call (the first time: since `from`), in the order of sending. */
  take(now: number): string[]
  /** Another speed from `now` on, the instant of the last `take`. */
  setSpeed(speed: Speed, now: number): void
}

/** The schedule is computed a piece at a time, so that a start at night does not wait for the whole day. */
const AHEAD = DAY_MS / 4

/**
 * Opens the live day. At ×1 it gives exactly `dueBetween`, so a restart with `from` = the last call's `now` continues
 * without a gap or a repeat. At ×10 and ×60 today's later journeys come early: stamped with the present instant, with
 * ids and persons of their own, marked `attrs.demo_speed`; the day's remaining hours begin anew when they are used up.
 */
export function liveDay(world: World, { from, speed = 1 }: LiveOptions): Live {
  const schedule = openSchedule(world)
  const early = openSchedule(world)
  const stamp = stamper(world.rhythm)
  let cursor = from
  let pace = speed
  /** Demo clock at higher speeds. */
  let ahead = from
  let round = roundOf(from)

  const take = (now: number): string[] => {
    if (now <= cursor) return []
    const lines = schedule(cursor, now).map(({ line }) => line)
    if (pace > 1) {
      const target = Math.max(ahead, now) + (now - cursor) * (pace - 1)
      const night = endOfDay(world, now)
      for (const { line } of early(Math.max(ahead, now), Math.min(target, night)))
        lines.push(restamp(line, stamp(now), pace, round))
      ahead = target
      if (target >= night) {
        ahead = now
        round = roundOf(now)
      }
    }
    cursor = now
    return lines
  }
  return {
    take,
    setSpeed(next, now) {
      if (next === pace) return
      pace = next
      ahead = now
      round = roundOf(now)
    },
  }
}

/** Tells the copies of one run through the day from those of another, restarts included. */
const roundOf = (instant: number): string => Math.floor(instant / 1000).toString(36)

function endOfDay({ rhythm }: World, now: number): number {
  const index = dayIndexAt(rhythm, now)
  return rhythm.starts[Math.min(index + 1, rhythm.days - 1)]!
}

/** Reads due lines from pieces that are computed once. */
function openSchedule(world: World): (from: number, to: number) => Due[] {
  let piece: { from: number; to: number; due: Due[]; next: number } = { from: 0, to: 0, due: [], next: 0 }
  return (from, to) => {
    if (to <= from) return []
    if (to - from > AHEAD) return dueBetween(world, from, to)
    if (from < piece.from || to > piece.to) {
      piece = { from, to: from + AHEAD, due: dueBetween(world, from, from + AHEAD), next: 0 }
    }
    let i = piece.due[piece.next] && piece.due[piece.next]!.at < from ? piece.next : 0
    while (i < piece.due.length && piece.due[i]!.at < from) i++
    const start = i
    while (i < piece.due.length && piece.due[i]!.at < to) i++
    piece.next = Math.max(0, i - 1)
    return piece.due.slice(start, i)
  }
}

/** The same event now, as another journey's. A withdrawal or correction of something early is told of that copy. */
function restamp(line: string, now: string, speed: Speed, round: string): string {
  const event = JSON.parse(line) as Record<string, unknown>
  const tag = `-x${speed}-${round}`
  for (const name of ['event_id', 'lead_id', 'order_id'])
    if (event[name]) event[name] = `${event[name] as string}${tag}`
  if (event.customer) event.customer = `${event.customer as string}${tag}`
  if (event.vin) event.vin = `${event.vin as string}${tag}`
  delete event.recorded_at
  if (!event.void) {
    event.occurred_at = now
    event.attrs = { ...(event.attrs as object | undefined), demo_speed: speed }
  }
  return `${JSON.stringify(event)}\n`
}
