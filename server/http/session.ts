import { Router } from 'express'
import type { Sessions } from '../access/session.ts'
import type { Lamp } from '../pace/lamp.ts'

/** What a screen needs to know before it asks for anything. */
export interface SessionState {
  zone: string
  retail_event: string
  version: string
  geojson: boolean
  /** How lamps are turned. */
  lamp: Lamp
  demo: { on: boolean; speed: number; loading: unknown }
  /** Highest sequence that questions see; 0 means that nothing was ever booked. */
  head: number
}

/** `GET /api/session`: whether one is signed in, and how this war room is set up. Nothing of the maker's without sign-in. */
export function sessionRouter(sessions: Sessions, state: () => SessionState): Router {
  const router = Router()
  router.get('/api/session', (request, response) => {
    const user = sessions.authenticate(request.headers)
    response.setHeader('Cache-Control', 'no-store')
    response.json(
      user
        ? { signed_in: true, user: user.name, user_id: user.id, role: user.role, scope: user.scope.where, ...state() }
        : { signed_in: false },
    )
  })
  return router
}
