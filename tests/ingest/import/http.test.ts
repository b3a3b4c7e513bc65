import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { readSettings } from '#domain/settings.ts'
import { openDestination } from '#ingest/import/send/destination.ts'
import { answers, httpCourier } from '#ingest/import/send/http.ts'
import { testFolder } from './folder.ts'

const receipt = { accepted: 1, duplicate: 0, corrected: 0, held: 0, rejected: [] }
const line = Buffer.from('{"event_id":"1"}\n')

/** A server that gives its answers one after the other, the last one for ever. */
async function serve(...answers: ((request: IncomingMessage, response: ServerResponse) => unknown)[]) {
  let count = 0
  const server = createServer(
    (request, response) => void answers[Math.min(count++, answers.length - 1)]!(request, response),
  )
  server.listen(0)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, asked: () => count }
}
const say =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  (request: IncomingMessage, response: ServerResponse) => {
    request.resume()
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }
const busy = { error: { code: 'busy', message: 'the queue is full' } }

test('a batch goes gzipped to the stream’s address with the key, and its receipt comes back', async () => {
  const seen: unknown[] = []
  const { url } = await serve(async (request, response) => {
    const { authorization, 'content-type': type, 'content-encoding': packed } = request.headers
    seen.push(request.url, authorization, type, packed, gunzipSync(await buffer(request)).toString())
    response.end(JSON.stringify(receipt))
  })
  expect(await httpCourier({ url, key: 'k' }).send('events', line, 1, { history: true })).toEqual(receipt)
  expect(seen).toEqual([
    '/api/ingest/events?priority=bulk&history=1',
    'Bearer k',
    'application/x-ndjson',
    'gzip',
    '{"event_id":"1"}\n',
  ])
})

test('429 and 503 are waited out as long as they say, a broken line is tried again', async () => {
  const { url, asked } = await serve(
    say(429, busy, { 'retry-after': '7' }),
    say(503, busy, { 'retry-after': '9999' }),
    (request) => request.socket.destroy(),
    say(200, receipt),
  )
  const waits: number[] = []
  const courier = httpCourier({ url, key: 'k', wait: (ms) => Promise.resolve(waits.push(ms)) })
  expect(await courier.send('dealers', line, 1, { history: false })).toEqual(receipt)
  expect(waits).toEqual([7_000, 30_000, 3_000])
  expect(asked()).toBe(4)
})

test('a wrong key and a refused batch end the import with a sentence', async () => {
  const wrong = await serve(say(401, { error: { code: 'unauthorised', message: 'the key is wrong' } }))
  const send = (url: string) => httpCourier({ url, key: 'k' }).send('events', line, 1, { history: false })
  await expect(send(wrong.url)).rejects.toThrow('does not know this ingest key (the key is wrong.)')
  const large = await serve(say(413, { error: { code: 'too_large', message: 'the body is over the limit' } }))
  await expect(send(large.url)).rejects.toThrow('refuses a batch of 1 rows: the body is over the limit.')
})

test('a server that is away, or busy for ever, is given up with the way to go on', async () => {
  const wait = () => Promise.resolve()
  const send = (url: string) => httpCourier({ url, key: 'k', wait }).send('events', line, 1, { history: false })
  await expect(send('http://localhost:1')).rejects.toThrow('does not answer. The same command goes on from here')
  await expect(send((await serve(say(429, busy))).url)).rejects.toThrow(
    'stays busy: the queue is full. The same command',
  )
})

test('the destination: a named server must answer, else one nearby, else the folder', async () => {
  const { path, write } = testFolder()
  const local = () => Promise.resolve({ ...httpCourier({ url: 'none', key: '' }), place: 'folder' })
  const { url } = await serve(say(200, { ok: true }))
  const port = new URL(url).port
  const settings = (more: Record<string, string>) => readSettings({ WARROOM_DATA: path, PORT: port, ...more })
  const none = { data: undefined, url: undefined, key: undefined }
  expect(await answers(url)).toBe(true)
  expect(await answers('http://localhost:1')).toBe(false)
  await expect(openDestination({ ...none, url: 'http://localhost:1' }, settings({}), local)).rejects.toThrow(
    'No war room answers',
  )
  await expect(openDestination(none, settings({}), local)).rejects.toThrow('There is no ingest key')
  write('keys.json', '{"ingest_key":"kept"}')
  expect((await openDestination(none, settings({}), local)).place).toBe(`http://localhost:${port}`)
  expect((await openDestination(none, settings({ WARROOM_URL: url, PORT: '1' }), local)).place).toBe(url.slice(0, -1))
  expect((await openDestination(none, settings({ PORT: '1' }), local)).place).toBe('folder')
  expect((await openDestination({ ...none, data: path }, settings({}), local)).place).toBe('folder')
})
