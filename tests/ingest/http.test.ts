import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { identifiers, sql, value } from '#store/clickhouse/sql.ts'
import { pg } from '#store/postgres/sql.ts'
import { dealer, openRig, type Rig } from './rig.ts'
import { serve, type Served } from './served.ts'

const LIMIT = 1 << 20
let rig: Rig
let http: Served

beforeAll(async () => {
  rig = await openRig({ WARROOM_QUEUE_EVENTS: '1000', WARROOM_BODY_LIMIT_MB: '1' })
  http = await serve(rig, LIMIT)
  await http.post('dealers', JSON.stringify(dealer('D1')))
})
afterAll(async () => {
  await http.close()
  await rig.close()
})

let made = 0
const good = (more: Record<string, unknown> = {}) => ({
  event_id: `g${++made}`, kind: 'visit', occurred_at: '2026-11-22T09:00:00+08:00', dealer_id: 'D1', ...more,
}) // prettier-ignore
const lines = (...rows: unknown[]) =>
  rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n')

const table = identifiers('warroom.ledger')['warroom.ledger']
async function counted(source: string): Promise<number> {
  const [row] = await rig.stores.engine.query<{ n: string }>(
    sql`SELECT sum(sign * units) AS n FROM ${table} WHERE source = ${value(source, 'String')} AND derived = 0`,
  )
  return Number(row!.n)
}

describe('rows that are refused', () => {
  const cases: [string, unknown, string][] = [
    ['unknown kind', good({ kind: 'purchase' }), 'unknown_kind'],
    ['derived kind', good({ kind: 'unique_lead' }), 'derived_kind'],
    ['no kind', good({ kind: null }), 'missing_field'],
    ['no offset', good({ occurred_at: '2026-11-22T09:00:00' }), 'bad_time'],
    ['impossible day', good({ occurred_at: '2026-02-30T09:00:00+08:00' }), 'bad_time'],
    ['future', good({ occurred_at: '2026-11-22T10:10:01+08:00' }), 'future_time'],
    ['too old', good({ occurred_at: '1999-12-31T23:59:59Z' }), 'too_old'],
    ['no units', good({ units: 0 }), 'bad_units'],
    ['too many units', good({ units: 100_001 }), 'bad_units'],
    ['half a unit', good({ units: 1.5 }), 'bad_units'],
    ['units as text', good({ units: '3' }), 'bad_units'],
    ['two cars, one vin', good({ units: 2, vin: 'LSVAA4187E2123456' }), 'bad_units'],
    ['negative revision', good({ revision: -1 }), 'bad_revision'],
    ['revision beyond 2^53', '{"event_id":"r","kind":"visit","occurred_at":"2026-11-22T09:00:00Z","dealer_id":"D1","revision":9007199254740992}', 'bad_revision'],
    ['oversized attrs', good({ attrs: { a: 'x'.repeat(2_048) } }), 'bad_attrs'],
    ['too many attrs', good({ attrs: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`a${i}`, 1])) }), 'bad_attrs'],
    ['nested attrs', good({ attrs: { a: { b: 1 } } }), 'bad_attrs'],
    ['attrs as a list', good({ attrs: [1] }), 'bad_attrs'],
    ['a phone in attrs', good({ attrs: { note: 'ring 13912345678' } }), 'personal_attrs'],
    ['a phone attr', good({ attrs: { phone: 'x' } }), 'personal_attrs'],
    ['unknown field', good({ dealer: 'D1' }), 'unknown_field'],
    ['no event_id', { ...good(), event_id: '' }, 'missing_field'],
    ['no dealer', good({ dealer_id: undefined }), 'missing_field'],
    ['an order without order_id', good({ kind: 'order' }), 'missing_field'],
    ['a lead without lead_id', good({ kind: 'lead' }), 'missing_field'],
    ['event_id as a number', { ...good(), event_id: 8812 }, 'bad_field'],
    ['control characters', good({ model: 'X\u00005' }), 'bad_field'],
    ['a bad amount', good({ amount: '12.345' }), 'bad_field'],
    ['a bad enum', good({ sale_type: 'gift' }), 'bad_field'],
    ['a list', [1, 2], 'not_json'],
    ['a number', 17, 'not_json'],
    ['null', 'null', 'not_json'],
    ['half an object', '{"event_id":"x","customer":"13912345678"', 'not_json'],
    ['plain text', 'DROP TABLE ledger; --', 'not_json'],
  ] // prettier-ignore

  it.each(cases)('%s', async (name, row, code) => {
    const source = `bad ${name}`
    const reply = await http.post('events', lines(good({ source }), row, good({ source, units: 4 })))
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({
      accepted: 2,
      duplicate: 0,
      corrected: 0,
      held: 0,
      rejected: [{ line: 2, code }],
    })
    expect(reply.body.rejected[0]!.message.length).toBeGreaterThan(10)
    expect(await counted(source)).toBe(5)
  })

  it('tell a key that speaks for one source only', async () => {
    const mine = { authorization: 'Bearer crm-key' }
    const reply = await http.post(
      'events',
      lines(good(), good({ source: 'dms' }), good({ source: 'crm' }), good({ recorded_at: '2026-11-22T09:00:00Z' })),
      mine,
    )
    expect(reply.body).toMatchObject({
      accepted: 2,
      rejected: [
        { line: 2, code: 'foreign_source' },
        { line: 4, code: 'foreign_history' },
      ],
    })
    expect((await http.post('events?history=1', lines(good()), mine)).body.error.code).toBe('foreign_history')
  })

  it('are kept with their reason, and nobody in them in clear', async () => {
    const phone = '13987654321'
    const rows = [
      good({ customer: phone, units: 0 }),
      good({ customer: ' +86 139-8765-4321', kind: 'nothing' }),
      good({ attrs: { remark: `call ${phone}` } }),
      good({ phone, wechat: 'zhang_san_88' }),
      `{"event_id":"b1","customer":"${phone}`,
      `{"event_id":"b2","customer":"张三丰的客户", oops`,
      `customer=张三丰的客户;139 8765 4321`,
      good({ customer: phone, dealer_id: 'not known yet', revision: 3 }),
      good({ customer: phone, vin: 'LSVAA4187E2123456', amount: phone + phone }),
    ]
    const reply = await http.post('events', lines(...rows))
    expect(reply.body).toMatchObject({ accepted: 0, held: 1 })
    expect(reply.body.rejected).toHaveLength(8)
    const kept = JSON.stringify([
      await rig.stores.postgres.query(pg`SELECT * FROM reject`),
      await rig.stores.postgres.query(pg`SELECT * FROM held`),
      await rig.stores.postgres.query(pg`SELECT * FROM conflict`),
      await rig.stores.engine.query(sql`SELECT * FROM ${table}`),
    ])
    for (const clear of [phone, '张三丰', 'zhang_san_88', 'LSVAA4187E2123456']) expect(kept).not.toContain(clear)
    expect(kept).not.toMatch(/8765\D{0,3}4321/)
    expect(kept).toContain('bad_units')
  })
})

