import { Router, type RequestHandler, type Response } from 'express'
import { Refusal, quote } from '#domain/errors.ts'
import { readAccount } from './account.ts'
import type { Accounts } from './accounts.ts'
import { userOf } from './asker.ts'
import { atLeast, type Role, type User } from './user.ts'

/** `/accounts`: who was let in, with which role and scope. For administrators, as everything that changes the house. */
export function accountsRouter(accounts: Accounts): Router {
  const router = Router()
  router.use('/health/rejects/replay', needing('administrator'))
  router.use('/accounts', needing('administrator'))
  router.get('/accounts', (_request, response) => {
    response.json(accounts.list().map(stated))
  })
  router.post('/accounts', async (request, response) => {
    const user = readAccount(request.body)
    const token = await accounts.put(user)
    response.json({ ...stated(user), token, sign_in: `/sign-in?token=${token}` })
  })
  router.delete('/accounts/:id', async (request, response) => {
    if (!(await accounts.close(request.params.id)))
      throw new Refusal('not_found', `there is no account ${quote(request.params.id)}`)
    response.status(204).end()
  })
  return router
}

/** Refuses who has a smaller role than a route needs. */
export function needs(response: Response, least: Role): User {
  const user = userOf(response)
  if (!atLeast(user.role, least)) throw new Refusal('forbidden', `this needs the role ${least}; yours is ${user.role}`)
  return user
}

/** Guards a path by role. */
export const needing =
  (least: Role): RequestHandler =>
  (_request, response, next) => {
    needs(response, least)
    next()
  }

const stated = ({ id, name, role, scope }: User) => ({ id, name, role, scope: scope.where })
