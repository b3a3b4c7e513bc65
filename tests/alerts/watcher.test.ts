import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert } from '#domain/alerts/alert.ts'
import { fullScope } from '#domain/scope.ts'
import { ADMINISTRATOR } from '#server/access/user.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { pg } from '#store/postgres/sql.ts'
import { factOf } from '../oracle/world.ts'
import { dealers, openAlertHouse, zone, type AlertHouse } from './house.ts'

const at = (text: string): number => Date.parse(`${text}:00+08:00`)
const NOW = at('2026-09-22T11:20')
const south = { id: 's', name: '南区', role: 'manager' as const, scope: { where: { region: ['华南'] } } }
const east = { id: 'e', name: '东区', role: 'manager' as const, scope: { where: { region: ['华东'] } } }
const area = { id: 'a', name: '甲区', role: 'manager' as const, scope: { where: { area: ['华东甲'] } } }
const guest = { id: 'g', name: '访客', role: 'viewer' as const, scope: fullScope }

describe('a fall in one area', () => {
  let house: AlertHouse
  const inArea = dealers.filter((one) => one.area === '华东甲').map(({ dealer_id }) => dealer_id)
  const pushed: [string, string, Alert][] = []
  beforeAll(async () => {
    house = await openAlertHouse({
      now: NOW,
      until: NOW + 6 * 3_600_000,
      weeks: 12,
      seed: 3,
      less: (kind, dealer_id, ago) => (ago <= 8 && inArea.includes(dealer_id) && kind === 'first_visit' ? 0.35 : 1),
    })
    for (const user of [ADMINISTRATOR, south, east])
      house.screens.push({ data: { user }, emit: (event, { alert }) => pushed.push([user.name, event, alert]) })
    await house.alerts.watcher.look()
  }, 120_000)
  afterAll(() => house.close())
  const list = async (): Promise<Alert[]> => (await house.call('GET', '/alerts')).body
  const as = async <T>(user: AlertHouse['user'], work: () => Promise<T>): Promise<T> => {
    house.user = user
    return work().finally(() => (house.user = ADMINISTRATOR))
  }

  it('is raised once, where it is, with the figure that the events say', async () => {
    const [alert, ...others] = await list()
    expect(others).toEqual([])
    expect(alert).toMatchObject({ kind: 'sales', state: 'open', cell: { region: '华东', area: '华东甲' } })
    expect(['first_visit', 'invited_visit_per_lead_rate']).toContain(alert!.measure)
    const count = (kind: string) =>
      house.facts.filter(
        (fact) =>
          fact.kind === kind &&
          inArea.includes(fact.dealer_id) &&
          fact.day >= alert!.span.from &&
          fact.day < alert!.span.to,
      ).length
    const counted =
      alert!.measure === 'first_visit' ? count('first_visit') : count('first_visit') / count('unique_lead')
    expect(alert!.figure).toBeCloseTo(counted, 9)
    expect(alert!.usual).toBeGreaterThan(1.5 * alert!.figure)
    expect(alert!.zh).toContain('华东甲')
    expect(alert!.link).toContain('area=')
  })

  it('has a question that answers its figure', async () => {
    const [alert] = await list()
    const { total } = await house.asker.answer(alert!.view, fullScope)
    expect(total.current[alert!.measure]).toBeCloseTo(alert!.figure, 9)
  })

  it('is pushed and shown only to those in scope', async () => {
    expect(pushed.map(([name, event]) => [name, event])).toEqual([
      ['administrator', 'alert:raised'],
      ['东区', 'alert:raised'],
    ])
    expect(await as(south, list)).toEqual([])
    expect(await as(east, list)).toHaveLength(1)
    expect(await as(area, list)).toHaveLength(1)
    const { id } = (await list())[0]!
    expect((await as(south, () => house.call('GET', `/alerts/${id}`))).status).toBe(404)
    expect((await as(south, () => house.call('POST', `/alerts/${id}/ack`))).status).toBe(404)
  })

  it('is not raised again by another look or a restart', async () => {
    await house.alerts.watcher.look()
    await house.restart()
    house.now += 3_600_000
    await house.alerts.watcher.look()
    expect(await list()).toHaveLength(1)
  }, 60_000)

  it('is acknowledged, handed over and put off by those who may, and remembers who did', async () => {
    const { id } = (await list())[0]!
    expect((await as(guest, () => house.call('POST', `/alerts/${id}/ack`))).status).toBe(403)
    expect(await as(east, () => house.call('POST', `/alerts/${id}/ack`))).toMatchObject({
      body: { state: 'acknowledged', owner: '东区' },
    })
    expect(await house.call('POST', `/alerts/${id}/owner`, { owner: '王经理' })).toMatchObject({
      body: { owner: '王经理' },
    })
    const until = zone.iso(house.now + 7_200_000)
    expect(await house.call('POST', `/alerts/${id}/snooze`, { until })).toMatchObject({
      body: { state: 'snoozed', until },
    })
    expect((await house.call('POST', `/alerts/${id}/snooze`, { until: zone.iso(house.now - 1) })).status).toBe(400)
    expect((await house.call('POST', `/alerts/${id}/owner`, { owner: 7 })).status).toBe(400)
    const { history } = (await house.call('GET', `/alerts/${id}`)).body as { history: { step: string; by: string }[] }
    expect(history.map(({ step, by }) => [step, by])).toEqual([
      ['raised', ''],
      ['acknowledged', '东区'],
      ['owner', 'administrator'],
      ['snoozed', 'administrator'],
    ])
    house.now += 7_200_000
    await house.alerts.watcher.look()
    expect((await list())[0]).toMatchObject({ state: 'open', until: null, owner: '王经理' })
  })

  it('is set by administrators only, within bounds', async () => {
    expect((await as(east, () => house.call('PUT', '/alerts/settings', { budget: 2 }))).status).toBe(403)
    expect(await house.call('PUT', '/alerts/settings', { budget: 0 })).toMatchObject({
      status: 400,
      body: { error: { path: 'budget' } },
    })
    expect(await house.call('PUT', '/alerts/settings', { budget: 2 })).toMatchObject({ body: { budget: 2, on: true } })
    expect(await house.call('GET', '/alerts/settings')).toMatchObject({ body: { budget: 2 } })
  })
})