describe('calls that are refused', () => {
  const body = () => lines(good())
  it.each<[string, number, string, () => Promise<{ status: number; body: { error: { code: string } } }>]>([
    ['no key', 401, 'unauthorised', () => http.post('events', body(), { authorization: '' })],
    ['a wrong key', 401, 'unauthorised', () => http.post('events', body(), { authorization: 'Bearer kez' })],
    ['an unknown stream', 404, 'unknown_stream', () => http.post('orders', body())],
    ['text', 400, 'bad_body', () => http.post('events', 'hello\nthere')],
    ['half an array', 400, 'bad_body', () => http.post('events', '[{"event_id":"1"},')],
    ['GB18030', 400, 'bad_encoding', () => http.post('events', Buffer.concat([Buffer.from(`${body()}\n{"event_id":"`), Buffer.from([0xb1, 0xb1, 0xbe, 0xa9]), Buffer.from('"}')]))],
    ['broken gzip', 400, 'bad_encoding', () => http.post('events', 'plain', { 'content-encoding': 'gzip' })],
    ['an unknown encoding', 400, 'bad_encoding', () => http.post('events', body(), { 'content-encoding': 'br' })],
    ['a body over the limit', 413, 'too_large', () => http.post('events', 'x'.repeat(LIMIT + 1))],
    ['a bomb', 413, 'too_large', () => http.post('events', gzipSync(Buffer.alloc(LIMIT * 20, 0x20)), { 'content-encoding': 'gzip' })],
    ['an unknown priority', 400, 'bad_body', () => http.post('events?priority=urgent', body())],
  ])('%s', async (_, status, code, call) => {
    const before = rig.ingest.head().seq
    const reply = await call()
    expect([reply.status, reply.body.error.code]).toEqual([status, code])
    expect(rig.ingest.head().seq).toBe(before)
  }) // prettier-ignore

  it('for a full line, with the time to wait; what was taken counts once', async () => {
    const source = 'crowd'
    const batches = Array.from({ length: 6 }, () => lines(...Array.from({ length: 700 }, () => good({ source }))))
    const first = await Promise.all(batches.map((batch) => http.post('events', batch)))
    const busy = first.filter(({ status }) => status === 429)
    expect(busy.length).toBeGreaterThan(0)
    for (const { headers, body } of busy)
      expect([Number(headers.get('retry-after')) > 0, body.error.code]).toEqual([true, 'busy'])
    for (const batch of batches) expect((await http.post('events', batch)).status).toBe(200)
    expect(await counted(source)).toBe(4_200)
  })
})

