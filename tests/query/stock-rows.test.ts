import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fullScope } from '#domain/scope.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { at, fact, openHouse, type House } from './house.ts'

let house: House
let seq = 0
const add = (kind: 'card' | 'order' | 'lost' | 'revive' | 'order_cancel' | 'unique_lead' | 'contact', who: string, when: string, more = {}) =>
  fact({ seq: ++seq, kind, dealer_id: 'D1', person: who, event_id: `${kind}-${who}`, occurred_at: at(when), order_id: kind.startsWith('order') ? `O-${who}` : '', ...more }) // prettier-ignore

beforeAll(async () => {
  house = await openHouse()
  await insertFacts(
    house.engine,
    [
      add('card', 'old', '10-03 09:00'),
      add('card', 'lost', '10-05 09:00'),
      add('lost', 'lost', '11-04 09:00'),
      add('card', 'back', '10-06 09:00'),
      add('lost', 'back', '10-20 09:00'),
      add('revive', 'back', '11-10 09:00'),
      add('card', 'new', '11-12 09:00', { dealer_id: 'D2' }),
      add('order', 'buys', '11-13 09:00', { units: 3 }),
      add('order', 'gave-up', '10-13 09:00'),
      add('order_cancel', 'gave-up', '11-14 09:00'),
      add('unique_lead', 'waits', '11-20 09:00', { lead_id: 'L1', derived: 1 }),
    ],
    'stock',
  )
})
afterAll(() => house.close())

const spec = (measure: string) => ({ measures: [measure], period: 'month_to_date' })

describe('the entries behind a stock figure', () => {
  it.each([
    ['active_card', ['card-new', 'card-back', 'card-old'], 3],
    ['card_carried_in', ['card-lost', 'card-old'], 2],
    ['card_new', ['card-new'], 1],
    ['card_lost', ['card-back', 'card-lost'], 0],
    ['order_in_hand', ['order-buys'], 3],
    ['order_lost', ['order-gave-up'], 1],
    ['uncontacted_lead', ['unique_lead-waits'], 1],
  ])('%s', async (measure, events, figure) => {
    const answer = await house.asker.answer(spec(measure), fullScope)
    const listed = await house.rows(spec(measure), fullScope)
    expect(answer.total.current[measure]).toBe(figure)
    expect(listed.figure).toBe(figure)
    expect(listed.rows.map(({ event_id }) => event_id)).toEqual(events)
    expect(listed.rows.reduce((sum, { sign, units }) => sum + sign * units, 0)).toBe(figure)
  })

  it('are those of a cell, page by page', async () => {
    const cell = { ...spec('active_card'), by: ['dealer_id', 'card_age'], key: { dealer_id: 'D1', card_age: '31_60' } }
    const first = await house.rows({ ...cell, limit: 1 }, fullScope)
    const second = await house.rows({ ...cell, limit: 1, cursor: first.next }, fullScope)
    expect([first, second].map(({ rows, total }) => [rows[0]!['event_id'], total])).toEqual([['card-back', 2], ['card-old', 2]]) // prettier-ignore
    expect(second.next).toBeNull()
  })

  it('of cars are none: dealers report them', async () => {
    await expect(house.rows(spec('vehicle_on_hand'), fullScope)).rejects.toMatchObject({ code: 'bad_spec' })
  })
})
