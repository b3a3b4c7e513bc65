import { Router, type Response } from 'express'
import type { Scope } from '#domain/scope.ts'
import type { User } from '../access/user.ts'
import type { createMorning, DueAction } from './morning.ts'
import type { Reader } from './reader.ts'

export interface ReadingRoutes {
  reader: Reader
  morning: ReturnType<typeof createMorning>
  /** Logged actions that are due for a user. */
  dueActions: (user: User) => Promise<readonly DueAction[]>
}

/** Why a cause is believed to lie outside or inside, and the three things of the day. Sign-in has set `response.locals`. */
export function readingRouter({ reader, morning, dueActions }: ReadingRoutes): Router {
  const router = Router()
  router.post('/reading', async (request, response) => {
    response.json(await reader.read(request.body, askerOf(response).scope))
  })
  router.post('/morning', async (request, response) => {
    const { user, scope } = askerOf(response)
    response.json(await morning(request.body, scope, () => dueActions(user)))
  })
  return router
}

/** Without a scope nothing is answered: a route that sign-in does not guard is a mistake of ours. */
function askerOf(response: Response): { user: User; scope: Scope } {
  const { user, scope } = response.locals as { user?: User; scope?: Scope }
  if (!user || !scope) throw new Error('a question for a reading reached the router without an asker')
  return { user, scope }
}
