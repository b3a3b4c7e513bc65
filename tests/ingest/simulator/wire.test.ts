import { describe, expect, it } from 'vitest'
import { readEvent } from '#domain/event.ts'
import { STREAMS, keyOf, type Stream } from '#domain/streams.ts'
import { SOURCES } from '#ingest/sources/simulator/catalogue.ts'
import { events } from '#ingest/sources/simulator/events.ts'
import { REGIONS } from '#ingest/sources/simulator/places.ts'
import { reference } from '#ingest/sources/simulator/reference.ts'
import { demo, each, TODAY } from './demo.ts'

const rules = { now: Date.parse('2026-11-23T20:00:00+08:00'), ahead: 600_000, source: 'default' }

describe('wire format', () => {
  const world = demo()
  const rows = [...events(world, { from: '2026-11-20', to: '2026-11-24', detail: 'full', until: rules.now })].flatMap(
    ({ text }) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  )

  it('is read by the contract’s own reader without a refusal', () => {
    const kinds = new Set<string>()
    for (const row of rows) {
      const event = readEvent(row, rules)
      if (!event.void) {
        expect(event.occurred_at).toBeLessThan(rules.now)
        kinds.add(event.kind)
      }
    }
    expect([...kinds].sort()).toEqual(
      'appointment assign card clean contact deal delivery dispatch dormant insured invoice lead lock lost no_show order order_cancel quote revive score test_drive traffic visit wecom_add'.split(
        ' ',
      ),
    )
  })

  it('comes from the twelve declared sources', () => {
    const used = new Set(rows.map(({ source }) => source as string))
    expect([...used].every((source) => (SOURCES as readonly string[]).includes(source))).toBe(true)
    expect(used.size).toBe(SOURCES.length)
  })

  it('repeats an id only for corrections, withdrawals and re-sent rows, each near its share', () => {
    const bodies = new Map<string, string[]>()
    for (const row of rows) {
      if (row.kind === 'traffic') continue
      const id = `${row.source as string} ${row.event_id as string}`
      bodies.set(id, [...(bodies.get(id) ?? []), JSON.stringify(row)])
    }
    let [corrected, withdrawn, again] = [0, 0, 0]
    for (const versions of bodies.values()) {
      const parsed = versions.map((text) => JSON.parse(text) as { revision?: number; void?: boolean })
      if (parsed.some((row) => row.void)) withdrawn++
      else if (parsed.some((row) => row.revision)) corrected++
      else if (versions.length > 1) {
        again++
        expect(new Set(versions).size).toBe(1)
      }
      expect(versions.length).toBeLessThanOrEqual(2)
    }
    const share = (count: number) => count / bodies.size
    // The last hours' corrections have not been sent yet.
    expect(share(corrected)).toBeGreaterThan(0.006)
    expect(share(corrected)).toBeLessThan(0.011)
    expect(share(withdrawn)).toBeGreaterThan(0.003)
    expect(share(withdrawn)).toBeLessThan(0.0055)
    expect(share(again)).toBeGreaterThan(0.004)
    expect(share(again)).toBeLessThan(0.0075)
  })
})

describe('reference rows', () => {
  for (const size of ['default', 'large'] as const) {
    it(`of the ${size} world are valid, unique and complete`, () => {
      const world = demo({ size })
      const rows = reference(world)
      for (const [stream, list] of Object.entries(rows) as [Stream, Record<string, unknown>[]][]) {
        for (const row of list) expect(STREAMS[stream].row.safeParse(row).error?.issues ?? []).toEqual([])
        expect(new Set(list.map((row) => keyOf(stream, row))).size, stream).toBe(list.length)
      }
      const count = (of: (row: (typeof rows.dealers)[number]) => string) => new Set(rows.dealers.map(of)).size
      expect(count(({ dealer_id }) => dealer_id)).toBe(size === 'large' ? 600 : 180)
      expect(count(({ region }) => region)).toBe(8)
      expect(count(({ area }) => area)).toBe(size === 'large' ? 40 : 36)
      expect(count(({ name }) => name)).toBe(world.stores.length)
      expect(count(({ attrs }) => String(attrs!.short_name))).toBe(world.stores.length)
      expect(count(({ attrs }) => String(attrs!.short_en))).toBe(world.stores.length)
      expect(
        rows.dealers.every(
          ({ attrs }) => String(attrs!.short_name).length <= 7 && String(attrs!.short_en).length <= 15,
        ),
      ).toBe(true)
    })
  }

  it('hold the decoys: a moved store, a store under reconstruction, a wrong target', () => {
    const { dealers, targets } = reference(demo())
    const moved = dealers.filter(({ valid_from, area }) => valid_from && area === '鲁东')
    expect(moved).toHaveLength(1)
    expect(dealers.filter(({ status }) => status === '整改')).toHaveLength(1)
    const of = (from: string) => targets.find((row) => row.from === from && row.area === '冀北')!.value
    expect(of('2026-11-01') / of('2026-10-01')).toBeGreaterThan(1.3)
  })

  it('have targets whose levels add up as they are meant to', () => {
    const { targets } = reference(demo())
    const month = targets.filter(({ from, kind }) => from === '2026-10-01' && kind === 'target')
    const sum = (of: (row: (typeof month)[number]) => unknown) =>
      month.filter((row) => of(row)).reduce((all, { value }) => all + value, 0)
    const national = month.find(({ region, area, dealer_id, model }) => !region && !area && !dealer_id && !model)!.value
    expect(sum(({ model }) => model)).toBe(national)
    expect(sum(({ region }) => region)).toBe(Math.round(national * 1.03))
    expect(sum(({ dealer_id }) => dealer_id)).toBe(Math.round(national * 1.08))
    expect(targets.some(({ from, to }) => from <= TODAY && TODAY < to)).toBe(true)
  })

  it('let the demo month end just below its target, between promise and feat', { timeout: 60_000 }, () => {
    const world = demo()
    const { targets } = reference(world)
    const national = (kind: string) =>
      targets.find(
        (row) =>
          row.from === '2026-11-01' && row.kind === kind && !row.region && !row.area && !row.dealer_id && !row.model,
      )!
    let cars = 0
    each(world, national('target'), (_, kind) => void (kind === 'delivery' && cars++))
    expect(cars / national('target').value).toBeGreaterThan(0.98)
    expect(cars / national('target').value).toBeLessThan(1)
    const of = (kind: string, region: string) =>
      targets.find((row) => row.from === '2026-11-01' && row.kind === kind && row.region === region)!.value
    for (const { region } of REGIONS) {
      expect(of('commitment', region)).toBeLessThan(of('target', region))
      expect(of('challenge', region)).toBeGreaterThan(of('target', region))
    }
    // The south promises nearly all of its target, the north-east holds back.
    const promise = (region: string) => of('commitment', region) / of('target', region)
    expect(promise('华南')).toBeGreaterThan(promise('华东'))
    expect(promise('东北')).toBeLessThan(promise('华东'))
  })
})
