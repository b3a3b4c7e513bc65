import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organise } from '#domain/organisation.ts'
import { addDays } from '#domain/zone.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { dealer, smallMaker } from '#tests/oracle/world.ts'
import { fact, zone } from '#tests/query/house.ts'
import { openWhyHouse, type WhyHouse } from './house.ts'

let house: WhyHouse
/** First visits of ten leads: by dealer, in the months before and now. Every second visit ends in a delivery. */
const VISITS: Record<string, readonly [before: number, now: number]> = { D1: [3, 2], D2: [4, 4], D4: [2, 3], D5: [5, 5], D6: [4, 6] } // prettier-ignore

beforeAll(async () => {
  house = await openWhyHouse()
  const dealers = Object.keys(VISITS).map((id) => dealer(id, id === 'D4' ? '华南' : '华东', id === 'D4' ? '粤东' : '苏南', { city_tier: id === 'D6' ? '3' : '1' })) // prettier-ignore
  house.set({ organisation: organise({ ...smallMaker, dealers }) })
  const facts: ReturnType<typeof fact>[] = []
  for (let day = '2025-10-01'; day < '2026-11-21'; day = addDays(day, 1)) {
    const occurred_at = zone.instant(day, 12 * 3_600_000)
    for (const [dealer_id, [before, now]] of Object.entries(VISITS)) {
      const visits = day >= '2026-11-01' ? now : before
      const counts = [
        ['unique_lead', 10],
        ['first_visit', visits],
        ['delivery', visits / 2],
      ] as const
      for (const [kind, units] of counts) facts.push(fact({ seq: facts.length + 1, kind, occurred_at, dealer_id, units: 2 * units })) // prettier-ignore
    }
  }
  await insertFacts(house.engine, facts, 'whatif')
  house.set({ head: facts.length })
})
afterAll(() => house.close())

const suppose = (more: Record<string, unknown>, where = {}) =>
  house.diagnoser().whatIf({ stage: 'first_visit', segment: { dealer_id: 'D1' }, ...more }, { where })

describe('what if a step', () => {
  it('stood as it did before: the visits more, at what a visit leads to', async () => {
    // 20 days × 20 leads × (0.3 − 0.2) = 40 visits, of which every second ends in a delivery.
    const { units, low, high, ...rest } = await suppose({ to: 'previous' })
    expect(units).toBeCloseTo(20, 9)
    expect(low).toBeLessThan(20)
    expect(high - 20).toBeCloseTo(20 - low, 9)
    expect(rest).toEqual({ stage: 'first_visit', of: 'rate', from: 0.2, to: 0.3, peers: null, best: null, seen: { least: 0.2, most: 0.5 }, beyond: false }) // prettier-ignore
    expect((await suppose({ to: 'last_year' })).to).toBe(0.3)
  })

  it('stood at the median or the best of its equals, stores of its tier and size', async () => {
    // D6 is of another tier.
    expect(await suppose({ to: 'peers' })).toMatchObject({ to: 0.4, peers: 3, best: null })
    expect(await suppose({ to: 'best' })).toMatchObject({ to: 0.5, peers: null, best: 'D5' })
    expect(await suppose({ to: 'best', segment: { area: '苏南' } })).toMatchObject({ to: 0.6, best: 'D6' })
  })

  it('stood where nobody ever was: it says so', async () => {
    expect(await suppose({ to: 0.45 })).toMatchObject({ to: 0.45, beyond: false })
    const wish = await suppose({ to: 0.8 })
    expect(wish).toMatchObject({ beyond: true, seen: { least: 0.2, most: 0.5 } })
    expect(wish.units).toBeCloseTo(20 * 20 * 0.6 * 0.5, 9)
  })

  it('is a volume at the top of the funnel', async () => {
    const more = await suppose({ stage: 'unique_lead', to: 500 })
    expect(more).toMatchObject({ of: 'volume', from: 400, to: 500, beyond: true })
    expect(more.units).toBeCloseTo(100 * 0.2 * 0.5, 9)
    // Twenty leads a day, over 21 days and ten hours.
    expect(more.seen.most).toBeCloseTo(20 * (21 + 10 / 24), 9)
    expect(await suppose({ stage: 'unique_lead', to: 'peers' })).toMatchObject({ to: null, units: 0 })
  })

  it('knows of nobody outside the asker’s scope', async () => {
    const south = { region: ['华南'] }
    expect(await suppose({ segment: { dealer_id: 'D4' }, to: 'peers' }, south)).toMatchObject({ to: null, peers: null, seen: { least: 0.2, most: 0.2 } }) // prettier-ignore
    await expect(suppose({ to: 'peers' }, south)).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('is set by targets of both stages', async () => {
    const target = { from: '2026-11-01', to: '2026-12-01', kind: 'target' as const, dealer_id: 'D1' }
    house.set({ targets: [{ ...target, measure: 'unique_lead', value: 600 }, { ...target, measure: 'first_visit', value: 150 }] }) // prettier-ignore
    expect((await suppose({ to: 'target' })).to).toBeCloseTo(0.25, 6)
    house.set({ targets: [] })
    expect(await suppose({ to: 'target' })).toMatchObject({ to: null, units: 0, beyond: false })
  })

  it('refuses what is none', async () => {
    await expect(suppose({ to: 2 })).rejects.toMatchObject({ code: 'bad_spec', path: 'to' })
    await expect(suppose({ to: 'heaven' })).rejects.toMatchObject({ path: 'to' })
    await expect(suppose({ stage: 'lead', to: 0.1 })).rejects.toMatchObject({ path: 'stage' })
    await expect(suppose({ segment: { dealer_id: 7 }, to: 0.1 })).rejects.toMatchObject({ path: 'segment.dealer_id' })
    await expect(suppose({ segment: { hour: '10' }, to: 0.1 })).rejects.toMatchObject({ path: 'segment.hour' })
  })
})
