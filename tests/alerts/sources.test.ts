import { describe, expect, it } from 'vitest'
import { detect, type Stretch } from '#domain/alerts/detect.ts'
import { lateFrom, noteLags, type Lags } from '#domain/alerts/lateness.ts'
import { alertMeasures } from '#domain/alerts/measures.ts'
import { merge } from '#domain/alerts/merge.ts'
import { placesOf } from '#domain/alerts/place.ts'
import { keyOf } from '#domain/alerts/track.ts'
import { organise } from '#domain/organisation.ts'
import { shelve } from '#domain/stock/vehicles.ts'
import type { StockRow } from '#domain/streams.ts'
import { addDays, openZone } from '#domain/zone.ts'
import { withCars } from '#server/alerts/cars.ts'
import { createAsker } from '#server/query/ask.ts'
import { openCalendar } from '#domain/calendar.ts'
import { dealer } from '../oracle/world.ts'
import { dice, weekStretch, worldOf } from './world.ts'

const HOUR = 3_600_000
const day = (n: number): string => addDays('2026-09-01', n)

/** Ten days of a source whose watermark lies so far behind, hours. */
const habit = (hours: number, days = 10): Lags =>
  Array.from({ length: days }, (_, n) => n).reduce<Lags>(
    (lags, n) => noteLags(lags, new Map([['dms', hours * HOUR]]), day(n)),
    {},
  )

describe('a source that is late', () => {
  it('is so after two hours where it usually tells at once, after half as much again where it is slow', () => {
    expect(lateFrom(habit(0.05)['dms'], day(10))).toBe(2 * HOUR)
    expect(lateFrom(habit(26)['dms'], day(10))).toBe(39 * HOUR)
  })
  it('is not said before three days were seen, nor learned from the day that runs', () => {
    expect(lateFrom(undefined, day(0))).toBeNull()
    expect(lateFrom(habit(0.05, 3)['dms'], day(2))).toBeNull()
    expect(lateFrom(habit(0.05, 3)['dms'], day(3))).toBe(2 * HOUR)
  })
  it('teaches nothing by one outage, and is believed when it stays slow', () => {
    const outage = noteLags(habit(0.05), new Map([['dms', 16 * HOUR]]), day(10))
    expect(lateFrom(outage['dms'], day(11))).toBe(2 * HOUR)
    const slow = Array.from({ length: 9 }, (_, n) => n).reduce((lags, n) => noteLags(lags, new Map([['dms', 24 * HOUR]]), day(10 + n)), habit(0.05)) // prettier-ignore
    expect(lateFrom(slow['dms'], day(19))).toBe(36 * HOUR)
  })
  it('is remembered for two weeks, and written only when it grows', () => {
    const lags = habit(1, 30)
    expect(lags['dms']).toHaveLength(14)
    expect(noteLags(lags, new Map([['dms', HOUR]]), day(29))).toBe(lags)
  })
})

describe('how leads are called', () => {
  const measures = alertMeasures('delivery')
  const world = worldOf(5)
  const base = weekStretch(world, 80)
  /** Contacts in time of each area's leads: half of them, in a hit area a fifth. */
  const calling = (hit: string | null, factor = 0.4): Stretch => {
    const next = dice(9)
    const of = new Map(world.dealers.map(({ dealer_id }) => [dealer_id, Array.from({ length: 9 }, () => 60 + Math.round(20 * next()))])) // prettier-ignore
    const prompt = new Map(
      world.dealers.map(({ dealer_id, area }) => [
        dealer_id,
        of
          .get(dealer_id)!
          .map((n, k) => Array.from({ length: n }, () => next()).filter((one) => one < (k === 0 && area === hit ? 0.5 * factor : 0.5)).length),
      ]),
    ) // prettier-ignore
    const units = new Map(base.units)
    units.set('contact_2h.in', new Map([['', prompt]])).set('contact_2h.of', new Map([['', of]]))
    const weights = new Map(base.weights)
    for (const counter of ['contact_2h.in', 'contact_2h.of']) weights.set(counter, new Array<number>(9).fill(1))
    return { ...base, units, weights }
  }
  const keys = (stretch: Stretch): string[] => {
    const detected = detect(world.nation, measures, [stretch], 1)
    return merge(detected).map(({ reading }) => keyOf(reading))
  }
  it('is told of the area where it broke, and of none while it is as usual', () => {
    expect(keys(calling('A12'))).toEqual(['contact_2h_rate R1\u0000A12'])
    expect(keys(calling(null))).toEqual([])
    expect(keys(calling('A12', 1.7))).toEqual(['contact_2h_rate R1\u0000A12 up'])
  })
})

describe('cars on hand', () => {
  const zone = openZone('Asia/Shanghai')
  const today = '2026-09-22'
  const dealers = ['华东', '华南', '西部'].flatMap((region, r) => Array.from({ length: 12 }, (_, d) => dealer(`D${r}${d + 10}`, region, `${region}甲`))) // prettier-ignore
  const organisation = organise({ dealers, advisors: [], models: [], channels: [] })
  const nation = placesOf(dealers.map(({ dealer_id, region, area }) => ({ dealer_id, region, area })))
  const measures = alertMeasures('delivery').filter(({ from }) => from === 'stock')
  /** Reports of every morning of ten weeks; the whole maker's cars grow by a half in the last of them. */
  const reports = (on: (row: { dealer_id: string; model: string; ago: number }) => number | null): StockRow[] =>
    Array.from({ length: 70 }, (_, ago) => ago).flatMap((ago) =>
      dealers.flatMap(({ dealer_id }, i) =>
        ['E', 'X5', 'A'].flatMap((model): StockRow[] => {
          const factor = on({ dealer_id, model, ago })
          const usual = (8 + (i % 5) + ((i + ago) % 3)) * (ago < 7 ? 1.5 : 1)
          return factor === null ? [] : [{ at: `${addDays(today, -ago)}T08:00:00+08:00`, dealer_id, model, on_hand: Math.round(usual * factor) }] // prettier-ignore
        }),
      ),
    )
  const roots = (rows: StockRow[]) => {
    const vehicles = () => shelve(rows)
    const rooms = { engine: null as never, zone, calendar: openCalendar(), organisation: () => organisation, targets: () => [], vehicles, freshness: () => ({}), head: () => 0, now: () => zone.instant(today) } // prettier-ignore
    const span = { from: addDays(today, -7), to: today, until_hour: null }
    const bare: Stretch = { family: 'week', span, weights: new Map(), units: new Map() }
    const stretch = withCars({ ...rooms, asker: createAsker(rooms) }, bare, measures)
    return merge(detect(nation, measures, [stretch], 1)).map(({ reading }) => ({ key: keyOf(reading), units: reading.units })) // prettier-ignore
  }
  it('are held against the course of all cars: what all dealers stock up is nobody’s alarm', () => {
    expect(roots(reports(() => 1))).toEqual([])
  })
  it('that are missing everywhere are told once, as the model, with the number that stands', () => {
    const rows = reports(({ model, ago }) => (model === 'E' && ago < 5 ? 0.15 : 1))
    const [first] = roots(rows)
    expect(first!.key).toBe('vehicle_on_hand \u0001model=E')
    const newest = rows.filter(({ at, model }) => at.startsWith(addDays(today, -1)) && model === 'E')
    expect(first!.units).toBe(newest.reduce((sum, { on_hand }) => sum + on_hand, 0))
  })
  it('of dealers that stopped reporting are no shortage', () => {
    expect(roots(reports(({ dealer_id, ago }) => (dealer_id.startsWith('D0') && ago < 20 ? null : 1)))).toEqual([])
  })
})
