import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fullScope } from '#domain/scope.ts'
import { createAsker } from '#server/query/ask.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { at, fact, openHouse, type House } from './house.ts'

let house: House
const asked: string[] = []
const question = { measures: ['contact_24h_rate'], period: 'month_to_date' }
const rate = async (where: object) => {
  const engine: Engine = {
    ...house.engine,
    query: (statement, options) => {
      asked.push(statement.texts.join('?'))
      return house.engine.query(statement, options)
    },
  }
  asked.length = 0
  const { total } = await createAsker({ ...house.options, engine }).answer({ ...question, where }, fullScope)
  return total.current['contact_24h_rate']
}

let seq = 0
const enters = (person: string, dealer_id: string) => {
  const lead = { dealer_id, person, lead_id: `L-${person}`, occurred_at: at('11-02 09:00') }
  return [
    fact({ ...lead, seq: ++seq, kind: 'lead', event_id: `l-${person}` }),
    fact({ ...lead, seq: ++seq, kind: 'unique_lead', event_id: `u-${person}`, derived: 1 }),
  ]
}
const called = (person: string, dealer_id: string, sign: 1 | -1 = 1) =>
  fact({ seq: ++seq, sign, kind: 'contact', dealer_id, person: `${person} at work`, lead_id: `L-${person}`, event_id: `c-${person}`, occurred_at: at('11-02 10:00') }) // prettier-ignore

beforeAll(async () => {
  house = await openHouse()
  await insertFacts(
    house.engine,
    [
      ...enters('called from elsewhere', 'D1'),
      called('called from elsewhere', 'D4'),
      ...enters('call taken back', 'D1'),
      called('call taken back', 'D1'),
      called('call taken back', 'D1', -1),
      ...enters('other', 'D4'),
      called('other', 'D1'),
    ],
    'near',
  )
  house.set({ head: seq })
})
afterAll(() => house.close())

describe('journeys of some dealers', () => {
  it('hold what other dealers did with their leads, and not what they did with others’', async () => {
    expect(await rate({ dealer_id: ['D1'] })).toBe(1 / 2)
    expect(await rate({ dealer_id: ['D4'] })).toBe(1)
    expect(await rate({})).toBe(2 / 3)
  })

  it('are put together without reading all dealers, and look up once what no longer stands', async () => {
    await rate({ dealer_id: ['D1'] })
    expect(asked.filter((text) => text.includes('fallen_'))).toHaveLength(1)
    const journeys = asked.find((text) => text.includes('at_home_'))!
    expect(journeys).not.toContain('fallen_')
    expect(journeys).not.toContain('AND 1)')
  })
})
