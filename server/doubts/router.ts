import { Router } from 'express'
import { CHECKS } from '#domain/doubts/checks.ts'
import { scopeOf } from '../access/asker.ts'
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
