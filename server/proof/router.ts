import { Router } from 'express'
import { isFullScope, type Scope } from '#domain/scope.ts'
import type { Proof } from './proof.ts'

/** `GET /proof`: the light. Which cells fail is told to those who may see all of them. */
export function proofRouter(proof: Pick<Proof, 'state'>): Router {
  return Router().get('/proof', (_request, response) => {
    const state = proof.state()
    const { scope } = response.locals as { scope?: Scope }
    response.json(scope && isFullScope(scope) ? state : { ...state, failures: [] })
  })
}
