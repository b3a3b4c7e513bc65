import { describe, expect, it } from 'vitest'
import { dueBetween, events, type Detail } from '#ingest/sources/simulator/events.ts'
import type { World } from '#ingest/sources/simulator/world.ts'
import { north } from './demo.ts'

const linesOf = (world: World, from: string, to: string, detail: Detail = 'full', until?: number): string[] =>
  [...events(world, { from, to, detail, until })].flatMap(({ text }) => text.trimEnd().split('\n')).sort()

describe('the demo world is a function of its options', () => {
  it('tells the same month twice, and in another world of the same options', () => {
    const first = linesOf(north(), '2026-10-10', '2026-10-14')
    expect(first.length).toBeGreaterThan(7_000)
    expect(linesOf(north(), '2026-10-10', '2026-10-14')).toEqual(first)
  })

  it('tells another world for another seed', () => {
    const first = new Set(linesOf(north(), '2026-10-10', '2026-10-11', 'light'))
    const other = linesOf(north({ seed: 4 }), '2026-10-10', '2026-10-11', 'light')
    expect(other.filter((line) => first.has(line)).length).toBeLessThan(other.length / 100)
  })

  it('makes a range of the union of its days, around the turn of a month and around the Spring Festival', () => {
    const world = north()
    for (const days of [
      ['2026-10-30', '2026-10-31', '2026-11-01', '2026-11-02'],
      ['2026-02-15', '2026-02-16', '2026-02-18', '2026-02-21'],
    ]) {
      const whole = linesOf(world, days[0]!, days.at(-1)!)
      const parts = days.slice(1).flatMap((to, i) => linesOf(world, days[i]!, to))
      expect(parts.sort()).toEqual(whole)
    }
  })

  it('makes full of light and process_only', () => {
    for (const world of [north(), north({ cleanInLight: true })]) {
      const light = linesOf(world, '2026-09-05', '2026-09-06', 'light')
      const process = linesOf(world, '2026-09-05', '2026-09-06', 'process_only')
      expect([...light, ...process].sort()).toEqual(linesOf(world, '2026-09-05', '2026-09-06'))
    }
  })

  it('keeps an unmoved day as it was when the demo day moves, incidents apart', () => {
    const quiet = { incidents: 'none', decoys: false } as const
    const before = linesOf(north(quiet), '2026-06-02', '2026-06-03', 'light')
    // 澜E's launch follows the demo day, so the months around it do change.
    expect(linesOf(north({ ...quiet, today: '2026-11-24' }), '2026-06-02', '2026-06-03', 'light').map(idOf)).toEqual(
      before.map(idOf),
    )
  })

  it('sends each line once, whether by occurrence or by time of sending', () => {
    const world = north()
    const { starts, texts } = world.rhythm
    const at = (day: string) => starts[texts.indexOf(day)]!
    const [from, now] = [at('2026-11-21'), at('2026-11-23') + 15 * 3_600_000]
    const sent = dueBetween(world, from, now)
    expect(sent.every(({ at }, i) => at >= from && at < now && (i === 0 || at >= sent[i - 1]!.at))).toBe(true)
    const occurred = linesOf(world, '2026-11-05', '2026-11-24', 'full', now)
    const before = new Map<string, number>()
    for (const line of linesOf(world, '2026-11-05', '2026-11-24', 'full', from))
      before.set(line, (before.get(line) ?? 0) + 1)
    const left = occurred.filter((line) => {
      const count = before.get(line) ?? 0
      if (count) before.set(line, count - 1)
      return !count
    })
    expect(sent.map(({ line }) => line.trimEnd()).sort()).toEqual(left)
  })
})

const idOf = (line: string): string => (JSON.parse(line) as { event_id: string }).event_id
