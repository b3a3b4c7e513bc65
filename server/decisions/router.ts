import { Router } from 'express'
import { z } from 'zod'
import { STATES } from '#domain/decision/decision.ts'
import { parse } from '#domain/decision/read.ts'
import { userOf } from '../access/asker.ts'
import type { Claims } from './claims.ts'
import { Conflict } from './conflict.ts'
import type { Decisions } from './decisions.ts'
import { libraryOf, recall } from './memory.ts'
import type { People } from './people.ts'

const sentence = z.string().trim().min(1).max(4_000)
const listed = z.strictObject({
  q: z.string().max(200).optional(),
  state: z.union([z.enum(STATES), z.array(z.enum(STATES))]).optional(),
  owner: z.string().max(200).optional(),
  measure: z.string().max(200).optional(),
  meeting_id: z.string().max(200).optional(),
  parent_id: z.string().max(200).optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
})
const stepped = z.strictObject({ state: z.enum(STATES), note: sentence.optional() })
const withdrawn = z.strictObject({ reason: sentence })
const commented = z.strictObject({ text: sentence, client_key: z.string().trim().min(1).max(200).optional() })

/** Decisions over HTTP. Sign-in has set `response.locals.user`. */
export function decisionsRouter(decisions: Decisions, claims: Claims, people: People): Router {
  const router = Router()
  router.get('/library', async (_request, response) => {
    response.json(await libraryOf(decisions, userOf(response)))
  })
  router.get('/decisions', async (request, response) => {
    const { q, state, ...filter } = parse(listed, request.query)
    const states = state === undefined ? undefined : [state].flat()
    response.json(await decisions.list({ ...filter, search: q, states }, userOf(response)))
  })
  router.get('/decisions/due', async (_request, response) => {
    response.json(await decisions.due(userOf(response)))
  })
  router.get('/decisions/summary', async (_request, response) => {
    response.json(await decisions.summary(userOf(response)))
  })
  router.get('/decisions/people', async (_request, response) => {
    response.json(await people(userOf(response)))
  })
  router.post('/decisions', async (request, response) => {
    const { decision, fresh } = await decisions.create(request.body, userOf(response))
    response.status(fresh ? 201 : 200).json(decision)
  })
  router.post('/decisions/similar', async (request, response) => {
    response.json(await recall(decisions, request.body, userOf(response)))
  })
  router.post('/decisions/claims', async (request, response) => {
    response.json(await claims(request.body, userOf(response)))
  })
  router.get('/decisions/:id', async (request, response) => {
    response.json(await decisions.file(request.params.id, userOf(response)))
  })
  router.patch('/decisions/:id', async (request, response) => {
    try {
      response.json(await decisions.patch(request.params.id, request.body, userOf(response)))
    } catch (thrown) {
      if (!(thrown instanceof Conflict)) throw thrown
      response.status(thrown.status).json(thrown.details())
    }
  })
  router.post('/decisions/:id/status', async (request, response) => {
    const { state, note = '' } = parse(stepped, request.body)
    response.json(await decisions.step(request.params.id, state, note, userOf(response)))
  })
  router.post('/decisions/:id/withdraw', async (request, response) => {
    const { reason } = parse(withdrawn, request.body)
    response.json(await decisions.withdraw(request.params.id, reason, userOf(response)))
  })
  router.post('/decisions/:id/comment', async (request, response) => {
    const { text, client_key = null } = parse(commented, request.body)
    response.json(await decisions.comment(request.params.id, text, client_key, userOf(response)))
  })
  router.get('/decisions/:id/history', async (request, response) => {
    response.json(await decisions.history(request.params.id, userOf(response)))
  })
  router.get('/decisions/:id/picture', async (request, response) => {
    const png = await decisions.picture(request.params.id, userOf(response))
    response.type('image/png').setHeader('Cache-Control', 'private, max-age=86400, immutable').send(png)
  })
  return router
}
