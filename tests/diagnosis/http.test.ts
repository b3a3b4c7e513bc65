import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Diagnosis } from '#domain/diagnosis/answer.ts'
import type { Scope } from '#domain/scope.ts'
import { diagnosisRouter } from '#server/diagnosis/router.ts'
import { openapi } from '#server/http/openapi.ts'
import { nothingIn } from '#web/desk/nothing.ts'
import { serveRouter, type Routed } from '../server/routed.ts'
import { openWhyHouse, tell, type WhyHouse } from './house.ts'

let house: WhyHouse
let served: Routed
let scope: Scope = { where: {} }

beforeAll(async () => {
  house = await openWhyHouse()
  const stages = { unique_lead: [1000, 1000], first_visit: [200, 100], test_drive: [100, 50], order: [50, 30], deal: [40, 20], delivery: [40, 20] } as const // prettier-ignore
  await tell(house, { D1: { autohome: stages }, D4: { store: stages } }, 'http')
  served = await serveRouter(diagnosisRouter(house.diagnoser()), () => scope)
})
afterAll(async () => {
  await served.close()
  await house.close()
})

const post = (path: string, body: unknown) => served.post(path, body)

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

it('tells a period that has not begun, and one of which nothing was ever told, from a gap of zero', async () => {
  const why = async (period: object | string) => nothingIn((await post('/diagnose', { period })).body as unknown as Diagnosis) // prettier-ignore
  expect(await why({ from: '2031-01-01', to: '2031-02-01' })).toBe('not_begun')
  expect(await why({ from: '2019-03-01', to: '2019-03-20' })).toBe('no_data')
  expect(await why('month_to_date')).toBeNull()
})

it('answers within the scope of whoever is signed in', async () => {
  scope = { where: { region: ['华南'] } }
  expect((await post('/diagnose', {})).body).toMatchObject({ due: 40, actual: 20, by: 'area' })
  expect(await post('/diagnose', { where: { region: ['华东'] } })).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } }) // prettier-ignore
  expect(await post('/diagnose/matrix', { step: 'x' })).toMatchObject({ status: 400, body: { error: { path: 'step' } } }) // prettier-ignore
  expect(await post('/whatif', { stage: 'order', to: [] })).toMatchObject({ status: 400, body: { error: { path: 'to' } } }) // prettier-ignore
  scope = { where: {} }
})
