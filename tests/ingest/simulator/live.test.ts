import { describe, expect, it } from 'vitest'
import { readEvent } from '#domain/event.ts'
import { dueBetween } from '#ingest/sources/simulator/events.ts'
import { liveDay } from '#ingest/sources/simulator/live.ts'
import { demo } from './demo.ts'

const at = (time: string): number => Date.parse(`2026-11-23T${time}+08:00`)
const MINUTE = 60_000

describe('the live day', () => {
  const world = demo()

  it('continues after a restart without a gap or a repeat', () => {
    const [from, middle, end] = [at('14:00:00'), at('14:07:31'), at('14:20:00')]
    const whole = dueBetween(world, from, end).map(({ line }) => line)
    const first = liveDay(world, { from })
    const told: string[] = []
    for (let now = from; now <= middle; now += 1_000) told.push(...first.take(now))
    const second = liveDay(world, { from: middle })
    for (let now = middle; now < end; now += 7_000) told.push(...second.take(now))
    told.push(...second.take(end))
    expect(told).toEqual(whole)
    expect(whole.length).toBeGreaterThan(300)
  })

  it('has the rhythm of a day: nights are quiet, evenings bring leads only', () => {
    const count = (from: string, to: string) => dueBetween(world, at(from), at(to))
    expect(count('03:00:00', '04:00:00').length).toBeLessThan(120)
    expect(count('10:00:00', '11:00:00').length).toBeGreaterThan(1_000)
    const evening = count('21:10:00', '22:00:00').map(
      ({ line }) => JSON.parse(line) as { kind?: string; revision?: number; recorded_at?: string },
    )
    expect(evening.filter(({ kind, recorded_at }) => kind === 'visit' && !recorded_at)).toEqual([])
    expect(evening.filter(({ kind }) => kind === 'lead').length).toBeGreaterThan(100)
  })

  it('brings the silent dealer systems at 11:30, all at once', () => {
    const dms = (from: string, to: string) =>
      dueBetween(world, at(from), at(to)).filter(({ line }) => line.includes('"source":"dms-c"'))
    expect(dms('00:00:00', '11:30:00')).toEqual([])
    const late = dms('11:30:00', '11:33:00')
    expect(late.length).toBeGreaterThan(10)
  })

  it('at ×10 brings later journeys now, under ids of their own, never from the future', () => {
    const from = at('15:00:00')
    const live = liveDay(world, { from, speed: 10 })
    const told: Record<string, unknown>[] = []
    for (let now = from + MINUTE; now <= from + 5 * MINUTE; now += MINUTE) {
      for (const line of live.take(now)) {
        const row = JSON.parse(line) as Record<string, unknown>
        const event = readEvent(row, { now, ahead: 0, source: 'default' })
        if (!event.void) expect(event.occurred_at).toBeLessThanOrEqual(now)
        told.push(row)
      }
    }
    const plain = dueBetween(world, from, from + 5 * MINUTE).length
    const early = told.filter(({ event_id }) => String(event_id).includes('-x10-'))
    expect(told.length - early.length).toBe(plain)
    expect(early.length).toBeGreaterThan(plain * 5)
    expect(early.filter((row) => !row.void && (row.attrs as { demo_speed?: number }).demo_speed !== 10)).toEqual([])
    expect(new Set(early.map((row) => JSON.stringify([row.event_id, row.revision ?? 0]))).size).toBeGreaterThan(
      early.length * 0.98,
    )
  })
})
