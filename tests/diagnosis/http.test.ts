import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Scope } from '#domain/scope.ts'
import { diagnosisRouter } from '#server/diagnosis/router.ts'
import { answerFailures } from '#server/http/failure.ts'
import { openapi } from '#server/http/openapi.ts'
import { openWhyHouse, tell, type WhyHouse } from './house.ts'

let house: WhyHouse
let server: Server
let base: string
let scope: Scope = { where: {} }

beforeAll(async () => {
  house = await openWhyHouse()
  const stages = { unique_lead: [1000, 1000], first_visit: [200, 100], test_drive: [100, 50], order: [50, 30], deal: [40, 20], delivery: [40, 20] } as const // prettier-ignore
  await tell(house, { D1: { autohome: stages }, D4: { store: stages } }, 'http')
  const app = express()
  app.use(express.json())
  app.use('/api', (_request, response, next) => {
    response.locals['scope'] = scope
    next()
  })
  app.use('/api', diagnosisRouter(house.diagnoser()))
  app.use(answerFailures(pino({ level: 'silent' })))
  server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  await house.close()
})

const post = async (path: string, body: unknown) => {
  const response = await fetch(base + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** The fields that the document promises of an answer. */
function promised(path: string): string[] {
  const paths = openapi('0')['paths'] as Record<string, { post: { responses: Record<number, { content: Record<string, { schema: { properties: object } }> }> } }> // prettier-ignore
  return Object.keys(paths[path]!.post.responses[200]!.content['application/json']!.schema.properties).sort()
}

it('answers the three questions with the fields that its document promises', async () => {
  const asked = {
    '/diagnose': {},
    '/diagnose/matrix': { step: 'first_visit', rows: 'region', columns: 'model' },
    '/whatif': { segment: { dealer_id: 'D1' }, stage: 'first_visit', to: 'previous' },
  }
  for (const [path, question] of Object.entries(asked)) {
    const { status, body } = await post(path, question)
    expect([path, status, Object.keys(body).sort()]).toEqual([path, 200, promised(`/api${path}`)])
  }
})

it('answers within the scope of whoever is signed in', async () => {
  scope = { where: { region: ['华南'] } }
  expect((await post('/diagnose', {})).body).toMatchObject({ due: 40, actual: 20, by: 'area' })
  expect(await post('/diagnose', { where: { region: ['华东'] } })).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } }) // prettier-ignore
  expect(await post('/diagnose/matrix', { step: 'x' })).toMatchObject({ status: 400, body: { error: { path: 'step' } } }) // prettier-ignore
  expect(await post('/whatif', { stage: 'order', to: [] })).toMatchObject({ status: 400, body: { error: { path: 'to' } } }) // prettier-ignore
  scope = { where: {} }
})
