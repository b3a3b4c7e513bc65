import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fullScope, type Scope } from '#domain/scope.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { tables } from '#store/clickhouse/ledger.ts'
import { sql, value } from '#store/clickhouse/sql.ts'
import { StoreError } from '#store/error.ts'
import { createAsker } from '#server/query/ask.ts'
import { at, fact, openHouse, type House } from './house.ts'

let house: House
const ask = (spec: Record<string, unknown>, scope: Scope = fullScope) => house.asker.answer(spec, scope)

beforeAll(async () => {
  house = await openHouse()
  await insertFacts(
    house.engine,
    [
      fact({ seq: 1, kind: 'lead', occurred_at: at('11-20 09:00'), dealer_id: 'D1', channel: 'qczj', model: 'X5' }),
      fact({
        seq: 2,
        kind: 'lead',
        occurred_at: at('11-21 09:00'),
        dealer_id: 'D4',
        channel: 'autohome',
        model: 'x5-old',
      }),
      fact({ seq: 3, kind: 'lead', occurred_at: at('10-21 09:00'), dealer_id: '', channel: 'store' }),
      fact({ seq: 4, kind: 'lead', occurred_at: at('11-20 12:00'), received_at: at('11-22 09:00'), dealer_id: 'D2' }),
      fact({ seq: 5, kind: 'lead', occurred_at: at('11-22 10:00'), dealer_id: 'D1' }),
      fact({ seq: 6, kind: 'order', occurred_at: at('11-21 11:00'), dealer_id: 'D1', amount: 23_580_000 }),
      fact({ seq: 7, kind: 'customer_lead', derived: 1, occurred_at: at('11-20 09:00'), dealer_id: 'D1' }),
      fact({ seq: 8, kind: 'lead', sign: 0, occurred_at: at('11-20 09:00'), dealer_id: 'D1' }),
      fact({ seq: 9, kind: 'lead', occurred_at: at('02-10 09:00'), dealer_id: 'D3' }),
      fact({ seq: 10, kind: 'lead', occurred_at: at('02-11 09:00'), dealer_id: 'D3' }),
    ],
    'asking',
  )
})
afterAll(() => house.close())

