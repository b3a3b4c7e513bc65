import { describe, expect, it } from 'vitest'
import { truth, type Effect } from '#ingest/sources/simulator/truth.ts'
import { demo, each } from './demo.ts'

const world = demo()
const effects = new Map(truth(world).incidents.map((effect) => [effect.no, effect]))
const of = (no: number): Effect => effects.get(no)!
const rate = (above = 0, below = 0): number => above / below

describe('the planted incidents', () => {
  it('are told with their cells and differences', () => {
    for (const { no, zh, units, areas } of effects.values()) {
      const { lead = 0, first_visit = 0, net_order = 0, delivery = 0 } = units
      console.log(
        `${no} ${zh}: leads ${lead}, first visits ${first_visit}, net orders ${net_order}, deliveries ${delivery}, areas ${JSON.stringify(areas)}`,
      )
    }
    expect(effects.size).toBe(8)
  })

  it('1: the calling centre costs orders in its 18 stores, at the visit', () => {
    const { units, areas, nation, with: is, without } = of(1)
    expect(units.net_order).toBeLessThanOrEqual(-8)
    expect(nation).toEqual(units)
    expect(Object.keys(areas).sort()).toEqual(['上海', '苏南'])
    expect(units.lead ?? 0).toBe(0)
    expect(rate(is.first_visit, is.lead) / rate(without.first_visit, without.lead)).toBeCloseTo(3.7 / 5.9, 0)
  })

  it('2: the portal’s leads break away in nine areas of the west', () => {
    const { units, areas } = of(2)
    expect(units.lead).toBeLessThan(-800)
    expect(units.net_order).toBeLessThanOrEqual(-8)
    expect(Object.keys(areas)).toHaveLength(9)
  })

  it('3: the rival takes orders, not visits, of one model', () => {
    expect(of(3).units.net_order).toBeLessThanOrEqual(-8)
    expect(of(3).units.first_visit ?? 0).toBe(0)
  })

  it('4: the missing car holds deliveries back while orders hold', () => {
    const { units, with: is } = of(4)
    expect(units.delivery).toBeLessThan(-45)
    expect(units.order ?? 0).toBe(0)
    expect(is.order).toBeGreaterThan(200)
    expect(units.order_cancel).toBeGreaterThan(0)
  })

  it('5: the gaming store converts best and opens cards in the evening', () => {
    const orders = new Map<string, [orders: number, visits: number]>()
    let [levels, bursts] = [0, 0]
    each(world, { from: '2026-10-01', to: '2026-11-23' }, ({ store, seat }, kind, code, at) => {
      const counts = orders.get(store.id) ?? [0, 0]
      if (kind === 'order') counts[0]++
      if (code === 'v') counts[1]++
      orders.set(store.id, counts)
      if (!store.marks.gaming || seat > 1 || kind !== 'card') return
      levels++
      const local = new Date(at + 8 * 3_600_000)
      if (local.getUTCHours() === 20 && local.getUTCMinutes() >= 35 && local.getUTCMinutes() <= 46) bursts++
    })
    const gaming = world.stores.find(({ marks }) => marks.gaming)!
    const best = [...orders].filter(([, [, visits]]) => visits > 20).sort(([, a], [, b]) => b[0] / b[1] - a[0] / a[1])
    expect(best.slice(0, 5).map(([id]) => id)).toContain(gaming.id)
    expect(bursts).toBe(levels)
    expect(levels).toBeGreaterThan(10)
  })

  it('6: the bulk leads change the mix, not a single visit', () => {
    const { units } = of(6)
    expect(units.lead).toBeGreaterThan(2_500)
    expect(units.first_visit ?? 0).toBe(0)
    expect(units.order ?? 0).toBe(0)
  })

  it('7: the silent dealer systems lose nothing', () => {
    expect(of(7).nation).toEqual({})
    expect(of(7).units.delivery).toBeGreaterThan(0)
  })

  it('8: the second call brings visits and orders', () => {
    const { units, with: is, without } = of(8)
    expect(units.net_order).toBeGreaterThanOrEqual(8)
    expect(rate(is.first_visit, is.lead) / rate(without.first_visit, without.lead)).toBeGreaterThan(1.25)
  })
})

describe('the decoys', () => {
  it('stay small: their loss or gain is nothing beside a region’s month', () => {
    const deliveries = (decoys: boolean): Map<string, number> => {
      const counts = new Map<string, number>()
      each(demo({ decoys, incidents: 'none' }), { from: '2026-11-01', to: '2026-11-23' }, ({ store }, kind) => {
        if (kind === 'delivery') counts.set(store.place.region, (counts.get(store.place.region) ?? 0) + 1)
      })
      return counts
    }
    const [with_, without] = [deliveries(true), deliveries(false)]
    const changed = [...without].flatMap(([region, cars]) =>
      with_.get(region) === cars ? [] : [[region, with_.get(region)! - cars] as const],
    )
    console.log('decoys, deliveries by region:', JSON.stringify(changed))
    expect(changed.every(([, cars]) => Math.abs(cars) <= 14)).toBe(true)
  })

  it('hold the lucky week of one salesman', () => {
    const cars = new Map<string, number>()
    each(world, { from: '2026-11-14', to: '2026-11-24' }, ({ advisor, store }, kind) => {
      if (store.marks.lucky && kind === 'order') cars.set(advisor.id, (cars.get(advisor.id) ?? 0) + 1)
    })
    expect(Math.max(...cars.values())).toBeGreaterThanOrEqual(6)
  })
})