describe('bodies that are taken', () => {
  it('gzip, arrays, a byte order mark, Windows line ends, no line end', async () => {
    const source = 'forms'
    const gz = await http.post('events', gzipSync(lines(good({ source }), good({ source }))), {
      'content-encoding': 'gzip',
    })
    const array = await http.post('events', JSON.stringify([good({ source }), { no: 1 }, good({ source })]), {
      'content-type': 'application/json',
    })
    const mark = await http.post('events', `\ufeff${lines(good({ source }))}\r\n\r\n${lines(good({ source }))}\r\n`)
    const empty = await http.post('events', '')
    expect([gz.body.accepted, array.body.accepted, mark.body.accepted, empty.body.accepted]).toEqual([2, 2, 2, 0])
    expect(array.body.rejected).toMatchObject([{ line: 2 }])
    expect(await counted(source)).toBe(6)
  })

  it('answer the same for a body sent twice, whatever the order of its keys', async () => {
    const row = good({ source: 'twice', customer: '13800001111', attrs: { b: 1, a: 2 } })
    const turned = Object.fromEntries(
      Object.entries({ ...row, customer: '+86 138 0000 1111', attrs: { a: 2, b: 1 } }).reverse(),
    )
    expect((await http.post('events', lines(row))).body.accepted).toBe(1)
    expect((await http.post('events', lines(turned))).body.duplicate).toBe(1)
    const conflicts = async () =>
      (
        await rig.stores.postgres.query<{ n: number }>(pg`SELECT count(*) AS n FROM conflict WHERE source = 'twice'`)
      )[0]!.n
    expect(Number(await conflicts())).toBe(0)
    expect((await http.post('events', lines({ ...row, model: 'X5' }))).body.duplicate).toBe(1)
    expect(Number(await conflicts())).toBe(1)
  })
})

describe('fuzz', () => {
  const hostile = fc.constantFrom('\u0000', '\ud800', "'; DROP TABLE x; --", '${jndi:ldap://x}', '<script>', '../../etc/passwd', '{p0:String}', '\\N', '\t\n', '__proto__', '💥', 'Ω≈ç√', '%s%n', 'x'.repeat(300)) // prettier-ignore
  const text = fc.oneof(hostile, fc.string(), fc.string({ unit: 'binary' }))
  const anything = fc.oneof(text, fc.jsonValue({ maxDepth: 3 }))
  const fields = ['event_id', 'source', 'kind', 'occurred_at', 'recorded_at', 'business_date', 'revision', 'void', 'units', 'dealer_id', 'customer', 'same_as', 'attrs', 'lead_id', 'vin', 'amount', 'due_at', 'connected', 'sale_type', 'model'] // prettier-ignore
  const spoilt = fc.dictionary(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...fields) }, text), anything, {
    maxKeys: 5,
  })

  it('of rows: never a failure of the house, the five sum up, good rows count', async () => {
    let n = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.constant('good'),
            spoilt.map((s) => ({ ...good(), ...s, source: 'spoilt' })),
            spoilt,
            anything,
          ),
          { minLength: 1, maxLength: 12 },
        ),
        async (rows) => {
          const source = `fuzz ${++n}`
          const body = rows.map((row) =>
            row === 'good'
              ? JSON.stringify(good({ source }))
              : typeof row === 'string'
                ? row.replace(/[\r\n]/g, '')
                : JSON.stringify(row),
          )
          const reply = await http.post('events', body.join('\n'))
          const wanted = rows.filter((row) => row === 'good').length
          expect(reply.status === 200 || (wanted === 0 && reply.status === 400), JSON.stringify(reply.body)).toBe(true)
          if (reply.status === 200) {
            const { accepted, duplicate, corrected, held, rejected } = reply.body
            const sent = Buffer.from(body.join('\n')).toString().split('\n').filter((line) => line.trim() !== '').length // prettier-ignore
            if (!body[0]!.trimStart().startsWith('['))
              expect(accepted + duplicate + corrected + held + rejected.length).toBe(sent)
          }
          expect(await counted(source)).toBe(wanted)
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 80), seed: 7 },
    )
  })

  it('of bytes and headers: an answer of the closed table', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom('', 'gzip', 'zstd', 'identity', 'deflate, gzip'),
        fc.constantFrom('events', 'dealers', 'watermark'),
        async (bytes, encoding, stream) => {
          const reply = await http.post(stream, bytes, encoding ? { 'content-encoding': encoding } : {})
          expect([200, 400]).toContain(reply.status)
          if (reply.status === 400) expect(reply.body.error.code).toMatch(/^bad_(body|encoding)$/)
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 80), seed: 8 },
    )
  })

  it('of reference rows: the same answer, nothing half-written', async () => {
    const streams = [
      'dealers',
      'advisors',
      'models',
      'channels',
      'targets',
      'stock',
      'market',
      'feedback',
      'watermark',
    ] as const
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...streams),
        fc.array(
          fc.oneof(
            anything.filter((v) => typeof v === 'object'),
            fc.dictionary(
              fc.constantFrom('dealer_id', 'name', 'aliases', 'attrs', 'valid_from', 'model', 'from', 'to', 'value'),
              anything,
            ),
          ),
          { minLength: 1, maxLength: 6 },
        ),
        async (stream, rows) => {
          const reply = await http.post(stream, `{}\n${rows.map((row) => JSON.stringify(row)).join('\n')}`)
          const { accepted, duplicate, corrected, held, rejected } = reply.body
          expect([reply.status, held, accepted + duplicate + corrected + rejected.length]).toEqual([
            200,
            0,
            rows.length + 1,
          ])
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 60), seed: 9 },
    )
  })
})
