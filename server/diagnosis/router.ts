import { Router } from 'express'
import { scopeOf } from '../access/asker.ts'
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
