import type { ErrorRequestHandler, RequestHandler } from 'express'
import type { Logger } from 'pino'
import { Refusal } from '#domain/errors.ts'
import { StoreError } from '#store/error.ts'

/** A refusal with a code of the closed table for whatever was thrown; what is not ours to tell becomes `internal`. */
export function asRefusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown
  if (thrown instanceof StoreError) {
    if (thrown.kind === 'too_large')
      return new Refusal('too_many_rows', 'the answer is larger than a screen can hold', { cause: thrown })
    if (thrown.kind === 'bad_query')
      return new Refusal('internal', 'Something broke here; the log knows the cause.', { cause: thrown })
    return new Refusal('store_unavailable', 'a store is away or too busy; nothing was half-done', { cause: thrown })
  }
  const parser = thrown as { type?: string; status?: number } | null
  if (parser?.type === 'entity.too.large')
    return new Refusal('too_large', 'the body is over the limit', { cause: thrown })
  if (parser?.type === 'entity.parse.failed') return new Refusal('bad_spec', 'the body is not JSON', { cause: thrown })
  if (parser?.status === 400 || parser?.status === 415)
    return new Refusal('bad_body', 'the body cannot be read', { cause: thrown })
  return new Refusal('internal', 'Something broke here; the log knows the cause.', { cause: thrown })
}

/** Answers every failure of a route with the closed table's form; causes are logged, never sent. */
export function answerFailures(log: Logger): ErrorRequestHandler {
  return (thrown, request, response, next) => {
    const refusal = asRefusal(thrown)
    if (refusal.status >= 500) log.error({ err: thrown, path: request.path }, refusal.message)
    if (response.headersSent) {
      next(thrown)
      return
    }
    if (refusal.status === 429 || refusal.status === 503) response.setHeader('Retry-After', '2')
    response.status(refusal.status).json(refusal.body())
  }
}

/** For addresses that nothing answers. */
export const answerNothing: RequestHandler = (request) => {
  throw new Refusal('not_found', `there is nothing at ${request.path.slice(0, 200)}`)
}
