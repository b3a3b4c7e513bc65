import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWarRoom, type Running } from './process.ts'

const folder = mkdtempSync(join(tmpdir(), 'warroom-start-'))
const env = { WARROOM_INGEST_KEY: 'ingest-key', WARROOM_ADMIN_TOKEN: 'access-token' }
let running: Running

const post = (path: string, body: unknown, token: string) =>
  fetch(`${running.address}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const dealer = { dealer_id: 'D1', name: '一店', region: '华东', area: '苏南', province: '江苏', city: '苏州' }
const hourAgo = new Date(Date.now() - 3_600_000).toISOString()
const event = (id: number, more: object = {}) => ({
  event_id: `e${id}`,
  kind: 'order',
  occurred_at: hourAgo,
  dealer_id: 'D1',
  order_id: `o${id}`,
  ...more,
})
const orders = async () => {
  const reply = await post('/api/query', { measures: ['order'], by: ['area'], period: 'last_7_days' }, 'access-token')
  return ((await reply.json()) as { rows: { key: { area: string }; current: { order: number } }[] }).rows.map((row) => [
    row.key.area,
    row.current.order,
  ])
}

beforeAll(async () => {
  running = await startWarRoom(folder, { env })
})
afterAll(async () => {
  await running.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('the war room as a user starts it', () => {
  test('nobody asks or sends without a key', async () => {
    expect((await post('/api/query', { measures: ['order'] }, 'guess')).status).toBe(401)
    expect((await post('/api/ingest/events', [event(1)], 'guess')).status).toBe(401)
    expect((await post('/api/ingest/events', [event(1)], 'access-token')).status).toBe(401)
    expect(await (await fetch(`${running.address}/api/session`)).json()).toEqual({ signed_in: false })
    expect((await fetch(`${running.address}/api/measures`)).status).toBe(401)
  })

  test('an event counts from the moment it is answered, under its dealer', async () => {
    expect(await (await post('/api/ingest/dealers', [dealer], 'ingest-key')).json()).toMatchObject({ accepted: 1 })
    expect(
      await (
        await post('/api/ingest/events', [event(1), event(2), { event_id: 'bad', kind: 'nonsense' }], 'ingest-key')
      ).json(),
    ).toMatchObject({
      accepted: 2,
      rejected: [{ line: 3, event_id: 'bad', code: 'unknown_kind' }],
    })
    expect(await orders()).toEqual([['苏南', 2]])
  })

  test('an event of an unknown dealer is held and counts by itself once the dealer arrives', async () => {
    expect(
      await (await post('/api/ingest/events', [event(3, { dealer_id: 'D2' })], 'ingest-key')).json(),
    ).toMatchObject({ held: 1 })
    expect(await orders()).toEqual([['苏南', 2]])
    await post('/api/ingest/dealers', [{ ...dealer, dealer_id: 'D2', area: '苏北' }], 'ingest-key')
    expect(await orders()).toEqual([
      ['苏南', 2],
      ['苏北', 1],
    ])
  })

  test('a bad question is refused by name', async () => {
    const reply = await post('/api/query', { measures: ['ordres'] }, 'access-token')
    expect(reply.status).toBe(400)
    expect(await reply.json()).toEqual({
      error: { code: 'unknown_measure', message: 'no measure is called “ordres”', path: 'measures[0]' },
    })
    expect((await post('/api/query', '{', 'access-token')).status).toBe(400)
    expect(
      (await fetch(`${running.address}/api/nothing`, { headers: { authorization: 'Bearer access-token' } })).status,
    ).toBe(404)
  })

  test('health, readiness, metrics and the API document answer', async () => {
    expect((await fetch(`${running.address}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${running.address}/readyz`)).json()).toMatchObject({
      ready: true,
      stores: { clickhouse: 'ok', postgres: 'ok' },
    })
    expect(await (await fetch(`${running.address}/metrics`)).text()).toContain('warroom_head')
    expect(await (await fetch(`${running.address}/openapi.json`)).json()).toMatchObject({ openapi: '3.1.0' })
  })

  test('the ingest key lies in the folder for its owner only', () => {
    expect(statSync(join(folder, 'keys.json')).mode & 0o077).toBe(0)
  })

  test('a second process on the same folder gets one clear sentence', async () => {
    await expect(startWarRoom(folder, { env })).rejects.toThrow('another war room is already using this folder')
  })

  test('a stop loses nothing, and a re-sent event after the restart is a duplicate', async () => {
    expect(await running.stop()).toBe(0)
    running = await startWarRoom(folder, { env })
    expect(await orders()).toEqual([
      ['苏南', 2],
      ['苏北', 1],
    ])
    expect(await (await post('/api/ingest/events', [event(1)], 'ingest-key')).json()).toMatchObject({
      duplicate: 1,
      accepted: 0,
    })
  })
})

describe('the sign-in link', () => {
  test('opens a session as long as this start runs; a wrong token does not', async () => {
    const other = mkdtempSync(join(tmpdir(), 'warroom-link-'))
    const room = await startWarRoom(other)
    try {
      const link = /Sign in\s+(\S+)/.exec(room.printed())![1]!.replace('localhost', '127.0.0.1')
      const wrong = await fetch(link.replace(/token=.*/, 'token=guess'), { redirect: 'manual' })
      expect(wrong.headers.get('set-cookie')).toBeNull()
      const reply = await fetch(link, { redirect: 'manual' })
      expect(reply.headers.get('location')).toBe('/')
      const cookie = reply.headers.get('set-cookie')!.split(';')[0]!
      const session = await fetch(`${new URL(link).origin}/api/session`, { headers: { cookie } })
      expect(await session.json()).toMatchObject({ signed_in: true, head: 0 })
    } finally {
      await room.stop()
      rmSync(other, { recursive: true, force: true })
    }
  })
})
