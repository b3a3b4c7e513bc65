import { Router, type RequestHandler } from 'express'
import { Refusal } from '#domain/errors.ts'
import type { Sessions } from '../access/session.ts'

/** Lets in who is signed in, with the scope that every question is merged with; everybody else gets 401. */
export function requireUser(sessions: Sessions): RequestHandler {
  return (request, response, next) => {
    const user = sessions.authenticate(request.headers)
    if (!user) throw new Refusal('unauthorised', 'sign in first, or send Authorization: Bearer with an access token')
    response.locals.user = user
    response.locals.scope = user.scope
    next()
  }
}

/** `GET /sign-in?token=…` opens a session and goes to the wall; `POST /sign-out` ends it. */
export function signInRouter(sessions: Sessions): Router {
  const router = Router()
  router.get('/sign-in', (request, response, next) => {
    const { token } = request.query
    if (typeof token !== 'string') {
      next()
      return
    }
    const cookie = sessions.signIn(token, request.secure)
    if (cookie === null) {
      response.redirect(303, '/sign-in?wrong=1')
      return
    }
    response.setHeader('Set-Cookie', cookie)
    response.redirect(303, '/')
  })
  router.post('/sign-out', (_request, response) => {
    response.setHeader('Set-Cookie', sessions.signOut())
    response.status(204).end()
  })
  return router
}
