import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectedGap, hourOfWeek, learnRhythm, overdueFrom } from '#domain/doubts/rhythm.ts'
import { DAY_MS, openZone } from '#domain/zone.ts'

const zone = openZone('Asia/Shanghai')
const at = (text: string): number => Date.parse(`${text}:00+08:00`)
const MINUTE = 60_000
const span = { from: at('2026-10-19T00:00'), until: at('2026-11-23T00:00') }

/** Instants every `minutes` between two hours of each day. */
function daily(minutes: number, [open, close]: [number, number]): number[] {
  const found: number[] = []
  for (let day = span.from; day < span.until; day += DAY_MS) {
    for (let time = open * 60; time < close * 60; time += minutes) found.push(day + time * MINUTE)
  }
  return found
}

describe('the rhythm of a sender', () => {
  it('counts hours from Monday', () => {
    expect(hourOfWeek(at('2026-11-23T00:30'), zone)).toBe(0)
    expect(hourOfWeek(at('2026-11-22T23:59'), zone)).toBe(167)
  })

  it('knows how far apart arrivals lie, hour by hour', () => {
    const rhythm = learnRhythm(daily(10, [9, 21]), span, zone)
    expect(expectedGap(rhythm, hourOfWeek(at('2026-11-20T10:00'), zone))! / MINUTE).toBeCloseTo(10, 0)
    expect(expectedGap(rhythm, hourOfWeek(at('2026-11-20T03:00'), zone))).toBeNull()
  })

  it('misses a busy sender soon by day, and not at night', () => {
    const rhythm = learnRhythm(jitter(daily(10, [9, 21])), span, zone)
    const due = overdueFrom(rhythm, at('2026-11-19T14:00'), zone)!
    expect(due - at('2026-11-19T14:00')).toBeGreaterThan(45 * MINUTE)
    expect(due - at('2026-11-19T14:00')).toBeLessThan(120 * MINUTE)
    const night = overdueFrom(rhythm, at('2026-11-19T20:50'), zone)!
    expect(night).toBeGreaterThan(at('2026-11-20T09:45'))
    expect(night).toBeLessThan(at('2026-11-20T11:00'))
  })

  it('misses what comes by timetable when it does not come', () => {
    const rhythm = learnRhythm(daily(24 * 60, [2, 3]), span, zone)
    expect(overdueFrom(rhythm, at('2026-11-20T02:00'), zone)).toBe(at('2026-11-21T14:00'))
  })

  it('does not judge before two weeks, nor who writes so seldom that nothing is due', () => {
    const young = { from: at('2026-11-12T00:00'), until: span.until }
    expect(overdueFrom(learnRhythm(daily(10, [9, 21]), young, zone), at('2026-11-20T10:00'), zone)).toBeNull()
    const seldom = learnRhythm([at('2026-10-20T10:00'), at('2026-11-02T16:00')], span, zone)
    expect(overdueFrom(seldom, at('2026-11-02T16:00'), zone)).toBeNull()
  })

  it('is hardly ever wrong about a sender that writes by chance', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        const random = randomOf(seed)
        const instants = daily(1, [9, 21]).filter(() => random() < 0.05)
        const rhythm = learnRhythm(instants, span, zone)
        const late = instants.slice(1).filter((next, i) => next > (overdueFrom(rhythm, instants[i]!, zone) ?? Infinity))
        expect(late.length / instants.length).toBeLessThan(0.01)
      }),
      { numRuns: 3, seed: 7 },
    )
  })
})

/** Moves instants by up to 7 minutes, so that no timetable is seen in them. */
function jitter(instants: readonly number[]): number[] {
  const random = randomOf(3)
  return instants.map((instant) => instant + Math.floor(random() * 7 * MINUTE)).sort((a, b) => a - b)
}

/** Park and Miller's generator. */
function randomOf(seed: number): () => number {
  let state = seed % 2_147_483_647
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}
