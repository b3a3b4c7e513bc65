import { Router } from 'express'
import { ERRORS } from '#domain/errors.ts'
import { account } from '../access/account.ts'
import { alertPaths } from './alert-paths.ts'
import { decisionPaths } from './decision-paths.ts'
import { ingestPaths, ingestSchemas } from './ingest-paths.ts'
import { operation } from './operation.ts'
import { outcomePaths } from './outcome-paths.ts'
import { queryPaths, querySchemas } from './query-paths.ts'
import { readingPaths } from './reading-paths.ts'
import { any, input, listOf, object, oneOf, ref, text, type Schema } from './schema.ts'
import { trustPaths } from './trust-paths.ts'
import { whyPaths } from './why-paths.ts'

const bearer: Schema = { type: 'http', scheme: 'bearer' }
const read = (summary: string): Schema => operation('get', { summary, answer: any, refuses: [401] })

const accountPaths: Record<string, Schema> = {
  '/api/accounts': {
    ...operation('get', { summary: 'Who was let in', answer: listOf(any), refuses: [401, 403] }),
    ...operation('post', {
      summary: 'Lets somebody in, or gives one who is in another role or scope; tells the new token once',
      body: ref('Account'),
      answer: any,
      refuses: [400, 401, 403],
    }),
  },
}

const housePaths: Record<string, Schema> = {
  '/api/measures': read('The KPI dictionary'),
  '/api/dimensions': read('The dimensions'),
  '/api/reference': read('The organisation, models and channels'),
  '/api/session': read('Who is signed in, and how this war room is set up'),
  '/api/geojson': read('The licensed province map, where one is set'),
  '/healthz': read('The process'),
  '/readyz': read('Stores, sources and lag'),
  '/metrics': { get: { summary: 'Prometheus metrics', responses: { 200: { description: 'text' } } } },
}

/** The document of `/openapi.json`: every HTTP route of the war room, from the declarations. */
export function openapi(version: string): Schema {
  return {
    openapi: '3.1.0',
    info: { title: '销售战情室 · Sales war room', version },
    security: [{ accessToken: [] }],
    paths: {
      ...ingestPaths(),
      ...queryPaths(),
      ...trustPaths(),
      ...readingPaths(),
      ...whyPaths(),
      ...alertPaths(),
      ...decisionPaths(),
      ...outcomePaths(),
      ...accountPaths,
      ...housePaths,
    },
    components: {
      securitySchemes: { accessToken: bearer, ingestKey: bearer },
      schemas: {
        ...ingestSchemas(),
        ...querySchemas,
        Account: input(account),
        Error: object({ error: object({ code: oneOf(Object.keys(ERRORS)), message: text, path: text }) }),
      },
    },
  }
}

/** `GET /openapi.json`. */
export function openapiRouter(version: string): Router {
  const document = openapi(version)
  return Router().get('/openapi.json', (_request, response) => {
    response.json(document)
  })
}
