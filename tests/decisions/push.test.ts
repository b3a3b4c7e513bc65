import { expect, it } from 'vitest'
import type { ToldDecision } from '#domain/decision/decision.ts'
import { chair, second, south, suNan } from './people.ts'
import type { Screen } from './rig.ts'
import { onTwoRigs } from './rigs.ts'

/** The next message about a decision that satisfies. */
const next = (screen: Screen, fits: (decision: ToldDecision) => boolean): Promise<ToldDecision> =>
  new Promise((resolve) => {
    const hear = ({ decision }: { decision: ToldDecision | null }): void => {
      if (!decision || !fits(decision)) return
      screen.off('decision:changed', hear)
      resolve(decision)
    }
    screen.on('decision:changed', hear)
  })

onTwoRigs('decisions on every screen', (house) => {
  it('are told whole to those in scope and as a card to the others, by every server process', async () => {
    const screens = await Promise.all([
      house.rig.enter('u1'),
      house.rig.enter('u4'),
      house.other.enter('u3'),
      house.other.enter('u4'),
    ])
    const coming = screens.map((screen) => next(screen, ({ title }) => title === '推送'))
    const made = await house.rig.ask(chair, 'POST', '/decisions', suNan({ title: '推送', client_key: 'push' }))
    expect(made.status).toBe(201)
    const told = await Promise.all(coming)
    expect(told.map(({ restricted }) => restricted)).toEqual([false, true, false, true])
    expect(JSON.stringify(told[1])).not.toContain('邀约')
    expect(told[3]).toMatchObject({ title: '推送', owner: '周敏', ask: '周敏' })
    expect(
      (await house.rig.ask(chair, 'POST', '/decisions', suNan({ title: '推送', client_key: 'push' }))).status,
    ).toBe(200)
    const step = next(screens[2]!, ({ restricted, ...rest }) => !restricted && 'state' in rest && rest.state === 'do')
    await house.rig.ask(second, 'POST', `/decisions/${made.body.id}/status`, { state: 'do' })
    expect(await step).toMatchObject({ revision: 2 })
  })

  it('answer a clash over HTTP with theirs, yours and the merge', async () => {
    const { body } = await house.rig.ask(chair, 'POST', '/decisions', suNan({ what: '先派单。' }))
    const path = `/decisions/${body.id}`
    expect(await house.rig.ask(chair, 'PATCH', path, { revision: 1, what: '先派单给周敏。' })).toMatchObject({
      status: 200,
      body: { revision: 2 },
    })
    const clash = await house.rig.ask(second, 'PATCH', path, { revision: 1, what: '先派单给顾晨。' })
    expect(clash).toMatchObject({
        status: 409,
        body: {
          error: { code: 'conflict', path: 'what' }, theirs: { what: '先派单给周敏。' }, yours: { what: '先派单给顾晨。' },
          merge: { changes: { what: '先派单给周敏 / 给顾晨。' } },
        },
      }) // prettier-ignore
    expect((await house.rig.ask(second, 'PATCH', path, { revision: 2, ...clash.body.merge.changes })).status).toBe(200)
    expect((await house.rig.ask(chair, 'GET', `${path}/history`)).body).toHaveLength(3)
  })

  it('serve lists, memory, library and pictures', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex')
    const { body } = await house.rig.ask(chair, 'POST', '/decisions', suNan({ picture: png.toString('base64') }))
    const picture = await house.rig.ask(chair, 'GET', `/decisions/${body.id}/picture`)
    expect([picture.type, picture.bytes.equals(png)]).toEqual(['image/png', true])
    const got = async (path: string) => (await house.rig.ask(chair, 'GET', path)).body
    expect((await got('/decisions?q=二次外呼&state=plan&limit=1'))[0]).toMatchObject({ id: body.id })
    expect(await house.rig.ask(chair, 'GET', '/decisions?status=plan')).toMatchObject({
      status: 400,
      body: { error: { code: 'unknown_field' } },
    })
    expect((await got('/library')).find((one: { id: string }) => one.id === 'result_pay')).toMatchObject({
      prior: { to: 0.07 },
    })
    expect(Array.isArray(await got('/decisions/due'))).toBe(true)
    const similar = await house.rig.ask(chair, 'POST', '/decisions/similar', {
      measure: 'invited_visit_rate',
      stage: 'first_visit',
      segment: { area: '苏南' },
    })
    expect(similar.body.precedents.length).toBeGreaterThan(0)
    const claims = async (user: typeof chair, body: object) =>
      (await house.rig.ask(user, 'POST', '/decisions/claims', body)).body
    const { total, rows } = await claims(chair, { by: 'area' })
    expect(total.claimed).toBe(
      14 * (await house.rig.decisions.everything()).filter(({ state }) => state !== 'withdrawn').length,
    )
    expect(rows).toMatchObject([{ key: { area: '苏南' }, claimed: total.claimed }])
    expect(await claims(south, {})).toMatchObject({ rows: [], total: { claimed: 0 } })
    expect(await claims(chair, { period: { from: '2026-10-01', to: '2026-11-01' } })).toMatchObject({ rows: [] })
    expect(await house.rig.ask(chair, 'GET', '/decisions/none')).toMatchObject({ status: 404 })
    const withdrawn = await house.rig.ask(chair, 'POST', `/decisions/${body.id}/withdraw`, { reason: '重复记录' })
    expect(withdrawn.body).toMatchObject({ state: 'withdrawn' })
    expect(await house.rig.ask(chair, 'POST', `/decisions/${body.id}/withdraw`, {})).toMatchObject({
      status: 400,
      body: { error: { path: 'reason' } },
    })
    expect(
      (await house.rig.ask(chair, 'POST', `/decisions/${body.id}/comment`, { text: '另见上周' })).body.comments,
    ).toHaveLength(1)
  })
})
