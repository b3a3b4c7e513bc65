import { Router, type Response } from 'express'
import type { Scope } from '#domain/scope.ts'
import type { Diagnoser } from './diagnoser.ts'

/** Why a number is behind, a step by two dimensions, and what another rate would bring. Sign-in has set the scope. */
export function diagnosisRouter(diagnoser: Diagnoser): Router {
  const router = Router()
  router.post('/diagnose', async (request, response) => {
    response.json(await diagnoser.diagnose(request.body, scopeOf(response)))
  })
  router.post('/diagnose/matrix', async (request, response) => {
    response.json(await diagnoser.matrix(request.body, scopeOf(response)))
  })
  router.post('/whatif', async (request, response) => {
    response.json(await diagnoser.whatIf(request.body, scopeOf(response)))
  })
  return router
}

/** Without a scope nothing is answered: a route that sign-in does not guard is a mistake of ours. */
function scopeOf(response: Response): Scope {
  const { scope } = response.locals as { scope?: Scope }
  if (!scope) throw new Error('a diagnosis reached the router without a scope')
  return scope
}
