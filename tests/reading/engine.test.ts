import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MEASURES } from '#domain/measures.ts'
import { complaintsOf, marketOf } from '#domain/reading/market.ts'
import { pileItem, threeOf } from '#domain/reading/morning.ts'
import { movementOf, type Pair } from '#domain/reading/moved.ts'
import { CARDLESS_KPI, COUNTERLESS_KPI, INTERPRETATIONS, interpretationOf, KPI_OF, WALK_IN_KPI } from '#domain/reading/table.ts' // prettier-ignore
import type { MarketRow } from '#domain/streams.ts'
import { addDays, dayNumber } from '#domain/zone.ts'

describe('the interpretation table', () => {
  it('holds the five rows of the business, and marks all others as ours', () => {
    const seed = INTERPRETATIONS.filter(({ source }) => source === 'seed')
    expect(seed.map(({ kpi, direction }) => `${kpi} ${direction}`)).toEqual([
      'sales_visit down',
      'traffic_card_rate up',
      'unique_lead_first_visit_rate down',
      'card_order_rate down',
      'order_deal_rate down',
      'order_delivery_rate down',
    ])
    expect(interpretationOf('unique_lead_first_visit_rate', 'down')).toMatchObject({
      outside: { zh: '意向顾客质量不高' },
      inside: { zh: '邀约客户到店的效果不佳' },
    })
  })

  it('speaks of every key figure in both directions, each a measure of the dictionary', () => {
    for (const kpi of [...Object.values(KPI_OF), CARDLESS_KPI, COUNTERLESS_KPI, WALK_IN_KPI]) {
      for (const name of [kpi.name, kpi.above, ...(kpi.below === null ? [] : [kpi.below])])
        expect(MEASURES.has(name)).toBe(true)
      for (const direction of ['down', 'up'] as const) expect(interpretationOf(kpi.row, direction).kpi).toBe(kpi.row)
    }
  })
})

const pair = (now: [number, number | null], before: [number, number | null]): Pair => ({
  now: { above: now[0], below: now[1] },
  before: { above: before[0], below: before[1] },
})

describe('a movement', () => {
  it('is more than chance and more than little', () => {
    expect(movementOf(pair([37, 1_000], [59, 1_000]))).toBe('down')
    expect(movementOf(pair([59, 1_000], [37, 1_000]))).toBe('up')
    expect(movementOf(pair([4, 100], [6, 100]))).toBe('still')
    // Sure, but hardly worth a word.
    expect(movementOf(pair([49_000, 100_000], [50_000, 100_000]))).toBe('still')
    expect(movementOf(pair([1, 5], [5, 5]))).toBeNull()
    expect(movementOf(pair([0, null], [3, null]))).toBeNull()
    expect(movementOf(pair([10, null], [100, null]))).toBe('down')
  })

  it('is the opposite one when time runs backwards', () => {
    const opposite = { down: 'up', up: 'down', still: 'still', none: null } as const
    const count = fc.integer({ min: 0, max: 400 })
    fc.assert(
      fc.property(count, count, (a, b) => {
        const [there, back] = [movementOf(pair([a, 500], [b, 500])), movementOf(pair([b, 500], [a, 500]))]
        // What is little against the larger figure may be worth a word against the smaller one.
        if (there === 'still' || back === 'still') return
        expect(back).toBe(opposite[there ?? 'none'])
      }),
      { seed: 7 },
    )
  })
})

