import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWarRoom, type Running } from './process.ts'

const folder = mkdtempSync(join(tmpdir(), 'warroom-accounts-'))
let running: Running

beforeAll(async () => {
  running = await startWarRoom(folder, { env: { WARROOM_INGEST_KEY: 'ingest-key', WARROOM_ADMIN_TOKEN: 'all' } })
  await send('/api/ingest/dealers', 'ingest-key', ['华东', '华南'].map(dealer))
  await send('/api/ingest/events', 'ingest-key', ['华东', '华南', '华南'].map(order))
})
afterAll(async () => {
  await running.stop()
  rmSync(folder, { recursive: true, force: true })
})

const send = (path: string, token: string, body?: unknown, method = 'POST') =>
  fetch(`${running.address}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
const dealer = (region: string) => ({
  dealer_id: `D-${region}`,
  name: region,
  region,
  area: region,
  province: region,
  city: region,
})
const order = (region: string, i: number) => ({
  event_id: `e${i}`,
  kind: 'order',
  occurred_at: new Date(Date.now() - 3_600_000).toISOString(),
  dealer_id: `D-${region}`,
  order_id: `o${i}`,
})
const orders = { measures: ['order'], by: ['region'], period: 'last_7_days' }
const east = { id: 'east', name: '华东经理', role: 'manager', scope: { region: ['华东'] } }

test('an account sees its scope and no more, under its own name, until it is closed', async () => {
  const made = (await (await send('/api/accounts', 'all', east)).json()) as { token: string; sign_in: string }
  const seen = (await (await send('/api/query', made.token, orders)).json()) as { rows: unknown[]; total: object }
  expect(seen.rows).toMatchObject([{ key: { region: '华东' }, current: { order: 1 } }])
  expect(seen.total).toMatchObject({ current: { order: 1 } })
  const outside = await send('/api/query', made.token, { ...orders, where: { region: ['华南'] } })
  expect([outside.status, await outside.json()]).toMatchObject([403, { error: { code: 'forbidden' } }])
  expect((await send('/api/accounts', made.token, undefined, 'GET')).status).toBe(403)

  const signedIn = await fetch(`${running.address}${made.sign_in}`, { redirect: 'manual' })
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!
  const session = async () => (await fetch(`${running.address}/api/session`, { headers: { cookie } })).json()
  expect(await session()).toMatchObject({ user: '华东经理', role: 'manager', scope: { region: ['华东'] } })

  const again = (await (await send('/api/accounts', 'all', east)).json()) as { token: string }
  expect((await send('/api/query', made.token, orders)).status).toBe(401)
  expect((await send('/api/accounts/east', 'all', undefined, 'DELETE')).status).toBe(204)
  expect((await send('/api/query', again.token, orders)).status).toBe(401)
  expect(await session()).toEqual({ signed_in: false })
  expect((await send('/api/accounts/east', 'all', undefined, 'DELETE')).status).toBe(404)
})

test.each([
  [{ ...east, id: 'Nord Ost' }, 'id'],
  [{ ...east, id: 'administrator' }, 'id'],
  [{ ...east, role: 'king' }, 'role'],
  [{ ...east, role: 'administrator' }, 'scope'],
  [{ ...east, scope: { model: ['X5'] } }, 'scope.model'],
  [{ ...east, scope: { nowhere: ['x'] } }, 'scope.nowhere'],
])('an account that makes no sense is refused with what offends: %j', async (body, path) => {
  const reply = await send('/api/accounts', 'all', body)
  expect([reply.status, await reply.json()]).toMatchObject([400, { error: { path } }])
})