describe('an answer', () => {
  it('says what it saw: sequence, clock, ranges, table', async () => {
    const answer = await ask({ measures: ['lead'], compare: ['previous'] })
    expect(answer).toMatchObject({ seq: 1_000, as_of: '2026-11-22T10:00:00.000+08:00', table: 'ledger' })
    expect(answer.ranges.previous).toMatchObject({
      from: '2026-10-01T00:00:00.000+08:00',
      to: '2026-10-22T10:00:00.000+08:00',
    })
    expect(answer.total).toEqual({ current: { lead: 3 }, previous: { lead: 1 } })
  })

  it('counts an event from its instant on, not before', async () => {
    expect((await ask({ measures: ['lead'], period: 'today' })).total.current).toEqual({ lead: 0 })
    house.set({ now: at('11-22 10:00') + 1 })
    expect((await ask({ measures: ['lead'], period: 'today' })).total.current).toEqual({ lead: 1 })
    house.set({ now: at('11-22 10:00') })
  })

  it('knows at an earlier as_of only what had been received, unless known_at says more', async () => {
    const as_of = '2026-11-21T10:00:00+08:00'
    expect((await ask({ measures: ['lead'], as_of })).total.current).toEqual({ lead: 2 })
    expect((await ask({ measures: ['lead'], as_of, known_at: '2026-11-22T09:00:00+08:00' })).total.current).toEqual({
      lead: 3,
    })
  })

  it('sees nothing above the head', async () => {
    house.set({ head: 1 })
    expect((await ask({ measures: ['lead'] })).total.current).toEqual({ lead: 1 })
    house.set({ head: 1_000 })
  })

  it('puts codes and their aliases into one row, and names what nobody knows', async () => {
    const { rows } = await ask({ measures: ['lead'], by: ['channel', 'model'] })
    expect(rows).toEqual([
      { key: { channel: 'autohome', model: 'X5' }, current: { lead: 2 } },
      { key: { channel: null, model: null }, current: { lead: 1 } },
    ])
  })

  it('finds a dealer under another system’s code', async () => {
    const { rows } = await ask({ measures: ['lead'], by: ['dealer_id'], where: { dealer_id: ['DMS-4'] } })
    expect(rows).toEqual([{ key: { dealer_id: 'D4' }, current: { lead: 1 } }])
  })

  it('counts a moved dealer where it is now, or where it stood', async () => {
    const question = { measures: ['lead'], by: ['region'], period: { from: '2026-02-01', to: '2026-03-01' } }
    expect((await ask(question)).rows).toEqual([{ key: { region: '华南' }, current: { lead: 2 } }])
    expect((await ask({ ...question, org: 'as_stood' })).rows).toEqual([
      { key: { region: '华东' }, current: { lead: 1 } },
      { key: { region: '华南' }, current: { lead: 1 } },
    ])
    expect((await ask({ ...question, org: 'as_stood', where: { region: ['华东'] } })).total.current).toEqual({
      lead: 1,
    })
  })

  it('tells ranges apart that share a day', async () => {
    const period = { from: '2026-11-20T10:30:00+08:00', to: '2026-11-20T13:00:00+08:00' }
    const { total } = await ask({ measures: ['lead'], period, compare: ['previous'] })
    expect(total).toEqual({ current: { lead: 1 }, previous: { lead: 1 } })
  })

  it('keeps head-office leads under null', async () => {
    const { rows } = await ask({ measures: ['lead'], by: ['region'], where: { region: [null] }, compare: ['previous'] })
    expect(rows).toEqual([{ key: { region: null }, current: { lead: 0 }, previous: { lead: 1 } }])
  })

  it('gives a target beside the figures', async () => {
    house.set({
      targets: [{ from: '2026-11-01', to: '2026-12-01', measure: 'order', region: '华东', kind: 'target', value: 30 }],
    })
    const { rows, total } = await ask({ measures: ['order'], by: ['region'], compare: ['target_full'] })
    house.set({ targets: [] })
    expect(rows).toEqual([{ key: { region: '华东' }, current: { order: 1 }, target_full: { order: 30 } }])
    expect(total.target_full).toEqual({ order: 30 })
  })
})

describe('a scope', () => {
  const east: Scope = { where: { region: ['华东'] } }

  it('is part of every question', async () => {
    expect((await ask({ measures: ['lead'] }, east)).total.current).toEqual({ lead: 2 })
    expect((await ask({ measures: ['lead'], where: { dealer_id: ['D1', 'D2'] } }, east)).total.current).toEqual({
      lead: 2,
    })
  })

  it.each([
    [{ region: ['华南'] }, 'where.region'],
    [{ area: ['苏南', '粤东'] }, 'where.area'],
    [{ dealer_id: ['D4'] }, 'where.dealer_id'],
    [{ dealer_id: ['DMS-4'] }, 'where.dealer_id'],
    [{ advisor_id: ['A4'] }, 'where.advisor_id'],
  ])('refuses %j, which lies outside', async (where, path) => {
    await expect(ask({ measures: ['lead'], where }, east)).rejects.toMatchObject({
      code: 'forbidden',
      status: 403,
      path,
    })
  })

  it('answers nothing for what does not exist', async () => {
    expect((await ask({ measures: ['lead'], where: { dealer_id: ['D999'] } }, east)).rows).toEqual([])
  })

  it('must be the whole maker for customer leads', async () => {
    expect((await ask({ measures: ['customer_lead'] })).total.current).toEqual({ customer_lead: 1 })
    await expect(ask({ measures: ['customer_lead'] }, east)).rejects.toMatchObject({
      code: 'needs_full_scope',
      status: 403,
    })
  })
})

