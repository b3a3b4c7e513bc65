import type { SceneName } from './state.ts'

/** One stop of the rotation: a scene and the place that it shows. */
export interface Stop {
  scene: SceneName
  path: readonly string[]
}

/** What the rotation goes through. */
export interface Program {
  /** The place that the scenes without a place of their own show. */
  home: readonly string[]
  /** Regions that are ■ or ◆, worst first. */
  troubled: readonly string[]
  /** 月末冲刺 has its turn. */
  sprint: boolean
}

/** How long a scene stays, ms. */
export const stayOf = (scene: SceneName): number => (scene === 'a' ? 60_000 : 30_000)

/** From so many days before the month's end on, today included, 月末冲刺 has its turn. */
const SPRINT_DAYS = 6
/** On these first days of a month it shows how the month before ended. */
export const CLOSING_DAYS = 3

/** Days of the month that are left, today included. */
export function daysLeft(today: string): number {
  const [year, month, day] = today.split('-').map(Number) as [number, number, number]
  return new Date(Date.UTC(year, month, 0)).getUTCDate() - day + 1
}

/** Whether 月末冲刺 has its turn on a business day. */
export const isSprint = (today: string): boolean =>
  daysLeft(today) <= SPRINT_DAYS || Number(today.slice(8)) <= CLOSING_DAYS

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((code, i) => code === b[i])

/** The stops of one round. A wall that shows one region only has no round over regions. */
function stopsOf({ home, troubled, sprint }: Program): Stop[] {
  return [
    { scene: 'a', path: home },
    ...(home.length === 0 ? troubled.map((region): Stop => ({ scene: 'b', path: [region] })) : []),
    { scene: 'c', path: home },
    ...(sprint ? [{ scene: 'd' as const, path: home }] : []),
  ]
}

/** The stop after the present one; where the present one is no part of the round (any more), the next scene's first. */
export function nextStop(now: Stop, program: Program): Stop {
  const stops = stopsOf(program)
  const at = stops.findIndex(({ scene, path }) => scene === now.scene && same(path, now.path))
  if (at >= 0) return stops[(at + 1) % stops.length]!
  return stops.find(({ scene }) => scene > now.scene) ?? stops[0]!
}

/** After a key, a touch or a click the scene stays at least so long: somebody is reading. */
const HOLD_MS = 120_000

export interface Director {
  /** Somebody touched the wall. */
  hold(): void
  /** Time that does not count for the present scene, ms: an alert stood over it. */
  pause(time: number): void
  /** A stop came on, by itself or by choice: its time begins. */
  started(): void
  /** To be called often; true once the present scene's time is over. */
  over(scene: SceneName): boolean
}

/** Tells when a scene's time is over. `now` is a clock in ms. */
export function createDirector(now: () => number): Director {
  let since = now()
  let heldUntil = 0
  return {
    hold: () => void (heldUntil = now() + HOLD_MS),
    pause: (time) => void (since += time),
    started: () => void (since = now()),
    over: (scene) => now() >= Math.max(since + stayOf(scene), heldUntil),
  }
}
