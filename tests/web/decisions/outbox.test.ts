import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import type { ErrorBody } from '#domain/errors.ts'
import type { SessionFacts } from '#web/session/facts.ts'

/** What the house answers next, and what it was sent. */
let answers: number[] = []
const got: string[] = []
const house = createServer((request, response) => {
  let body = ''
  request.on('data', (part: Buffer) => (body += part.toString()))
  request.on('end', () => {
    got.push(body)
    const status = answers.shift() ?? 201
    const refusal: ErrorBody = { error: { code: status === 401 ? 'unauthorised' : 'forbidden', message: '' } }
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(status < 400 ? {} : refusal))
  })
})
const kept = new Map<string, string>()
let full = false
beforeAll(async () => {
  await new Promise<void>((resolve) => house.listen(0, '127.0.0.1', resolve))
  const { port } = house.address() as AddressInfo
  const ask = globalThis.fetch
  vi.stubGlobal('fetch', (address: string, how: RequestInit) => ask(`http://127.0.0.1:${port}${address}`, how))
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (full) throw new DOMException('full', 'QuotaExceededError')
      kept.set(key, value)
    },
  })
})
afterAll(() => {
  vi.unstubAllGlobals()
  house.close()
})
beforeEach(() => {
  vi.resetModules()
  kept.clear()
  full = false
  answers = []
  got.length = 0
})

/** The outbox as a page of somebody holds it, newly opened. */
async function page(user_id = 'u1') {
  const { createPinia, setActivePinia } = await import('pinia')
  setActivePinia(createPinia())
  const { useSession } = await import('#web/session/session.ts')
  useSession().facts = { user_id } as SessionFacts
  const { putBy, useOutbox } = await import('#web/decisions/outbox.ts')
  const scope = effectScope()
  return {
    putBy: (key: string, body: string) => putBy(key, body, user_id),
    hold: () => scope.run(useOutbox)!,
    leave: () => scope.stop(),
  }
}

it('keeps what was written while nobody is signed in, and sends it afterwards', async () => {
  answers = [401]
  const first = await page()
  first.putBy('k', '{"title":"一"}')
  const waiting = first.hold()
  await expect.poll(() => got, { timeout: 10_000 }).toHaveLength(1)
  expect(waiting.value).toEqual([{ client_key: 'k', body: '{"title":"一"}', by: 'u1' }])
  first.leave()
  vi.resetModules()
  // Whoever signs in at the same tablet does not write it in their own name.
  const stranger = await page('u2')
  expect(stranger.hold().value).toEqual([])
  stranger.leave()
  vi.resetModules()
  const second = await page()
  const again = second.hold()
  await expect.poll(() => again.value, { timeout: 10_000 }).toEqual([])
  expect(got).toEqual(['{"title":"一"}', '{"title":"一"}'])
  second.leave()
})

it('says why the house would not have it, until somebody takes it away', async () => {
  answers = [403]
  const { putBy, hold, leave } = await page()
  putBy('k', '{}')
  const waiting = hold()
  await expect.poll(() => waiting.value[0]?.refused, { timeout: 10_000 }).toBeTruthy()
  leave()
})

it('holds what the device has no room for as long as the page is open', async () => {
  full = true
  const { putBy, hold, leave } = await page()
  expect(() => putBy('k', '{}')).not.toThrow()
  const waiting = hold()
  await expect.poll(() => waiting.value, { timeout: 10_000 }).toEqual([])
  expect(got).toEqual(['{}'])
  leave()
})
