import { Router } from 'express'
import { versionsOf } from '#domain/targets/versions.ts'
import { scopeOf } from '../access/asker.ts'
import { createPace, type PaceRooms } from './pace.ts'
import { visibleTargets } from './visible.ts'

/** Progress against targets, and the targets' versions. Sign-in has set `response.locals.scope`. */
export function paceRouter(rooms: PaceRooms): Router {
  const pace = createPace(rooms)
  const router = Router()
  router.post('/pace', async (request, response) => {
    response.json(await pace(request.body, scopeOf(response)))
  })
  router.get('/targets/versions', (request, response) => {
    const { measure } = request.query
    const day = rooms.zone.day(rooms.now())
    const seen = visibleTargets(rooms.targets(), scopeOf(response), rooms.organisation(), day)
    response.json(versionsOf(seen.filter((target) => measure === undefined || target.measure === measure)))
  })
  return router
}
