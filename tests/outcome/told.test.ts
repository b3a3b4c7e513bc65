import { afterAll, beforeAll, expect, it } from 'vitest'
import { Router } from 'express'
import { openMeasures } from '#domain/measures.ts'
import type { User } from '#server/access/user.ts'
import { holdOutcomes } from '#server/outcome/held.ts'
import type { Outcome } from '#server/outcome/outcome.ts'
import { outcomeRouter } from '#server/outcome/router.ts'
import type { ToldOutcome } from '#server/outcome/tell.ts'
import { chair, east, NOW, organisation, zone } from '../decisions/people.ts'
import { onDecisions } from '../decisions/room.ts'
import { serveRouter, type Routed } from '../server/routed.ts'

/** What a decision shares with another one, kept as it was measured. */
const measured = (other: string) =>
  ({
    seq: 1, measure: openMeasures().get('order'), verdict: 'unclear', reasons: [], estimate: null, weeks: [], treated: ['D1'], control: [],
    schedule: { before: '2026-07-09', from: '2026-10-01', to: '2026-11-12' }, control_fixed: false, guardrails: [], later: null,
    others: [{ id: other, dealers: ['D1'] }],
  }) as unknown as Outcome // prettier-ignore

onDecisions('an outcome that is kept', (room) => {
  let served: Routed
  let user: User = chair
  let [own, other, times] = ['', '', 0]
  beforeAll(async () => {
    own = (await room.create()).id
    other = (await room.create({ title: '外包首呼', where: { region: ['华南'] } })).id
    const outcomes = holdOutcomes({
      outcomes: { outcomeOf: async () => (times++, measured(other)) },
      organisation: () => organisation, others: async () => '2,0', zone, now: () => NOW,
    }) // prettier-ignore
    const router = Router()
    router.use((_request, response, next) => {
      response.locals['user'] = user
      next()
    })
    router.use(outcomeRouter({ outcomes, decisions: room.decisions, organisation: () => organisation, zone, now: () => NOW })) // prettier-ignore
    served = await serveRouter(router, () => user.scope)
  })
  afterAll(() => served.close())
  const others = async (asked: User): Promise<ToldOutcome['others']> => {
    user = asked
    const reply = await fetch(`${served.base}/decisions/${own}/outcome`)
    expect(reply.status).toBe(200)
    return ((await reply.json()) as ToldOutcome).others
  }

  it('names the others by the titles that they have now, to each as far as they may see them', async () => {
    expect(await others(chair)).toMatchObject([{ id: other, title: '外包首呼', restricted: false }])
    expect(await others(east)).toMatchObject([{ id: other, restricted: true }])
    await room.decisions.patch(other, { revision: 1, title: '首呼外包到 12 月', owner_id: east.id, owner: east.name }, chair) // prettier-ignore
    expect(await others(chair)).toMatchObject([{ title: '首呼外包到 12 月', restricted: false }])
    // Who has become its owner may see it.
    expect(await others(east)).toMatchObject([{ title: '首呼外包到 12 月', restricted: false }])
    expect(times).toBe(1)
  })
})
