import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organise } from '#domain/organisation.ts'
import { fullScope } from '#domain/scope.ts'
import type { Target } from '#domain/streams.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { dealer, lineage, smallMaker } from '../oracle/world.ts'
import { at, fact, openHouse, type House } from './house.ts'

let house: House

beforeAll(async () => {
  house = await openHouse()
  const dealers = [...smallMaker.dealers, dealer('D8', '华东', '苏北', { valid_from: '2026-11-10' })]
  house.set({ organisation: organise({ ...smallMaker, dealers, models: lineage }) })
  const order = (seq: number, when: string, dealer_id: string, model: string, units = 1) =>
    fact({ seq, kind: 'order', occurred_at: at(when), dealer_id, model, units })
  const facts = [
    order(1, '11-12 09:00', 'D1', 'X7', 4),
    order(2, '11-12 09:00', 'D8', 'X7', 9),
    order(3, '10-12 09:00', 'D1', 'X7', 2),
    order(4, '02-12 09:00', 'D1', 'x5-old', 8),
    order(5, '02-12 09:00', 'D1', 'X6', 3),
    order(6, '03-12 09:00', 'D1', 'X7', 5),
    order(7, '03-12 09:00', 'D1', 'X6', 1),
  ]
  await insertFacts(house.engine, facts, 'bases')
})
afterAll(() => house.close())

const ask = (spec: object, scope = fullScope) => house.asker.answer(spec, scope)
const month = { measures: ['order'], period: 'month_to_date', compare: ['previous'] }
const march = { measures: ['order'], period: { from: '2026-03-01', to: '2026-04-01' }, compare: ['previous'], successors: true } // prettier-ignore

describe('base same_store', () => {
  it('leaves out the store that opened in between', async () => {
    expect((await ask(month)).total).toMatchObject({ current: { order: 13 }, previous: { order: 2 } })
    expect((await ask({ ...month, base: 'same_store' })).total).toMatchObject({
      current: { order: 4 },
      previous: { order: 2 },
    })
  })

  it('without a comparison asks for the running range alone', async () => {
    const since = { measures: ['order'], period: { from: '2026-11-10', to: '2026-11-20' }, base: 'same_store' }
    expect((await ask(since)).total.current).toEqual({ order: 13 })
  })

  it('stays within the scope and within what is asked', async () => {
    const spec = { ...month, base: 'same_store' }
    expect((await ask(spec, { where: { region: ['华南'] } })).total.current).toEqual({ order: 0 })
    expect((await ask({ ...spec, where: { dealer_id: ['D8'] } })).total.current).toEqual({ order: 0 })
    expect((await ask({ ...spec, where: { dealer_id: ['D1', 'D8'] } })).total.current).toEqual({ order: 4 })
  })

  it('lists what it counts', async () => {
    const listed = await house.rows({ ...month, base: 'same_store' }, fullScope)
    expect([listed.figure, listed.total]).toEqual([4, 1])
  })

  it('has the targets of its own stores', async () => {
    const target = (dealer_id: string, value: number): Target => ({ measure: 'order', dealer_id, value, kind: 'target', from: '2026-11-01', to: '2026-12-01' }) // prettier-ignore
    house.set({ targets: [target('D1', 30), target('D8', 60)] })
    const full = async (more: object) => (await ask({ ...month, compare: ['previous', 'target_full'], ...more })).total.target_full // prettier-ignore
    expect(await full({})).toEqual({ order: 90 })
    expect(await full({ base: 'same_store' })).toEqual({ order: 30 })
    house.set({ targets: [] })
  })
})

describe('successors', () => {
  it('compare a model with the one that it replaced; one that was sold beside its successor stays itself', async () => {
    expect((await ask({ ...march, by: ['model'] })).rows).toEqual([
      { key: { model: 'X7' }, current: { order: 5 }, previous: { order: 3 } },
      { key: { model: 'X6' }, current: { order: 1 }, previous: { order: 0 } },
      { key: { model: 'X5' }, current: { order: 0 }, previous: { order: 8 } },
    ])
    expect((await ask({ ...march, by: ['model'], successors: false })).rows).toMatchObject([
      { key: { model: 'X7' }, previous: { order: 0 } },
      { key: { model: 'X6' }, previous: { order: 3 } },
      { key: { model: 'X5' }, previous: { order: 8 } },
    ])
  })

  it('list the predecessor’s events behind the comparison', async () => {
    const cell = { ...march, by: ['model'], key: { model: 'X7' } }
    const previous = await house.rows({ ...cell, range: 'previous' }, fullScope)
    expect(previous.figure).toBe(3)
    expect(previous.rows.map(({ model }) => model)).toEqual(['X6'])
    expect((await house.rows(cell, fullScope)).rows.map(({ model }) => model)).toEqual(['X7'])
  })

  it.each([
    [{ ...march, successors: 1 }, 'successors'],
    [{ ...march, measures: ['order_in_hand'] }, 'successors'],
    [{ ...march, mode: 'cohort' }, 'successors'],
    [{ ...march, base: 'some' }, 'base'],
  ])('%j is refused', async (spec, path) => {
    await expect(ask(spec)).rejects.toMatchObject({ code: 'bad_spec', path })
  })
})
