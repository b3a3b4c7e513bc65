import { Router } from 'express'
import { scopeOf, userOf } from '../access/asker.ts'
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
    response.json(await reader.read(request.body, scopeOf(response)))
  })
  router.post('/morning', async (request, response) => {
    const user = userOf(response)
    response.json(await morning(request.body, scopeOf(response), () => dueActions(user)))
  })
  return router
}
