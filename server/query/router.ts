import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Router, type Response } from 'express'
import { DIMENSIONS } from '#domain/dimensions.ts'
import { MEASURES } from '#domain/measures.ts'
import { almanac } from '#domain/windows/almanac.ts'
import { scopeOf } from '../access/asker.ts'
import { createAlignments } from './alignments.ts'
import { createAsker, type Asker, type AskerOptions } from './ask.ts'
import { asksFile, createExport, type Export } from './export.ts'
import { referenceOf } from './reference.ts'
import { createLags } from './journey/distribution.ts'
import { createRestated } from './restated.ts'
import { createRows } from './rows.ts'

export interface QueryRooms extends AskerOptions {
  /** The asker that live views share; made here when it is not given. */
  asker?: Asker
}

/** Questions over HTTP. Sign-in has set `response.locals.scope`; JSON bodies are read before. */
export function queryRouter(rooms: QueryRooms): Router {
  const { asker = createAsker(rooms), organisation, zone, calendar, now, dictionary = MEASURES } = rooms
  const rows = createRows(rooms)
  const file = createExport(rooms)
  const restated = createRestated(rooms, asker)
  const alignments = createAlignments(rooms, asker)
  const lags = createLags(rooms, asker)
  const router = Router()
  router.post('/query', async (request, response) => {
    response.json(await asker.answer(request.body, scopeOf(response)))
  })
  router.post('/rows', async (request, response) => {
    if (asksFile(request.body)) return send(await file(request.body, scopeOf(response)), response)
    response.json(await rows(request.body, scopeOf(response)))
  })
  router.post('/restated', async (request, response) => {
    response.json(await restated(request.body, scopeOf(response)))
  })
  router.post('/lags', async (request, response) => {
    response.json(await lags(request.body, scopeOf(response)))
  })
  router.post('/alignments', async (request, response) => {
    response.json(await alignments(request.body, scopeOf(response)))
  })
  router.get('/calendar', (request, response) => {
    const { from, to } = request.query
    response.json(almanac(calendar, zone.day(now()), { from, to }))
  })
  router.get('/measures', (_request, response) => {
    response.json([...dictionary.values()])
  })
  router.get('/dimensions', (_request, response) => {
    response.json(Object.entries(DIMENSIONS).map(([name, declared]) => ({ name, ...declared })))
  })
  router.get('/reference', (_request, response) => {
    response.json(referenceOf(organisation(), scopeOf(response), zone.day(now())))
  })
  return router
}

/** Sends a file as it is read. One that breaks off is cut, so that nobody takes it for whole. */
async function send({ name, total, text }: Export, response: Response): Promise<void> {
  response.setHeader('Content-Type', 'text/csv; charset=utf-8')
  response.setHeader('Content-Disposition', `attachment; filename="${name}.csv"`)
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('X-Total-Rows', String(total))
  await pipeline(Readable.from(text), response)
}
