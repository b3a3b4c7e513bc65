import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCalendar } from '#domain/calendar.ts'
import { organise, type Organisation } from '#domain/organisation.ts'
import { fullScope, type Scope } from '#domain/scope.ts'
import type { Advisor, Channel, Dealer, Model } from '#domain/streams.ts'
import { openZone } from '#domain/zone.ts'
import { createRhythms } from '#server/health/rhythms.ts'
import { healthRouter } from '#server/health/router.ts'
import { createFreshness } from '#server/query/freshness.ts'
import { readHead } from '#store/postgres/head.ts'
import { readReference } from '#store/postgres/reference.ts'
import { serveRouter, type Routed } from '../server/routed.ts'
import { dealer, openRig, START, type Rig } from '../ingest/rig.ts'

const zone = openZone('Asia/Shanghai')
let rig: Rig
let served: Routed
let scope: Scope = fullScope
let head = 0
let organisation: Organisation
const freshness = createFreshness(zone)

beforeAll(async () => {
  rig = await openRig()
  const rooms = {
    engine: rig.stores.engine, zone, calendar: openCalendar(), organisation: () => organisation, targets: () => [],
    freshness: freshness.at, head: () => head, now: () => rig.clock,
  } // prettier-ignore
  const rhythms = createRhythms(rooms)
  const router = healthRouter({ ...rooms, postgres: rig.stores.postgres, rhythms, replay: rig.ingest.door.replay })
  served = await serveRouter(router, () => scope)
  await rig.send([dealer('D1', { aliases: ['dms-1'] }), dealer('D2', { region: '华南', area: '粤东' })], {
    stream: 'dealers',
  })
  await rig.send([{ advisor_id: 'A1', name: '甲', dealer_id: 'D1' }], { stream: 'advisors' })
  await settle()
})
afterAll(async () => {
  await served.close()
  await rig.close()
})

/** What the asking side learns by bells. */
async function settle(): Promise<void> {
  const rows = async <Row>(stream: string) =>
    (await readReference<Row>(rig.stores.postgres, stream)).map(({ body }) => body)
  organisation = organise({
    dealers: await rows<Dealer>('dealers'),
    advisors: await rows<Advisor>('advisors'),
    models: await rows<Model>('models'),
    channels: await rows<Channel>('channels'),
  })
  head = (await readHead(rig.stores.postgres)).seq
}