describe('what cannot be asked', () => {
  it.each([
    [{ measures: ['leads'] }, 'unknown_measure', 'measures[0]'],
    [{ measures: [] }, 'bad_spec', 'measures'],
    [{ measures: ['lead'], by: ['kind'] }, 'unknown_dimension', 'by[0]'],
    [{ measures: ['lead'], by: ['attrs.a b'] }, 'unknown_dimension', 'by[0]'],
    [{ measures: ['lead'], where: { region: '华东' } }, 'bad_spec', 'where.region'],
    [{ measures: ['lead'], period: 'this_month' }, 'bad_period', 'period'],
    [{ measures: ['lead'], as_of: '2026-11-22' }, 'bad_clock', 'as_of'],
    [{ measures: ['lead'], as_of: '2027-01-01T00:00:00Z' }, 'bad_clock', 'as_of'],
    [{ measures: ['lead'], align: 'moon' }, 'bad_spec', 'align'],
    [{ measures: ['lead'], limit: 0 }, 'bad_spec', 'limit'],
    [{ measures: ['lead'], group: [] }, 'bad_spec', 'group'],
    [[], 'bad_spec', ''],
    [null, 'bad_spec', ''],
  ])('%j', async (spec, code, path) => {
    await expect(house.asker.answer(spec, fullScope)).rejects.toMatchObject({ code, path, status: 400 })
  })
})

describe('words of strangers stay words', () => {
  const words = [
    "'",
    "');DROP TABLE warroom.ledger;--",
    '\\',
    "\\'",
    '{p0:String}',
    '\n',
    '"',
    '`',
    '%',
    '🚗',
    '</script>',
    '\u0001',
    "a'||'b",
    '?',
    '$1',
    ':x',
    '/*',
  ]

  it('in where, attributes and keys', async () => {
    await insertFacts(house.engine, words.map((word, i) => fact({ seq: 100 + i, kind: 'quote', occurred_at: at('11-21 09:00'), campaign: word, attrs: { note: word } })), 'words') // prettier-ignore
    const { rows } = await ask({ measures: ['quote'], by: ['campaign', 'attrs.note'] })
    expect(rows.map(({ key }) => key['campaign']).sort()).toEqual([...words].sort())
    expect(rows.every(({ key }) => key['campaign'] === key['attrs.note'])).toBe(true)
    for (const word of words) {
      expect((await ask({ measures: ['quote'], where: { campaign: [word] } })).total.current, word).toEqual({
        quote: 1,
      })
      expect((await ask({ measures: ['quote'], where: { 'attrs.note': [word] } })).total.current, word).toEqual({
        quote: 1,
      })
    }
  })
})

describe('a store that cannot', () => {
  it('refuses more than 10,000 groups', async () => {
    await house.engine
      .command(sql`INSERT INTO ${tables['warroom.ledger']} (seq, sign, kind, occurred_at, day, units, campaign)
      SELECT 200, 1, 'contact', ${value(at('11-21 09:00'), "DateTime64(3,'UTC')")}, '2026-11-21', 1, toString(number) FROM numbers(10001)`)
    await expect(ask({ measures: ['contact'], by: ['campaign'] })).rejects.toMatchObject({
      code: 'too_many_rows',
      path: 'by',
    })
    const fewer = await ask({ measures: ['contact'], by: ['campaign'], where: { campaign: ['7', '9'] } })
    expect(fewer.rows).toHaveLength(2)
  })

  it.each([
    ['busy', 'store_unavailable'],
    ['timeout', 'store_unavailable'],
    ['too_large', 'too_many_rows'],
  ] as const)('is %s: %s', async (kind, code) => {
    const query = () => Promise.reject(new StoreError(kind, '0', 'no'))
    const asker = createAsker({ ...house.options, engine: { ...house.engine, query } })
    await expect(asker.answer({ measures: ['lead'] }, fullScope)).rejects.toMatchObject({ code })
  })
})
