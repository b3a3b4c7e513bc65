import { Router, type Response } from 'express'
import { CHECKS } from '#domain/doubts/checks.ts'
import type { Scope } from '#domain/scope.ts'
import type { Doubts } from './doubts.ts'
import { readDoubts, readQuery } from './read.ts'

/** `GET` and `POST /doubts`: what should be checked; `GET /doubts/checks`: by which rules. Sign-in has set the scope. */
export function doubtsRouter(doubts: Doubts): Router {
  const router = Router()
  router.get('/doubts', async (request, response) => {
    response.json(await doubts(readQuery(request.query), scopeOf(response)))
  })
  router.post('/doubts', async (request, response) => {
    response.json(await doubts(readDoubts(request.body), scopeOf(response)))
  })
  router.get('/doubts/checks', (_request, response) => {
    response.json(Object.entries(CHECKS).map(([name, check]) => ({ name, ...check })))
  })
  return router
}

function scopeOf(response: Response): Scope {
  const { scope } = response.locals as { scope?: Scope }
  if (!scope) throw new Error('a look for doubts reached the router without a scope')
  return scope
}
