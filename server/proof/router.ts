import { Router } from 'express'
import { isFullScope } from '#domain/scope.ts'
import { scopeOf } from '../access/asker.ts'
import type { Proof } from './proof.ts'

/** `GET /proof`: the light. Which cells fail is told to those who may see all of them. */
export function proofRouter(proof: Pick<Proof, 'state'>): Router {
  return Router().get('/proof', (_request, response) => {
    const state = proof.state()
    response.json(isFullScope(scopeOf(response)) ? state : { ...state, failures: [] })
  })
}
