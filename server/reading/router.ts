import { Router, type Response } from 'express'
import type { Scope } from '#domain/scope.ts'
import type { Reader } from './reader.ts'

/** `POST /reading`: why a cause is believed to lie outside or inside. Sign-in has set `response.locals.scope`. */
export function readingRouter(reader: Reader): Router {
  const router = Router()
  router.post('/reading', async (request, response) => {
    response.json(await reader.read(request.body, scopeOf(response)))
  })
  return router
}

/** Without a scope nothing is answered: a route that sign-in does not guard is a mistake of ours. */
function scopeOf(response: Response): Scope {
  const { scope } = response.locals as { scope?: Scope }
  if (!scope) throw new Error('a question for a reading reached the router without a scope')
  return scope
}