type Body = Record<string, never> & Record<string, never>[]
const get = async (path: string) => (await (await fetch(`${served.base}/health${path}`)).json()) as Body
const post = async (path: string, body: unknown, type = 'application/json') => {
  const reply = await fetch(`${served.base}/health${path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: reply.status, body: (await reply.json()) as Body }
}

const event = (event_id: string, more: object = {}) => ({
  event_id, source: 'dms', kind: 'order', occurred_at: '2026-11-20T10:00:00+08:00', dealer_id: 'D1', order_id: `O${event_id}`, ...more,
}) // prettier-ignore

describe('what was refused', () => {
  it('is listed by reason and source, in scope, and can be sent again', async () => {
    const later = '2026-11-22T10:30:00+08:00'
    await rig.send([event('r1', { occurred_at: later, dealer_id: 'dms-1' }), event('r2', { kind: 'x' }), event('r3', { kind: 'x', dealer_id: 'GONE' })]) // prettier-ignore
    expect(await get('/rejects')).toMatchObject({
      counts: [
        { code: 'unknown_kind', source: 'dms', rows: 2 },
        { code: 'future_time', source: 'dms', rows: 1 },
      ],
      rows: [{ event_id: 'r3', code: 'unknown_kind', whole: true, stream: 'events' }, {}, { event_id: 'r1' }],
      next: null,
      replay: true,
    })
    expect((await get('/rejects?code=future_time&limit=1')).rows).toHaveLength(1)
    scope = { where: { region: ['华东'] } }
    expect(((await get('/rejects')).rows as unknown as object[]).length).toBe(2)
    expect(await post('/rejects/replay', { code: 'future_time' })).toMatchObject({ status: 403 })
    scope = fullScope
    rig.clock = Date.parse(later)
    expect(await post('/rejects/replay', { code: 'future_time' })).toMatchObject({ status: 200, body: { replayed: 1, accepted: 1 } }) // prettier-ignore
    expect(await post('/rejects/replay', {})).toMatchObject({ status: 400, body: { error: { path: 'ids' } } })
    expect(await post('/rejects/replay', { ids: ['1'] })).toMatchObject({ status: 400 })
    expect((await get('/rejects')).rows).toHaveLength(2)
    rig.clock = START
  })
})

describe('what waits and what is not known', () => {
  it('is listed with where it comes from', async () => {
    await rig.send([event('h1', { dealer_id: 'D9' }), event('h2', { dealer_id: 'D9', source: 'crm' })])
    expect(await get('/held')).toEqual([
      {
        dealer_id: 'D9', events: 2, sources: ['crm', 'dms'],
        oldest: '2026-11-22T10:30:00.000+08:00', newest: '2026-11-22T10:30:00.000+08:00',
      },
    ]) // prettier-ignore
    scope = { where: { region: ['华南'] } }
    expect(await get('/held')).toEqual([])
    scope = fullScope

    await rig.send([
      event('u1', { advisor_id: 'A1', model: 'ZZ', campaign: 'c1' }),
      event('u2', { advisor_id: 'A7', model: 'ZZ', dealer_id: 'D2' }),
    ])
    await settle()
    expect(await get('/unknown')).toMatchObject({
      advisors: [{ code: 'A7', events: 1, dealer_id: 'D2', last_day: '2026-11-20' }],
      models: [{ code: 'ZZ', events: 2, dealers: 2 }],
      channels: [],
      campaigns: [{ code: 'c1', events: 1 }],
    })
    scope = { where: { region: ['华东'] } }
    expect(await get('/unknown')).toMatchObject({ advisors: [], models: [{ code: 'ZZ', events: 1 }] })
    scope = fullScope
  })

  it('conflicting bodies are listed, of dealers in scope', async () => {
    await rig.send([event('u1', { model: 'other' }), { event_id: 'u2', source: 'dms', revision: 0, void: true }])
    expect((await get('/conflicts')).rows).toMatchObject([
      { event_id: 'u2', kind: null, dealer_id: null },
      { event_id: 'u1', kind: 'order', dealer_id: 'D1', occurred_at: '2026-11-20T10:00:00.000+08:00' },
    ])
    scope = { where: { region: ['华南'] } }
    expect((await get('/conflicts')).rows).toEqual([])
    scope = fullScope
  })
})

describe('对数', () => {
  const day = '2026-11-10'
  const on = (id: string, more: object = {}) =>
    event(id, { source: 'so', occurred_at: `${day}T11:00:00+08:00`, ...more })
  it('explains a difference by what happened to the rows', async () => {
    rig.clock = START
    await rig.send([
      on('a'), on('b'), on('c'), on('gone'), on('moves'), on('twice', { order_id: 'Oa' }),
      on('held', { dealer_id: 'D8' }), on('bad', { units: 0 }), on('fixed', { units: 0 }),
      on('comes', { occurred_at: '2026-11-09T11:00:00+08:00' }), on('late-fix', { dealer_id: 'D2' }),
    ]) // prettier-ignore
    await rig.send([
      { event_id: 'gone', source: 'so', revision: 1, void: true },
      on('moves', { revision: 1, occurred_at: '2026-11-11T11:00:00+08:00' }),
      on('comes', { revision: 1 }),
      on('fixed'),
      on('late-fix', { revision: 1 }),
    ])
    rig.clock = START + 3_600_000
    await rig.send([on('tardy')])
    await settle()
    // Ours at D1: a b c twice fixed comes late-fix tardy = 8.
    const row = { source: 'so', day, kind: 'order', dealer_id: 'dms-1' }
    const compare = async (count: number, more: object = {}) =>
      (await post('/reconcile', { rows: [{ ...row, count }], ...more })).body.rows![0] as unknown as Record<
        string,
        never
      >
    expect(await compare(8)).toMatchObject({
      ours: 8, theirs: 8, difference: 0,
      reasons: { rejected: 0, held: 0, voided: 0, corrected: 0, late: 0, duplicates: 0, unexplained: 0 },
    }) // prettier-ignore
    expect((await compare(9)).reasons).toMatchObject({ rejected: -1, unexplained: 0 })
    expect((await compare(11)).reasons).toMatchObject({ rejected: -1, corrected: -1, voided: -1, unexplained: 0 })
    expect((await compare(14)).reasons).toMatchObject({ rejected: -1, corrected: -1, voided: -1, unexplained: -3 })
    expect((await compare(5)).reasons).toMatchObject({ corrected: 2, duplicates: 1, unexplained: 0 })
    expect(await compare(8, { known_at: '2026-11-22T10:31:00+08:00' })).toMatchObject({
      ours: 7,
      reasons: { rejected: -1, late: 0 },
    })
    expect(await compare(9, { known_at: '2026-11-22T10:31:00+08:00' })).toMatchObject({
      ours: 7,
      reasons: { rejected: -1, late: -1, unexplained: 0 },
    })
  })

  it('compares a source as a whole, from CSV, with a total; what waits for its dealer is a reason', async () => {
    const csv = '\ufeffsource;day;kind;dealer_id;count\nso;2026-11-10;order;;10\nso;2026-11-11;order;D1;1\n'
    expect((await post('/reconcile', csv, 'text/csv')).body).toMatchObject({
      rows: [
        { ours: 8, difference: -2, reasons: { rejected: -1, held: -1, unexplained: 0 } },
        { ours: 1, difference: 0 },
      ],
      total: { theirs: 11, ours: 9, difference: -2, reasons: { rejected: -1, held: -1 } },
    })
  })

  it('keeps to the scope and names the row that does not fit', async () => {
    const rows = [{ source: 'so', day, kind: 'order', dealer_id: 'D2', count: 1 }]
    scope = { where: { region: ['华东'] } }
    expect(await post('/reconcile', { rows })).toMatchObject({ status: 403, body: { error: { path: 'rows[0].dealer_id' } } }) // prettier-ignore
    expect(await post('/reconcile', { rows: [{ ...rows[0], dealer_id: null }] })).toMatchObject({ status: 403 })
    scope = fullScope
    for (const [change, path] of [
      [{ day: '2026-13-01' }, 'rows[0].day'],
      [{ kind: 'unique_lead' }, 'rows[0].kind'],
      [{ count: -1 }, 'rows[0].count'],
      [{ source: '' }, 'rows[0].source'],
    ] as const)
      expect(await post('/reconcile', { rows: [{ ...rows[0], ...change }] })).toMatchObject({ status: 400, body: { error: { code: 'bad_spec', path } } }) // prettier-ignore
    expect(await post('/reconcile', 'a,b\n1,2', 'text/csv')).toMatchObject({ status: 400, body: { error: { path: 'csv' } } }) // prettier-ignore
    expect(await post('/reconcile', { rows: [] })).toMatchObject({ status: 400, body: { error: { path: 'rows' } } })
  })
})

describe('sources and dealers against their rhythm', () => {
  it('tells who is silent', async () => {
    // Five weeks of an order every twenty minutes or so in shop hours, at D1 up to yesterday noon only.
    const rows: object[] = []
    for (let i = 0; i < 35 * 36; i++) {
      const at =
        START - 35 * 86_400_000 + Math.floor(i / 36) * 86_400_000 + (i % 36) * 1_200_000 + ((i * 7) % 11) * 60_000
      if (at >= START) continue
      const occurred_at = new Date(at).toISOString()
      rows.push(event(`w${i}`, { source: 'app', occurred_at, dealer_id: 'D2' }))
      if (at < START - 22 * 3_600_000) rows.push(event(`v${i}`, { source: 'web', occurred_at }))
    }
    await rig.send(rows, { history: true })
    rig.clock = START + 4 * 3_600_000
    await rig.send([event('now', { source: 'app', dealer_id: 'D2' })])
    await settle()
    const sources = await get('/sources')
    const of = (name: string) => (sources as unknown as { name: string }[]).find((one) => one.name === name)
    expect(of('app')).toMatchObject({ state: 'on_time', silent_minutes: 0 })
    expect(of('web')).toMatchObject({ state: 'silent', delay_median_s: 0 })
    expect((of('web') as unknown as { gaps: (number | null)[] }).gaps).toHaveLength(168)
    expect(of('crm')).toBeUndefined()
    expect(of('so')).toMatchObject({ state: 'learning' })
    scope = { where: { region: ['华南'] } }
    expect((await get('/sources')).map(({ name }) => name)).not.toContain('web')
    scope = fullScope
    rig.clock += 26 * 3_600_000
    expect((await get('/dealers')).map(({ name }) => name)).toContain('D1')
  })
})
