import { Router } from 'express'
import { z } from 'zod'
import { parse } from '#domain/decision/read.ts'
import { markdownOf, minutesOf, reportOf } from '#domain/decision/minutes.ts'
import { TEMPLATES } from '#domain/decision/meeting.ts'
import type { Zone } from '#domain/zone.ts'
import { userOf } from '../access/asker.ts'
import type { Decisions } from '../decisions/decisions.ts'
import type { Meetings } from './meetings.ts'
import { wordOf } from './word.ts'

const listed = z.strictObject({
  state: z.enum(['open', 'closed']).optional(),
  before: z.coerce.number().int().min(1).optional(),
})
const printed = z.strictObject({
  format: z.enum(['md', 'docx', 'json']).default('md'),
  lang: z.enum(['zh', 'en']).default('zh'),
})
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

export interface MeetingRouterRooms {
  meetings: Meetings
  decisions: Decisions
  zone: Zone
}

/** Meetings over HTTP. Sign-in has set `response.locals.user`. */
export function meetingsRouter({ meetings, decisions, zone }: MeetingRouterRooms): Router {
  const router = Router()
  const local = (instant: string): string => zone.iso(Date.parse(instant)).slice(0, 16).replace('T', ' ')
  router.get('/meetings', async (request, response) => {
    response.json(await meetings.list(parse(listed, request.query), userOf(response)))
  })
  router.get('/meetings/templates', (_request, response) => {
    response.json(Object.entries(TEMPLATES).map(([name, template]) => ({ name, ...template })))
  })
  router.post('/meetings', async (request, response) => {
    const { file, fresh } = await meetings.begin(request.body, userOf(response))
    response.status(fresh ? 201 : 200).json(file)
  })
  router.get('/meetings/:id', async (request, response) => {
    response.json(await meetings.file(request.params.id, userOf(response)))
  })
  router.patch('/meetings/:id', async (request, response) => {
    response.json(await meetings.turn(request.params.id, request.body, userOf(response)))
  })
  router.post('/meetings/:id/notes', async (request, response) => {
    response.json(await meetings.note(request.params.id, request.body, userOf(response)))
  })
  router.post('/meetings/:id/promises', async (request, response) => {
    response.json(await meetings.call(request.params.id, request.body, userOf(response)))
  })
  router.post('/meetings/:id/close', async (request, response) => {
    response.json(await meetings.close(request.params.id, userOf(response)))
  })
  router.get('/meetings/:id/minutes', async (request, response) => {
    const { format, lang } = parse(printed, request.query)
    const user = userOf(response)
    const file = await meetings.file(request.params.id, user)
    const blocks = minutesOf(file, lang, local)
    if (format === 'json') return void response.json(blocks)
    const name = `minutes-${file.meeting.no}.${format}`
    response.setHeader('Content-Disposition', `attachment; filename="${name}"`)
    if (format === 'md') return void response.type('text/markdown; charset=utf-8').send(markdownOf(blocks))
    response.type(WORD).send(await wordOf(blocks, (id) => decisions.picture(id, user)))
  })
  router.get('/meetings/:id/report', async (request, response) => {
    const { lang } = parse(z.strictObject({ lang: z.enum(['zh', 'en']).default('zh') }), request.query)
    const lines = reportOf(await meetings.file(request.params.id, userOf(response)), lang)
    response.json({ lines, text: lines.join('\n') })
  })
  return router
}
