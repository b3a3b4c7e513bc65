import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Scope } from '#domain/scope.ts'
import { createFreshness } from '#server/query/freshness.ts'
import { queryRouter } from '#server/query/router.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { serveRouter, type Routed } from '../server/routed.ts'
import { at, fact, openHouse, zone, type House } from './house.ts'

let house: House
let served: Routed
let scope: Scope = { where: {} }
const freshness = createFreshness(zone)

beforeAll(async () => {
  house = await openHouse()
  const facts = [
    fact({
      seq: 1,
      kind: 'lead',
      occurred_at: at('11-20 09:00'),
      received_at: at('11-21 09:00'),
      dealer_id: 'D1',
      source: 'crm',
    }),
    fact({
      seq: 2,
      kind: 'lead',
      occurred_at: at('11-19 09:00'),
      received_at: at('11-21 10:00'),
      dealer_id: 'D4',
      source: 'crm',
    }),
  ]
  await insertFacts(house.engine, facts, 'http')
  await freshness.load(house.engine, 2)
  served = await serveRouter(queryRouter({ ...house.options, freshness: freshness.at }), () => scope)
})
afterAll(async () => {
  await served.close()
  await house.close()
})

const post = (path: string, body: unknown) => served.post(path, body)
const get = async (path: string) => (await fetch(served.base + path)).json()

it('answers questions, with the freshness of every source', async () => {
  expect(await post('/query', { measures: ['lead'] })).toMatchObject({
    status: 200,
    body: {
      total: { current: { lead: 2 } },
      freshness: {
        crm: { received_at: '2026-11-21T10:00:00.000+08:00', occurred_at: '2026-11-20T09:00:00.000+08:00' },
      },
    },
  })
})

it('keeps freshness up with booked facts and watermarks', () => {
  const before = freshness.at()
  expect(freshness.at()).toBe(before)
  freshness.note([
    fact({ seq: 3, kind: 'lead', occurred_at: at('11-22 08:00'), received_at: at('11-22 08:01'), source: 'dms' }),
  ])
  freshness.note([
    fact({
      seq: 4,
      kind: 'lead',
      sign: 0,
      occurred_at: at('11-22 09:00'),
      received_at: at('11-22 09:00'),
      source: 'dms',
    }),
  ])
  freshness.watermarks(new Map([['crm', at('11-22 00:00')]]))
  expect(freshness.at()).toMatchObject({
    crm: { watermark: '2026-11-22T00:00:00.000+08:00' },
    dms: { received_at: '2026-11-22T09:00:00.000+08:00', occurred_at: '2026-11-22T08:00:00.000+08:00' },
  })
})

it('refuses in the closed form', async () => {
  const { status, body } = await post('/query', { measures: ['x'] })
  expect(status).toBe(400)
  expect(body).toEqual({ error: { code: 'unknown_measure', message: 'no measure is called “x”', path: 'measures[0]' } })
})

it('lists rows', async () => {
  expect(await post('/rows', { measures: ['lead'], by: ['region'], key: { region: '华东' } })).toMatchObject({
    status: 200,
    body: { figure: 1, rows: [{ event_id: 'e1' }] },
  })
})

it('sends rows as a file', async () => {
  const response = await fetch(`${served.base}/rows`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ measures: ['lead'], format: 'csv', lang: 'en' }),
  })
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="lead-\d+\.csv"$/)
  expect(response.headers.get('x-total-rows')).toBe('2')
  const bytes = new Uint8Array(await response.arrayBuffer())
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  expect(new TextDecoder().decode(bytes).split('\r\n')).toHaveLength(4)
  expect(await post('/rows', { measures: ['x'], format: 'csv' })).toMatchObject({ status: 400 })
})

it('tells measures and dimensions as they are declared', async () => {
  const measures = (await get('/measures')) as { name: string }[]
  expect(measures.find(({ name }) => name === 'visit_order_rate')).toMatchObject({
    zh: '进店订单率',
    unit: 'rate',
    formula: 'order ÷ visit',
    per: [{ counter: 'visit' }],
  })
  expect(await get('/dimensions')).toContainEqual({ name: 'region', zh: '大区', en: 'Region', origin: 'dealer' })
})

it('shows the organisation as it is now, within the scope', async () => {
  const whole = (await get('/reference')) as { dealers: { dealer_id: string; region: string }[]; advisors: unknown[] }
  expect(whole.dealers.map(({ dealer_id, region }) => `${dealer_id} ${region}`)).toEqual([
    'D1 华东',
    'D2 华东',
    'D3 华南',
    'D4 华南',
  ])
  scope = { where: { region: ['华东'] } }
  const part = (await get('/reference')) as typeof whole
  scope = { where: {} }
  expect(part.dealers.map(({ dealer_id }) => dealer_id)).toEqual(['D1', 'D2'])
  expect(part.advisors).toMatchObject([{ advisor_id: 'A1' }])
})

it('the business calendar says what each day is and on whose word', async () => {
  const get = async (query: string) => {
    const response = await fetch(`${served.base}/calendar${query}`)
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const { body } = await get('?from=2026-12-31&to=2027-02-08')
  expect(body).toMatchObject({ today: '2026-11-22', years: { 2026: 'statutory', 2027: 'assumed' }, fiscal_cutoff: 1 })
  const days = body['days'] as { day: string }[]
  expect(days).toHaveLength(39)
  expect(days[1]).toEqual({
    day: '2027-01-01', sort: 'rest', name: '元旦', basis: 'assumed', festivals: ['元旦'], xun: '2027-01-01', fiscal: '2027-01', windows: [],
  }) // prettier-ignore
  expect(days.at(-2)).toMatchObject({ day: '2027-02-06', sort: 'rest', name: '春节', festivals: ['春节'] })
  expect((await get('?from=2026-10-03&to=2026-10-04')).body['days']).toMatchObject([
    { sort: 'rest', name: '国庆节', basis: 'statutory', windows: ['guoqing'] },
  ])
  expect((await get('')).body).toMatchObject({ from: '2026-01-01', to: '2027-01-01' })
  for (const bad of ['?from=x', '?from=2026-02-02&to=2026-02-02', '?from=2020-01-01&to=2026-01-01', '?from=1900-01-01'])
    expect(await get(bad)).toMatchObject({ status: 400, body: { error: { code: 'bad_period' } } })
})
