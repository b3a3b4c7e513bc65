import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fullScope } from '#domain/scope.ts'
import type { Figure } from '#domain/view.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { at, fact, openHouse, type House } from './house.ts'

let house: House
const list = (spec: Record<string, unknown>, scope = fullScope) => house.rows(spec, scope)

beforeAll(async () => {
  house = await openHouse()
  const lead = {
    kind: 'lead',
    dealer_id: 'D1',
    person: 'hash',
    vin: 'hash',
    lead_id: 'L1',
    occurred_at: at('11-20 09:00'),
  } as const
  await insertFacts(
    house.engine,
    [
      fact({ ...lead, seq: 1, units: 3, channel: 'qczj' }),
      fact({ ...lead, seq: 2, units: 3, channel: 'qczj', sign: -1 }),
      fact({ ...lead, seq: 3, units: 2, channel: 'autohome', revision: 1 }),
      fact({ ...lead, seq: 4, sign: 0 }),
      fact({ seq: 5, kind: 'order', occurred_at: at('11-21 09:00'), dealer_id: 'D1', amount: 100 }),
      fact({ seq: 6, kind: 'order_cancel', occurred_at: at('11-21 10:00'), dealer_id: 'D1', amount: 100 }),
      fact({ seq: 7, kind: 'order', occurred_at: at('10-21 09:00'), dealer_id: 'D4', amount: 250 }),
      ...Array.from({ length: 25 }, (_, i) =>
        fact({ seq: 10 + i, kind: 'visit', occurred_at: at('11-02 09:00'), dealer_id: 'D2', units: 1 + i }),
      ),
    ],
    'rows',
  )
})
afterAll(() => house.close())

const signed = (rows: { sign: number; units: number }[]): number =>
  rows.reduce((sum, { sign, units }) => sum + sign * units, 0)

describe('the entries behind a number', () => {
  it('come newest first with every correction, and their signed units are the number', async () => {
    const { rows, total, figure, next } = await list({
      measures: ['lead'],
      by: ['channel'],
      key: { channel: 'autohome' },
    })
    expect(rows.map(({ seq, sign }) => [seq, sign])).toEqual([[3, 1], [2, -1], [1, 1]]) // prettier-ignore
    expect([signed(rows), figure, total, next]).toEqual([2, 2, 3, null])
  })

  it('never show a person or a vehicle', async () => {
    const { rows } = await list({ measures: ['lead'] })
    for (const name of ['person', 'same_as', 'vin', 'subject', 'body_hash']) expect(rows[0]).not.toHaveProperty(name)
    expect(rows[0]).toMatchObject({
      lead_id: 'L1',
      event_id: 'e3',
      advisor_id: null,
      occurred_at: '2026-11-20T09:00:00.000+08:00',
    })
  })

  it('carry the sign with which they count', async () => {
    const { rows, figure } = await list({ measures: ['net_order'] })
    expect(rows.map(({ kind, sign }) => [kind, sign])).toEqual([['order_cancel', -1], ['order', 1]]) // prettier-ignore
    expect(figure).toBe(0)
  })

  it('of a comparison are those of its range, money as text', async () => {
    const { rows, figure, range } = await list({
      measures: ['order_amount'],
      by: ['dealer_id', 'day'],
      key: { dealer_id: 'D4', day: '2026-11-21' },
      range: 'previous',
    })
    expect(rows).toMatchObject([{ seq: 7, amount: '2.50' }])
    expect(figure).toBe('2.50')
    expect(range).toMatchObject({ from: '2026-10-01T00:00:00.000+08:00' })
  })

  it('of a quotient are those of the side that is asked for', async () => {
    const [above, below] = await Promise.all(
      ['numerator', 'denominator'].map((part) => list({ measures: ['visit_order_rate'], part })),
    )
    expect(above).toMatchObject({ figure: 1, total: 1, rows: [{ seq: 5, kind: 'order' }] })
    expect(below).toMatchObject({ figure: 325, total: 25 })
  })

  it('are those of every cell of an answer', async () => {
    const spec = { measures: ['visit'], by: ['region', 'area', 'day', 'hour'], compare: ['previous'] }
    const answer = await house.asker.answer(spec, fullScope)
    for (const { key, current } of answer.rows) {
      const { figure } = await list({ ...spec, key })
      expect(figure).toBe(current['visit'] as Figure)
    }
  })

  it('are empty where the key lies outside where', async () => {
    expect(
      await list({ measures: ['visit'], by: ['area'], where: { area: ['苏南'] }, key: { area: '苏北' } }),
    ).toMatchObject({ rows: [], figure: 0 })
  })

  it('stay within the scope', async () => {
    await expect(
      list({ measures: ['visit'], where: { region: ['华南'] } }, { where: { region: ['华东'] } }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    expect(await list({ measures: ['visit'] }, { where: { region: ['华南'] } })).toMatchObject({ rows: [], figure: 0 })
  })
})

describe('pages', () => {
  it('fit together although facts arrive and the clock runs between them', async () => {
    house.set({ head: 34 })
    const spec = { measures: ['visit'], limit: 10 }
    const seen: number[] = []
    let cursor: string | null = null
    do {
      const page = await list({ ...spec, cursor })
      seen.push(...page.rows.map(({ seq }) => seq))
      expect(page).toMatchObject({ total: 25, figure: 325, seq: 34 })
      cursor = page.next
      const late = fact({ seq: 35 + seen.length, kind: 'visit', occurred_at: at('11-02 09:00'), dealer_id: 'D2' })
      await insertFacts(house.engine, [late], `late-${late.seq}`)
      house.set({ head: late.seq, now: at('11-22 10:00') + seen.length })
    } while (cursor)
    house.set({ now: at('11-22 10:00') })
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => 34 - i))
  })

  it.each(['x', '1-2', '1-2-3-4', "1-2-';", 7, '0-zzzzzzzzz-0'])('refuse the cursor %j', async (cursor) => {
    await expect(list({ measures: ['visit'], cursor })).rejects.toMatchObject({ code: 'bad_spec', path: 'cursor' })
  })
})

it.each([
  [{ measures: ['lead', 'visit'] }, 'measures'],
  [{ measures: ['visit_order_rate'] }, 'measures[0]'],
  [{ measures: ['lead_order_rate'], mode: 'cohort' }, 'measures[0]'],
  [{ measures: ['lead'], part: 'numerator' }, 'part'],
  [{ measures: ['visit_order_rate'], part: 'lost' }, 'measures[0]'],
  [{ measures: ['first_response_median'], mode: 'cohort', part: 'lost' }, 'part'],
  [{ measures: ['lead'], range: 'target' }, 'range'],
  [{ measures: ['lead'], key: { region: 'x' } }, 'key.region'],
  [{ measures: ['lead'], by: ['region'], key: { region: 7 } }, 'key.region'],
  [{ measures: ['lead'], limit: 100_000 }, 'limit'],
])('%j is refused', async (spec, path) => {
  await expect(list(spec)).rejects.toMatchObject({ code: 'bad_spec', path })
})