describe('a source that stops', () => {
  let house: AlertHouse
  beforeAll(async () => {
    house = await openAlertHouse({ now: NOW, weeks: 12, seed: 4, stopped: { 'dms-b': at('2026-09-20T15:00') } })
    await house.alerts.watcher.look()
  }, 120_000)
  afterAll(() => house.close())

  it('is a data fault, never a fall in sales', async () => {
    const alerts = (await house.call('GET', '/alerts')).body as Alert[]
    expect(alerts).toMatchObject([{ kind: 'data', cell: { source: 'dms-b' }, units: 0 }])
    expect(alerts[0]!.zh).toContain('数据中断')
    expect(alerts[0]!.zh).toContain('涉及华东、华南 4 家店')
  })
  it('concerns those whose dealers it writes of, with theirs alone', async () => {
    const asked = async (where: Record<string, string[]>): Promise<Alert[]> => {
      house.user = { ...south, scope: { where } }
      return house.call('GET', '/alerts').then(({ body }) => body as Alert[])
    }
    expect((await asked({ region: ['华南'] })).map(({ zh }) => zh.split('；')[1])).toEqual(['涉及华南 2 家店'])
    expect(await asked({ dealer_id: ['D000', 'D001'] })).toEqual([])
    house.user = ADMINISTRATOR
  })
  it('is over when it tells again, is the same when it stops again soon, and programs are told of both', async () => {
    await house.call('POST', '/alerts/channels', { name: 'hook', kind: 'webhook', address: 'http://127.0.0.1:9/', level: 1 }) // prettier-ignore
    const list = async () => ((await house.call('GET', '/alerts')).body as Alert[]).filter(({ cell }) => cell['source'] === 'dms-b') // prettier-ignore
    const [before] = await list()
    const again = factOf({ seq: house.facts.length + 1, kind: 'order', occurred_at: house.now, dealer_id: 'D002', source: 'dms-b', event_id: 'again' }, zone) // prettier-ignore
    await insertFacts(house.engine, [again], 'again')
    house.facts.push(again)
    await house.alerts.watcher.look()
    expect(await list()).toMatchObject([{ id: before!.id, state: 'closed' }])
    // Silent again within hours: the same alert, not another one.
    house.now += 5 * 3_600_000
    await house.alerts.watcher.look()
    expect(await list()).toMatchObject([{ id: before!.id, state: 'open' }])
    const sent = await house.postgres.query<{ message: string }>(pg`SELECT message FROM alert_delivery ORDER BY id`)
    const told = sent.map(({ message }) => JSON.parse(message) as { what: string; cell: Record<string, string> })
    expect(told.filter(({ cell }) => cell['source'] === 'dms-b').map(({ what }) => what)).toEqual([
      'closed',
      'reopened',
    ])
  })
  it('is believed by its own word once that is known: quiet but complete is not late, behind its watermark is', async () => {
    const late = async () =>
      ((await house.call('GET', '/alerts?state=open')).body as Alert[]).filter(({ cell }) => cell['source'] === 'dms-a')
    const says = (at: number) => ({ 'dms-a': { received_at: zone.iso(at), occurred_at: zone.iso(at), watermark: zone.iso(at) } }) // prettier-ignore
    for (let day = 0; day < 4; day++) {
      house.now += 86_400_000
      house.freshness = says(house.now)
      await house.alerts.watcher.look()
      // Nothing comes any more: until its watermark is known it is taken for late.
      expect(await late()).toHaveLength(day < 3 ? 1 : 0)
    }
    house.now += 5 * 3_600_000
    await house.alerts.watcher.look()
    expect(await late()).toMatchObject([{ kind: 'data', figure: 5, usual: 2 }])
  })
})
