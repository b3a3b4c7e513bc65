import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { readFacts } from '#store/clickhouse/facts.ts'
import { pg } from '#store/postgres/sql.ts'
import { listRejects, pruneRejects } from '#store/postgres/rejects.ts'
import { dealer, openRig, START, type Rig } from '../ingest/rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig({ WARROOM_REJECTS: '1000' })
  await rig.send([dealer('D1')], { stream: 'dealers' })
})
afterAll(() => rig.close())
beforeEach(async () => {
  await rig.stores.postgres.query(pg`DELETE FROM reject`)
})

const lead = (event_id: string, more: object = {}) => ({
  event_id, source: 'crm', kind: 'lead', occurred_at: '2026-11-22T09:00:00+08:00', dealer_id: 'D1', lead_id: `L${event_id}`, ...more,
}) // prettier-ignore
const facts = async (event_id: string) =>
  (await readFacts(rig.stores.engine, { afterSeq: 0, uptoSeq: 1e9 })).filter(
    (fact) => fact.event_id === event_id && fact.derived === 0,
  )
const replay = (asked: object = {}) => rig.ingest.door.replay(asked)
const kept = () => listRejects(rig.stores.postgres)

it('books what has become good, once, and leaves the rest with its reason of now', async () => {
  const later = '2026-11-22T12:00:00+08:00'
  await rig.send([
    lead('r1', { occurred_at: later }),
    lead('r2', { occurred_at: later, revision: 'x' }),
    lead('r3', { kind: 'nonsense', occurred_at: '2026-11-21 10:00' }),
  ])
  expect((await kept()).map(({ code, day, dealer_id, kind }) => [code, day, dealer_id, kind])).toEqual([
    ['unknown_kind', '2026-11-21', 'D1', 'nonsense'],
    ['bad_revision', '2026-11-22', 'D1', 'lead'],
    ['future_time', '2026-11-22', 'D1', 'lead'],
  ])
  expect(await replay({ code: 'future_time' })).toMatchObject({ replayed: 1, accepted: 0, still: [{ code: 'future_time' }] }) // prettier-ignore

  rig.clock = Date.parse(later) + 60_000
  expect(await replay()).toMatchObject({ replayed: 3, accepted: 1, still: [{ code: 'bad_revision' }, { code: 'unknown_kind' }], more: null }) // prettier-ignore
  expect(await facts('r1')).toMatchObject([{ kind: 'lead', sign: 1, received_at: rig.clock }])
  expect((await kept()).map(({ code, tried_at }) => [code, tried_at])).toEqual([
    ['unknown_kind', rig.clock],
    ['bad_revision', rig.clock],
  ])
  expect(await replay()).toMatchObject({ replayed: 2, accepted: 0, duplicate: 0 })
  expect(await facts('r1')).toHaveLength(1)
  rig.clock = START
})

it('recognises the person and the car of a replayed row, which were kept as hashes alone', async () => {
  const later = '2026-11-22T10:30:00+08:00'
  const person = { customer: '138 0000 1111', occurred_at: later }
  await rig.send([lead('p1', person), { ...lead('p2', person), kind: 'order', order_id: 'O20261122000123', vin: 'LVX123', revision: 1_763_778_184_120 }]) // prettier-ignore
  const text = JSON.stringify(await kept())
  expect(text).not.toContain('1380000')
  expect(text).not.toContain('LVX123')
  rig.clock = Date.parse(later)
  expect(await replay()).toMatchObject({ accepted: 2, still: [] })
  await rig.send([
    lead('p3', { customer: '+86 13800001111' }),
    { ...lead('p4', { customer: '13800001111' }), kind: 'order', order_id: 'O1', vin: 'LVX123' },
  ])
  const [p1, p2, p3, p4] = (await Promise.all(['p1', 'p2', 'p3', 'p4'].map(facts))).map(([one]) => one)
  expect([p1!.person, p2!.person]).toEqual([p3!.person, p3!.person])
  expect([p2!.vin, p2!.order_id, p2!.revision]).toEqual([p4!.vin, 'O20261122000123', 1_763_778_184_120])
  rig.clock = START
})

it('does not send again what had to be masked, and says so', async () => {
  await rig.send([lead('m1', { attrs: { note: 'call 13800001111' } }), lead('m2', { customer: 13800001111 })])
  const { still } = await replay()
  expect(still).toHaveLength(2)
  expect(still[0]).toMatchObject({
    code: 'personal_attrs',
    message: expect.stringContaining('its source must send it again'),
  })
  expect(JSON.stringify(await kept())).not.toContain('1380000')
  expect((await kept()).map(({ whole, message }) => [whole, message.includes('send it again')])).toEqual([
    [false, false],
    [false, false],
  ])
})

it('gives a replayed row no more rights than its sender had', async () => {
  await rig.send([lead('f1', { source: 'dms' })], { source: 'crm', mayNameSources: false })
  expect(await replay()).toMatchObject({ still: [{ code: 'foreign_source' }] })
})

it('takes refused rows of the reference streams through their own door', async () => {
  await rig.send(
    [
      { dealer_id: 'D2', name: '二店' },
      { ...dealer('D3'), lon: 'x' },
    ],
    { stream: 'dealers' },
  )
  await rig.stores.postgres.query(pg`UPDATE reject SET body = ${JSON.stringify(JSON.stringify(dealer('D2')))} WHERE message LIKE '%region%'`) // prettier-ignore
  expect(await replay()).toMatchObject({ replayed: 2, accepted: 1, still: [{ code: 'bad_field' }] })
  expect(await kept()).toHaveLength(1)
  expect(await rig.send([lead('d2', { dealer_id: 'D2' })])).toMatchObject({ accepted: 1 })
})

it('holds a replayed event whose dealer is not known, and skips one that was corrected meanwhile', async () => {
  const later = '2026-11-22T11:00:00+08:00'
  await rig.send([lead('h1', { dealer_id: 'NEW', occurred_at: later }), lead('h2', { occurred_at: later })])
  await rig.send([lead('h2', { revision: 1 })])
  rig.clock = Date.parse(later)
  expect(await replay()).toMatchObject({ held: 1, duplicate: 1, still: [] })
  expect(await kept()).toEqual([])
  rig.clock = START
})

it('keeps the list within its bounds', async () => {
  await rig.send(Array.from({ length: 30 }, (_, i) => lead(`b${i}`, { kind: 'nonsense' })))
  expect(await pruneRejects(rig.stores.postgres, 10)).toBe(20)
  expect(await pruneRejects(rig.stores.postgres, 10, START + 1)).toBe(10)

  for (let i = 0; i < 12; i++)
    await rig.send(Array.from({ length: 100 }, (_, n) => lead(`s${i}-${n}`, { kind: 'nonsense' })))
  await expect
    .poll(async () => (await listRejects(rig.stores.postgres, { limit: 5_000 })).length, { timeout: 10_000 })
    .toBeLessThanOrEqual(1_100)
})
