import { beforeAll, expect, it } from 'vitest'
import { changedAlert, ringAlert } from '#store/postgres/alerts-bell.ts'
import { addChannel, addDelivery, deadDeliveries, listChannels, removeChannel, reviveDeliveries, settleDelivery, takeDeliveries } from '#store/postgres/alerts-channels.ts' // prettier-ignore
import {
  addAlert,
  addAlertStep,
  changeAlert,
  listAlerts,
  listAlertSteps,
  readAlert,
  thirdLevelsSince,
} from '#store/postgres/alerts.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { onBothPostgres } from '../store/both-postgres.ts'

const AT = Date.parse('2026-09-22T03:20:00Z')

onBothPostgres('alerts in postgres', (opened) => {
  let db: Postgres
  beforeAll(() => {
    db = opened()
  })

  it('holds one open alert a cause, whoever raises it', async () => {
    const raised = { key: 'order 华东\u0000苏南', kind: 'sales', level: 2, at: AT, body: { zh: '少了 "三成"' } }
    const both = await Promise.all([addAlert(db, raised), addAlert(db, raised)])
    expect(both.filter((row) => row !== undefined)).toHaveLength(1)
    const [row] = await listAlerts<{ zh: string }>(db, AT)
    expect(row).toMatchObject({
      kind: 'sales',
      level: 2,
      state: 'open',
      raised_at: AT,
      owner: null,
      body: { zh: '少了 "三成"' },
    })
    const closed = await changeAlert(db, row!.id, { state: 'closed', closed_at: AT + 1, owner: '王' }, AT + 1)
    expect(closed).toMatchObject({ state: 'closed', closed_at: AT + 1, owner: '王', level: 2 })
    expect(await addAlert(db, raised)).toBeDefined()
    expect(await listAlerts(db, AT + 2)).toHaveLength(1)
    expect(await readAlert(db, 999_999)).toBeUndefined()
  })

  it('remembers every step, and when the loud ones were', async () => {
    const [row] = await listAlerts(db, AT + 2)
    await addAlertStep(db, row!.id, { at: AT, step: 'raised', by: '', detail: { level: 3 } })
    await addAlertStep(db, row!.id, { at: AT + 5, step: 'acknowledged', by: '王', detail: {} })
    expect(await listAlertSteps(db, row!.id)).toEqual([
      { at: AT, step: 'raised', by: '', detail: { level: 3 } },
      { at: AT + 5, step: 'acknowledged', by: '王', detail: {} },
    ])
    expect(await thirdLevelsSince(db, AT)).toEqual([AT])
    expect(await thirdLevelsSince(db, AT + 1)).toEqual([])
  })

  it('takes a message once at a time, keeps dead ones, forgets the secrets of a removed channel', async () => {
    const channel = await addChannel(db, {
      name: '群',
      kind: 'wecom',
      address: 'https://x/k',
      secret: 's',
      scope: { region: ['华东'] },
      level: 2,
      lang: 'zh',
      created_by: '王',
    })
    await addDelivery(db, { channel: channel.id, alert: null, message: { zh: '一' }, at: AT })
    const taken = await Promise.all([takeDeliveries(db, AT, AT + 60_000), takeDeliveries(db, AT, AT + 60_000)])
    expect(taken.flat()).toMatchObject([{ message: { zh: '一' }, tries: 0 }])
    const { id } = taken.flat()[0]!
    await settleDelivery(db, id, { state: 'dead', fault: 'no', due: AT })
    expect(await deadDeliveries(db)).toMatchObject([{ id, tries: 1, fault: 'no' }])
    expect(await reviveDeliveries(db, [id], AT)).toBe(1)
    expect(await removeChannel(db, channel.id)).toBe(true)
    expect(await listChannels(db)).toEqual([])
    expect(await deadDeliveries(db)).toMatchObject([{ id, fault: 'the channel was removed' }])
    expect(await reviveDeliveries(db, [id], AT)).toBe(0)
  })

  it('rings for everybody', async () => {
    const heard: string[] = []
    const deaf = await db.listen('alert', (payload) => heard.push(payload))
    await ringAlert(db, { id: 7, what: 'raised' })
    await expect.poll(() => heard.map(changedAlert), { timeout: 10_000 }).toContainEqual({ id: 7, what: 'raised' })
    await deaf()
  })
})