describe('the market', () => {
  const spans = { now: { from: '2026-11-01', to: '2026-11-24' }, before: { from: '2026-10-01', to: '2026-10-24' } }
  const filter = {
    places: [new Set(['苏州', '无锡']), new Set(['苏南']), new Set(['江苏'])],
    ownBrands: new Set(['远澜']),
    models: new Set(['X5']),
    classes: new Set(['SUV']),
  }
  const rowOf = fc.record({
    from: fc.integer({ min: 0, max: 70 }).map((day) => addDays('2026-09-20', day)),
    days: fc.integer({ min: 1, max: 31 }),
    place: fc.constantFrom('苏州', '无锡', '江苏', '北京'),
    brand: fc.constantFrom('远澜', '启岳'),
    model: fc.constantFrom('X5', 'E', '启岳S5'),
    segment: fc.constantFrom('SUV', '中型 SUV', '轿车'),
    units: fc.integer({ min: 0, max: 90 }),
  })

  it('counts what a plain loop over days counts', () => {
    fc.assert(
      fc.property(fc.array(rowOf, { maxLength: 40 }), (drawn) => {
        const rows = drawn.map(({ days, ...row }): MarketRow => ({ ...row, to: addDays(row.from, days), basis: 'insured' })) // prettier-ignore
        const wanted = rows.filter(({ brand, model, segment }) => (brand === '远澜' ? model === 'X5' : segment.endsWith('SUV'))) // prettier-ignore
        const fine = wanted.filter(({ place }) => place === '苏州' || place === '无锡')
        const used = fine.length > 0 ? fine : wanted.filter(({ place }) => place === '江苏')
        const { models } = marketOf(rows, filter, spans)
        for (const side of ['now', 'before'] as const) {
          const told = new Set<string>()
          const sums = new Map<string, number>()
          for (let day = spans[side].from; day < spans[side].to; day = addDays(day, 1)) {
            for (const row of used) {
              if (day < row.from || day >= row.to) continue
              told.add(day)
              const part = row.units! / (dayNumber(row.to) - dayNumber(row.from))
              sums.set(`${row.brand} ${row.model}`, (sums.get(`${row.brand} ${row.model}`) ?? 0) + part)
            }
          }
          for (const { brand, model, units } of models) {
            if (told.size === 0) expect(units[side]).toBeNull()
            else expect(units[side]).toBeCloseTo(((sums.get(`${brand} ${model}`) ?? 0) * 7) / told.size, 8)
          }
        }
      }),
      { seed: 7 },
    )
  }) // prettier-ignore

  it('reads a price as a level: the latest against the average before', () => {
    const row = (from: string, price: number): MarketRow => ({
      from, to: addDays(from, 7), place: '江苏', brand: '启岳', model: '启岳S5', segment: '中型 SUV', basis: 'street_price', price,
    }) // prettier-ignore
    const rows = [row('2026-10-05', 178_000), row('2026-10-12', 180_000), row('2026-11-02', 179_000), row('2026-11-09', 166_000)] // prettier-ignore
    expect(marketOf(rows, filter, spans).models[0]!.price).toEqual({ now: 166_000, before: 179_000 })
  })

  it('hears only complaints about own cars in these places', () => {
    const said = (at: string, change: object = {}) => ({
      at, place: '苏州', brand: '远澜', model: 'X5', topic: '价格', polarity: -1, text: '贵', ...change,
    }) // prettier-ignore
    const rows = [
      said('2026-10-03T10:00:00+08:00'), said('2026-11-02T23:30:00+08:00'), said('2026-11-05T10:00:00+08:00', { polarity: '负面' }),
      said('2026-11-05T10:00:00+08:00', { polarity: 1 }), said('2026-11-05T10:00:00+08:00', { place: '北京' }),
      said('2026-11-05T10:00:00+08:00', { brand: '启岳' }), said('2026-11-05T10:00:00+08:00', { model: 'E' }),
    ] // prettier-ignore
    const heard = complaintsOf(rows, filter, spans, (at) => at.slice(0, 10))
    expect(heard.find(({ topic }) => topic === '价格')!.count).toEqual({ now: 2, before: 1 })
  })
})

describe('the morning list', () => {
  it('takes the three largest and invents none', () => {
    expect(threeOf([{ units: 2 }, { units: 9 }, { units: 4 }, { units: 7 }])).toEqual([9, 7, 4].map((units) => ({ units }))) // prettier-ignore
    expect(threeOf([{ units: 1 }])).toHaveLength(1)
    expect(threeOf([])).toEqual([])
  })

  it('lets one pile stand before what happened, and fills up with the others', () => {
    const item = (kind: 'overdue' | 'due' | 'data' | undefined, units: number) => ({ units, ...(kind && { kind }) })
    const piles = [item('overdue', 90), item('overdue', 60)]
    expect(threeOf([...piles, item(undefined, 11), item('due', 4)]).map(({ units }) => units)).toEqual([90, 11, 4])
    expect(threeOf([...piles, item('data', 8)]).map(({ units }) => units)).toEqual([90, 60, 8])
  })

  it('counts a pile above one dealer only as far as it exceeds what is usual', () => {
    const pile = { of: 'overdue_card', now: 120, usual: 100, worth: 0.2, view: { measures: ['overdue_card'] } } as const
    expect(pileItem({ ...pile, view: { measures: ['overdue_card'] }, dealer: false })).toMatchObject({ units: 4 })
    expect(pileItem({ ...pile, view: { measures: ['overdue_card'] }, dealer: true })).toMatchObject({ units: 24 })
    expect(pileItem({ ...pile, view: { measures: ['overdue_card'] }, now: 90, dealer: false })).toBeNull()
    expect(pileItem({ ...pile, view: { measures: ['overdue_card'] }, worth: null, dealer: true })).toBeNull()
  })

  it('has a store call its customers, and who leads many stores call on those stores; many cars are told whole', () => {
    const view = { measures: ['overdue_card'] }
    const pile = { of: 'overdue_card', now: 12_971, usual: 12_516, worth: 0.2033, view } as const
    expect(pileItem({ ...pile, dealer: false })).toMatchObject({
      units: 92.5,
      zh: '逾期未跟进 12,971 张卡，比上期同期多 455，按本处转化约值 93 台',
      call: { zh: '请多出最多的店今天先打逾期的 H/A 级客户' },
    })
    expect(pileItem({ ...pile, now: 12, dealer: true })).toMatchObject({
      units: 2.4,
      zh: '逾期未跟进 12 张卡，按本店转化约值 2.4 台',
      call: { zh: '请今天打完逾期客户，先打 H/A 级' },
    })
  })
})
