import fc from 'fast-check'
import { expect, it } from 'vitest'
import { migrate } from '#store/clickhouse/migrate.ts'
import { identifiers, join, pick, sql, value } from '#store/clickhouse/sql.ts'
import { onBothEngines } from './engines.ts'
import { hostile } from './facts.ts'

const slow = sql`SELECT sum(sipHash64(number)) AS x FROM numbers(100000000000)`

onBothEngines((opened, name) => {
  const ask = <T>(q: Parameters<ReturnType<typeof opened>['engine']['query']>[0], o = {}) =>
    opened().engine.query<T>(q, o)

  it('keeps a question’s limits to that question, also when it fails', async () => {
    const ten = sql`SELECT number FROM numbers(10)`
    for (let i = 0; i < 4; i++) {
      await expect(ask(ten, { maxRows: 5 })).rejects.toMatchObject({
        name: 'StoreError',
        kind: 'too_large',
        code: '396',
      })
    }
    for (let i = 0; i < 8; i++) expect(await ask(ten)).toHaveLength(10)
  })

  it('ends a question at its time limit and answers others meanwhile', async () => {
    const late = expect(ask(slow, { maxSeconds: 1 })).rejects.toMatchObject({ kind: 'timeout', code: '159' })
    expect(await ask(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }])
    await late
  })

  it.each([
    ['without parameters', slow],
    ['with parameters', sql`SELECT sum(sipHash64(number)) AS x FROM numbers(${value(100_000_000_000, 'UInt64')})`],
  ])('ends a running question by its label, %s', async (_, q) => {
    const label = 'test/cancel'
    const victim = expect(ask(q, { label, maxSeconds: 30 })).rejects.toMatchObject({ kind: 'timeout', code: '394' })
    await expect.poll(() => opened().engine.cancel(label), { interval: 20, timeout: 10_000 }).toBe(1)
    await victim
    expect(await opened().engine.cancel(label)).toBe(0)
  })

  it('gives each of many questions at once its own parameters', async () => {
    const all = Array.from({ length: 40 }, (_, i) => `it's ${i} \\`)
    const answers = await Promise.all(all.map((v) => ask<{ v: string }>(sql`SELECT ${value(v, 'String')} AS v`)))
    expect(answers.map(([row]) => row!.v)).toEqual(all)
  })

  it('binds hostile text exactly, alone, in arrays and as NULL', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, fc.array(hostile, { maxLength: 5 }), async (text, words) => {
        const [row] = await ask(sql`SELECT ${value(text, 'String')} AS t, ${value(words, 'Array(String)')} AS w,
          ${value(null, 'Nullable(String)')} AS n, ${value([null, text], 'Array(Nullable(String))')} AS m`)
        expect(row).toEqual({ t: text, w: words, n: null, m: [null, text] })
      }),
      { numRuns: 80, seed: 11 },
    )
    expect(await ask(sql`SELECT count() AS n FROM warroom.ledger`)).toEqual([{ n: '0' }])
  })

  it('binds thousands of values at once', async () => {
    const ids = Array.from({ length: 5_000 }, (_, i) => `'id;--${i}`)
    const [row] = await ask<{ n: string; last: string }>(
      sql`SELECT length(${value(ids, 'Array(String)')}) AS n, ${value(ids, 'Array(String)')}[-1] AS last`,
    )
    expect(row).toEqual({ n: '5000', last: "'id;--4999" })
  })

  it('binds instants to the millisecond, dates, and 64-bit integers without loss', async () => {
    const at = Date.UTC(2026, 10, 22, 10, 3, 4, 120)
    const [row] = await ask<Record<string, unknown>>(sql`SELECT ${value(at, "DateTime64(3,'UTC')")} AS at,
      ${value([at, 0], "Array(DateTime64(3,'UTC'))")} AS all, ${value('2024-02-29', 'Date')} AS day,
      ${value(['2024-02-29'], 'Array(Date)')} AS days, ${value(18446744073709551615n, 'UInt64')} AS u,
      ${value([9007199254740993n, 1], 'Array(Int64)')} AS i, toDecimal64('0.1', 2) + 9007199254740993 AS d,
      ${value(at, "DateTime64(3,'UTC')")} = toDateTime64('2026-11-22 10:03:04.12', 3, 'UTC') AS same`)
    expect(row).toEqual({
      at: '2026-11-22T10:03:04.120Z',
      all: ['2026-11-22T10:03:04.120Z', '1970-01-01T00:00:00.000Z'],
      day: '2024-02-29',
      days: ['2024-02-29'],
      u: '18446744073709551615',
      i: ['9007199254740993', '1'],
      d: '9007199254740993.1',
      same: 1,
    })
    expect(() => value(2 ** 53, 'UInt64')).toThrow('not an exact integer')
  })

  it('lets no question write, and no text start a second statement', async () => {
    const create = sql`CREATE TABLE warroom.stolen (x UInt8) ENGINE = Memory`
    await expect(ask(create)).rejects.toMatchObject({ kind: 'refused' })
    const evil = value("'; CREATE TABLE warroom.stolen (x UInt8) ENGINE = Memory; --", 'String')
    await ask(sql`SELECT ${evil} AS x`)
    const [row] = await ask(sql`SELECT count() AS n FROM system.tables WHERE name = 'stolen'`)
    expect(row).toEqual({ n: '0' })
  })

  it('lives on after a question that wants too much memory', async () => {
    const greedy = sql`SELECT groupArray(number) AS x FROM numbers(200000000)`
    if (name === 'embedded') await expect(ask(greedy)).rejects.toMatchObject({ kind: 'too_large', code: '241' })
    expect(await ask(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }])
  })

  it('names what is wrong with a question by its code', async () => {
    await expect(ask(sql`SELECT nothing`)).rejects.toMatchObject({ kind: 'bad_query', code: '47' })
    await expect(ask(sql`SELEC 1`)).rejects.toMatchObject({ kind: 'bad_query', code: '62' })
  })

  it('migrates only once, and refuses a changed or unknown file', async () => {
    expect(await migrate(opened().engine, { dryRun: true })).toEqual([])
    expect(await migrate(opened().engine)).toEqual([])
    const changed = [{ name: '0001_ledger', text: '', checksum: 'other' }]
    const again = migrate(opened().engine, { migrations: changed })
    await expect(again).rejects.toMatchObject({ kind: 'refused', code: 'changed' })
    await expect(migrate(opened().engine, { migrations: [] })).rejects.toMatchObject({ code: 'ahead' })
    const [row] = await ask(sql`SELECT engine FROM system.databases WHERE name = 'warroom'`)
    expect(row).toEqual({ engine: 'Atomic' })
  })

  it('takes identifiers from the allow-list only', async () => {
    const list = identifiers('number')
    expect(pick(list, 'number')).toBe(list.number)
    expect(pick(list, 'constructor')).toBeUndefined()
    expect(() => identifiers('a; DROP')).toThrow('bad identifier')
    const columns = join([sql`${list.number}`, sql`${list.number} + ${value(1, 'UInt8')} AS next`], sql`, `)
    expect(await ask(sql`SELECT ${columns} FROM numbers(1)`)).toEqual([{ number: '0', next: '1' }])
  })

  if (name === 'embedded')
    it('says busy at once when too many wait', async () => {
      const many = Array.from({ length: 60 }, () => ask(sql`SELECT sleep(0.05)`))
      const ends = await Promise.allSettled(many)
      const refused = ends.filter((end) => end.status === 'rejected')
      expect(refused).toHaveLength(60 - 3 - 40)
      expect(refused.every((end) => end.reason.kind === 'busy')).toBe(true)
      expect(await ask(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }])
    })

  if (name === 'remote')
    it('says unavailable when the server is away, cuts its answer or is late', async () => {
      const { engine, front } = opened()
      for (const fault of ['refuse', 'cut', 'late'] as const) {
        front!.failNext(fault)
        const failed = engine.query(sql`SELECT 1 AS one`, { maxSeconds: 0.1 })
        await expect(failed).rejects.toMatchObject({ name: 'StoreError', kind: 'unavailable' })
        expect(await ask(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }])
      }
    })
})
