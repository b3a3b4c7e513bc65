import express, { type ErrorRequestHandler, type Request, type Router } from 'express'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { Refusal, quote } from '#domain/errors.ts'
import { isStream } from '#domain/streams.ts'
import { StoreError } from '#store/error.ts'
import type { Call } from '../call.ts'
import type { Door } from '../door.ts'
import { createBodyReader } from './body.ts'
import { countCalls } from './counters.ts'
import { createKeyCheck, type IngestKey } from './keys.ts'

interface Parts {
  door: Door
  keys: readonly IngestKey[]
  /** Largest body in bytes, as sent and after decompression. */
  bodyLimit: number
  registry: Registry
  log: Logger
}

const RETRY_SECONDS = '2'

/** `POST /api/ingest/{events|…}`: reads the key, then the body, and answers in the closed table's words. */
export function ingestRouter({ door, keys, bodyLimit, registry, log }: Parts): Router {
  const router = express.Router()
  const check = createKeyCheck(keys)
  const read = createBodyReader(bodyLimit)
  const counters = countCalls(registry)

  router.post('/api/ingest/:stream', async (request, response) => {
    const key = check(request)
    const { stream } = request.params
    if (stream !== 'events' && !isStream(stream))
      throw new Refusal('unknown_stream', `no stream is called ${quote(stream)}`)
    const body = await read(request)
    const answer = await door.receive({ body, stream, ...rightsOf(key, request) })
    counters.answered(stream, answer)
    response.json(answer)
  })

  const fail: ErrorRequestHandler = (thrown, request, response, next) => {
    const refusal = asRefusal(thrown)
    counters.refused(refusal)
    if (refusal.status >= 500) log.error({ err: thrown, path: request.path }, refusal.message)
    if (response.headersSent) {
      next(thrown)
      return
    }
    if (refusal.status === 429 || refusal.status === 503) response.setHeader('Retry-After', RETRY_SECONDS)
    if (refusal.status === 401) response.setHeader('WWW-Authenticate', 'Bearer')
    // What is still on its way need not be read: the connection ends with the answer.
    if (!request.complete) response.setHeader('Connection', 'close')
    response.status(refusal.status).json(refusal.body())
  }
  router.use('/api/ingest', fail)
  return router
}

function rightsOf(key: IngestKey, request: Request): Omit<Call, 'body' | 'stream'> {
  const asked = request.query['priority'] ?? request.get('x-warroom-priority') ?? 'live'
  if (asked !== 'live' && asked !== 'bulk')
    throw new Refusal('bad_body', `priority ${quote(asked)} is neither live nor bulk`, { path: 'priority' })
  return {
    source: key.source,
    mayNameSources: key.mayNameSources,
    mayBackdate: key.mayBackdate,
    history: ['1', 'true'].includes(String(request.query['history'] ?? '')),
    priority: asked,
    encoding: request.get('content-encoding'),
  }
}

function asRefusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown
  if (thrown instanceof StoreError)
    return new Refusal('store_unavailable', 'a store is away or too busy; send again shortly', { cause: thrown })
  // Express could not read the address itself.
  if ((thrown as { status?: number } | null)?.status === 400)
    return new Refusal('unknown_stream', 'the address cannot be read', { cause: thrown })
  return new Refusal('internal', 'Something broke here; the log knows the cause.', { cause: thrown })
}
