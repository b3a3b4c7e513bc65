import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organise } from '#domain/organisation.ts'
import { fullScope } from '#domain/scope.ts'
import { shelve } from '#domain/stock/vehicles.ts'
import type { StockRow as Stock } from '#domain/streams.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { smallMaker } from '#tests/oracle/world.ts'
import { at, fact, openHouse, type House } from './house.ts'

let house: House
let seq = 0
const add = (kind: 'card' | 'order' | 'lost' | 'revive' | 'order_cancel' | 'unique_lead' | 'contact' | 'delivery', who: string, when: string, more = {}) =>
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
      add('delivery', 'drives', '11-05 09:00', { units: 2, order_id: 'O-drives' }),
      add('unique_lead', 'waits', '11-20 09:00', { lead_id: 'L1', derived: 1 }),
    ],
    'stock',
  )
  house.options.vehicles = () => shelve(cars)
  const advisors = ['A1', 'A2', 'A3'].map((advisor_id, i) => ({ advisor_id, name: advisor_id, dealer_id: 'D1', ...(i > 1 && { left_on: '2026-11-01' }) })) // prettier-ignore
  house.set({ organisation: organise({ ...smallMaker, advisors }) })
})
afterAll(() => house.close())

const cars: Stock[] = [
  { at: '2026-11-21T08:00:00+08:00', dealer_id: 'D1', model: 'X5', on_hand: 5 },
  { at: '2026-11-20T08:00:00+08:00', dealer_id: 'D1', model: 'X5', on_hand: 9 },
  { at: '2026-11-01T08:00:00+08:00', dealer_id: 'D1', model: 'S7', on_hand: 2 },
  { at: '2026-11-23T08:00:00+08:00', dealer_id: 'D1', model: 'S7', on_hand: 4 },
  { at: '2026-11-01T08:00:00+08:00', dealer_id: 'D2', model: 'X5', on_hand: 1 },
]

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

  it('of months of stock are the reports of cars, and what was retailed', async () => {
    const stock_turn = { ...spec('stock_turn_rate'), by: ['dealer_id'], key: { dealer_id: 'D1' } }
    const cars = await house.rows({ ...stock_turn, part: 'numerator' }, fullScope)
    expect(cars).toMatchObject({ figure: 7, total: 2 })
    expect(cars.rows.map(({ kind, units, model, occurred_at, received_at }) => [kind, units, model, occurred_at, received_at])).toEqual([
      ['stock', 5, 'X5', '2026-11-21T08:00:00.000+08:00', null],
      ['stock', 2, 'S7', '2026-11-01T08:00:00.000+08:00', null],
    ])
    const [first, second] = [await house.rows({ ...stock_turn, part: 'numerator', limit: 1 }, fullScope), cars.rows[1]]
    const last = await house.rows({ ...stock_turn, part: 'numerator', limit: 1, cursor: first.next }, fullScope)
    expect([last.rows, last.next]).toEqual([[second], null])
    expect(await house.rows({ ...stock_turn, part: 'denominator' }, fullScope)).toMatchObject({ figure: 2, rows: [{ kind: 'delivery' }] })
  }) // prettier-ignore

  it('of a year by month are those of the month', async () => {
    const months = { ...spec('vehicle_on_hand'), period: 'year_to_date', by: ['month'] }
    expect(await house.rows({ ...months, key: { month: '2026-10' } }, fullScope)).toMatchObject({ figure: 0 })
    expect(await house.rows({ ...months, key: { month: '2026-11' } }, fullScope)).toMatchObject({ figure: 8, total: 3 })
  })

  it('of order cover count each order once', async () => {
    const cover = await house.rows({ ...spec('order_cover_rate'), part: 'numerator' }, fullScope)
    expect(cover).toMatchObject({ figure: 3, total: 1 })
  })

  it('of advisors are who is at work as the range ends, however narrow the deals are', async () => {
    const each = { measures: ['deals_per_advisor'], where: { model: ['X5'] }, period: 'month_to_date' }
    const heads = await house.rows({ ...each, part: 'denominator' }, fullScope)
    const { total } = await house.asker.answer({ ...spec('active_advisor') }, fullScope)
    expect(heads.figure).toBe(total.current['active_advisor'])
    expect(heads.rows.map(({ advisor_id }) => advisor_id).sort()).toEqual(['A1', 'A2'])
    expect(await house.rows({ ...each, part: 'numerator' }, fullScope)).toMatchObject({ figure: 0, rows: [] })
  })
})
