import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '#store/clickhouse/engine.ts'
import { readFacts } from '#store/clickhouse/facts.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { StoreError } from '#store/error.ts'
import { openStores, type Stores } from '#store/open.ts'
import { readSettings } from '#domain/settings.ts'
import { dealer, openRig, tempFolder, type Rig } from '../ingest/rig.ts'

/** Real stores with a line that can be cut: before a call reaches the store, or before its answer comes back. */
type Cut = 'before' | 'after' | null
const cut: { insert: Cut; transaction: Cut; query: Cut } = { insert: null, transaction: null, query: null }
const away = () => new StoreError('unavailable', 'none', 'the store is away')

async function through<T>(name: keyof typeof cut, call: () => Promise<T>): Promise<T> {
  const how = cut[name]
  cut[name] = null
  if (how === 'before') throw away()
  const answer = await call()
  if (how === 'after') throw away()
  return answer
}

let stores: Stores
let rig: Rig
const folder = tempFolder()
const heard: number[] = []

beforeAll(async () => {
  stores = await openStores(readSettings({ WARROOM_DATA: folder }))
  const engine: Engine = {
    ...stores.engine,
    insert: (...args) => through('insert', () => stores.engine.insert(...args)),
    query: (...args) => through('query', () => stores.engine.query(...args)),
  }
  const postgres: Postgres = {
    ...stores.postgres,
    transaction: (work) => through('transaction', () => stores.postgres.transaction(work)),
  }
  rig = await openRig({ WARROOM_DATA: folder }, { engine, postgres, close: stores.close })
  listen()
  await rig.send([dealer('D1')], { stream: 'dealers' })
})
afterAll(async () => {
  await rig.close()
  await stores.close()
})

const listen = () => rig.ingest.onBooked(({ facts }) => heard.push(...facts.map(({ seq }) => seq)))

let made = 0
const lead = (event_id = `e${++made}`, more = {}) => ({
  event_id, kind: 'lead', lead_id: event_id, customer: '13800001111', dealer_id: 'D1', occurred_at: `2026-11-01T00:00:${String(made % 60).padStart(2, '0')}Z`, ...more,
}) // prettier-ignore

const ledger = () => readFacts(stores.engine, { afterSeq: 0, uptoSeq: Number.MAX_SAFE_INTEGER })

describe('a store that goes away', () => {
  it.each<[string, Partial<typeof cut>, boolean]>([
    ['before a look-up', { query: 'before' }, false],
    ['before the insert', { insert: 'before' }, true],
    ['before the insert’s answer', { insert: 'after' }, true],
    ['before the commit', { transaction: 'before' }, false],
    ['before the commit’s answer', { transaction: 'after' }, true],
  ])('%s: nothing is half-done, and sending again is right', async (_, cuts, counts) => {
    const first = lead()
    await rig.send([first])
    // After a restart nothing is remembered, so the correction must be looked up.
    await rig.restart()
    listen()
    const second = lead()
    const before = rig.ingest.head().seq
    Object.assign(cut, cuts)
    const rows = [{ ...first, revision: 1, model: 'X5' }, second, { bad: 1 }]
    const answer = await rig.send(rows).catch((thrown: unknown) => thrown)
    expect(cut).toEqual({ insert: null, transaction: null, query: null })
    if (counts) expect(answer).toMatchObject({ accepted: 1, corrected: 1 })
    else {
      expect(answer).toMatchObject({ code: 'store_unavailable', status: 503 })
      expect(rig.ingest.head().seq).toBe(before)
      expect(await rig.send(rows)).toMatchObject({ accepted: 1, corrected: 1 })
    }
    expect(await rig.send(rows)).toMatchObject({ accepted: 0, duplicate: 2 })
    const facts = await ledger()
    expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, i) => i + 1))
    expect(heard).toEqual(facts.map(({ seq }) => seq))
    const leads = facts.filter(({ kind }) => kind === 'lead').reduce((sum, { sign, units }) => sum + sign * units, 0)
    expect(leads).toBe(made)
    const unique = facts
      .filter(({ kind }) => kind === 'unique_lead')
      .reduce((sum, { sign, units }) => sum + sign * units, 0)
    expect(unique).toBe(1)
  })
})
