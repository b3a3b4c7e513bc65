import { dayIndexAt, type Rhythm } from './rhythm.ts'
import type { World } from './world.ts'

const two = (n: number): string => String(n).padStart(2, '0')
const MINUTES = Array.from({ length: 1440 }, (_, i) => `T${two(Math.floor(i / 60))}:${two(i % 60)}:`)
const SECONDS = Array.from({ length: 60 }, (_, i) => two(i))

const offsetText = (minutes: number): string => {
  const ahead = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`
}

/** ISO text of an instant with the zone's offset, whole seconds: `2026-11-22T10:03:04+08:00`. Far cheaper than `Date`. */
export function stamper(rhythm: Rhythm): (instant: number) => string {
  const offsets = new Map([...new Set(rhythm.offsets)].map((minutes) => [minutes, offsetText(minutes)]))
  return (instant) => {
    const index = dayIndexAt(rhythm, instant)
    const seconds = Math.floor((instant - rhythm.starts[index]!) / 1000)
    const minute = Math.min(1439, Math.floor(seconds / 60))
    return rhythm.texts[index]! + MINUTES[minute]! + SECONDS[seconds % 60]! + offsets.get(rhythm.offsets[index]!)!
  }
}

const stamps = new WeakMap<World, (instant: number) => string>()

/** The stamper of a world, made once. */
export const stampOf = (world: World): ((instant: number) => string) => {
  let stamp = stamps.get(world)
  if (!stamp) stamps.set(world, (stamp = stamper(world.rhythm)))
  return stamp
}
