import { Router, type Response } from 'express'
import { isCellIn, type Alert } from '#domain/alerts/alert.ts'
import { readAlertSettings, type AlertSettings } from '#domain/alerts/settings.ts'
import { alertMeasures } from '#domain/alerts/measures.ts'
import { Refusal, quote } from '#domain/errors.ts'
import { isFullScope } from '#domain/scope.ts'
import { readInstant } from '#domain/value.ts'
import { decisionsOfAlerts } from '#store/postgres/alert-decisions.ts'
import { addChannel, channelStates, deadDeliveries, listChannels, removeChannel, reviveDeliveries, type ChannelState } from '#store/postgres/alerts-channels.ts' // prettier-ignore
import { scopeOf, userOf } from '../access/asker.ts'
import { needs } from '../access/router.ts'

import type { Board, Row } from './board.ts'
import { readChannel, statedChannel } from './channels/read.ts'
import { send, type SendRooms } from './channels/send.ts'
import { lineageOn } from './places.ts'
import type { AlertRooms } from './rooms.ts'
import type { Sight } from './sight.ts'

interface RouterRooms extends AlertRooms {
  board: Board
  sight: Sight
  sending: SendRooms
  read: () => Promise<AlertSettings>
  write: (settings: AlertSettings, by: string) => Promise<void>
}

const CLOSED_MS = 3 * 86_400_000
const LONGEST_SNOOZE_MS = 31 * 86_400_000

/** `/alerts`: what is raised, in scope; who answers it; how loud it may be, and where it is sent. */
export function alertsRouter(rooms: RouterRooms): Router {
  const { board, sight, postgres, zone, now, organisation, sending } = rooms
  const router = Router()
  const lineage = () => lineageOn(organisation(), zone.day(now()))
  const seen = (row: Row, response: Response): Alert => {
    const own = sight(row, scopeOf(response))
    if (!own) throw new Refusal('not_found', `there is no alert ${quote(String(row.id))}`)
    return own
  }

  router.get('/alerts', async (request, response) => {
    const state = request.query['state']
    const rows = await board.list(now() - CLOSED_MS)
    const told = rows
      .map((row) => sight(row, scopeOf(response)))
      .filter((one) => one !== null)
      .filter((one) => state === undefined || one.state === state)
    response.json(await withDecisions(told))
  })
  router.get('/alerts/settings', async (_request, response) => {
    const watched = alertMeasures(rooms.retail).map(({ name, zh, en }) => ({ name, zh, en }))
    response.json({ ...(await rooms.read()), measures: watched, email: sending.smtpUrl !== '' })
  })
  router.put('/alerts/settings', async (request, response) => {
    const { name } = needs(response, 'administrator')
    try {
      const settings = readAlertSettings(request.body, await rooms.read())
      await rooms.write(settings, name)
      response.json(settings)
    } catch (thrown) {
      if (thrown instanceof Refusal || !(thrown instanceof Error)) throw thrown
      throw new Refusal('bad_spec', thrown.message, { path: thrown.message.split(':')[0]! })
    }
  })

  router.get('/alerts/channels', async (_request, response) => {
    needs(response, 'administrator')
    const states = await channelStates(postgres)
    response.json((await listChannels(postgres)).map((channel) => ({ ...statedChannel(channel), ...stated(states.get(channel.id)) }))) // prettier-ignore
  })
  router.post('/alerts/channels', async (request, response) => {
    const { name } = needs(response, 'administrator')
    const channel = await addChannel(postgres, await readChannel(request.body, name, sending.allowInner))
    const given = (request.body as { secret?: string }).secret
    // A secret that was made here is told once, now.
    response.status(201).json({ ...statedChannel(channel), ...(channel.kind === 'webhook' && !given && { secret: channel.secret }) }) // prettier-ignore
  })
  router.delete('/alerts/channels/:id', async (request, response) => {
    needs(response, 'administrator')
    if (!(await removeChannel(postgres, numberOf(request.params.id))))
      throw new Refusal('not_found', 'there is no such channel')
    response.status(204).end()
  })
  router.post('/alerts/channels/:id/test', async (request, response) => {
    needs(response, 'administrator')
    const channel = (await listChannels(postgres)).find(({ id }) => id === numberOf(request.params.id))
    if (!channel) throw new Refusal('not_found', 'there is no such channel')
    const fault = await send(
      channel,
      { what: 'test', zh: '销售战情室的测试消息，渠道已接通。', en: 'A test of the sales war room: this channel works.', link: '/alerts', level: channel.level as 1, kind: 'message', cell: {} },
      0,
      sending,
    ) // prettier-ignore
    response.json({ ok: fault === null, fault: fault?.said ?? null })
  })
  router.get('/alerts/dead', async (_request, response) => {
    needs(response, 'administrator')
    const names = new Map((await listChannels(postgres)).map(({ id, name }) => [id, name]))
    response.json(
      (await deadDeliveries(postgres)).map(({ id, channel_id, message, tries, fault, made_at }) => ({
        id, channel: names.get(channel_id) ?? null, zh: (message as { zh: string }).zh, en: (message as { en: string }).en, tries, fault, made_at: zone.iso(made_at),
      })),
    ) // prettier-ignore
  })
  router.post('/alerts/dead/retry', async (request, response) => {
    needs(response, 'administrator')
    const { ids } = (request.body ?? {}) as { ids?: unknown }
    if (!Array.isArray(ids) || !ids.every(Number.isSafeInteger)) throw new Refusal('bad_spec', 'ids is not a list of numbers', { path: 'ids' }) // prettier-ignore
    response.json({ waiting: await reviveDeliveries(postgres, ids as number[], now()) })
  })

  router.get('/alerts/:id', async (request, response) => {
    const alert = seen(await board.get(request.params.id), response)
    const history = await board.history(request.params.id)
    const [whole] = await withDecisions([alert])
    response.json({ ...whole, history: history.map((step) => ({ ...step, at: zone.iso(step.at) })) })
  })
  router.post('/alerts/:id/ack', async (request, response) => {
    const { name } = await mayAnswer(request.params.id, response)
    const row = await board.get(request.params.id)
    const change = { state: 'acknowledged', until: null, owner: row.owner ?? name }
    response.json(seen(await board.answer(request.params.id, 'acknowledged', name, change), response))
  })
  router.post('/alerts/:id/snooze', async (request, response) => {
    const { name } = await mayAnswer(request.params.id, response)
    const until = asSpec(() => readInstant((request.body as { until?: unknown })?.until, 'until'))
    if (until <= now() || until - now() > LONGEST_SNOOZE_MS) throw new Refusal('bad_spec', 'until is not within the next 31 days', { path: 'until' }) // prettier-ignore
    response.json(seen(await board.answer(request.params.id, 'snoozed', name, { state: 'snoozed', until }), response))
  })
  router.post('/alerts/:id/owner', async (request, response) => {
    const { name } = await mayAnswer(request.params.id, response)
    const { owner } = (request.body ?? {}) as { owner?: unknown }
    if (owner !== null && (typeof owner !== 'string' || owner.trim() === '' || owner.length > 80)) throw new Refusal('bad_spec', 'owner is neither a name nor null', { path: 'owner' }) // prettier-ignore
    response.json(seen(await board.answer(request.params.id, 'owner', name, { owner: owner === null ? null : owner.trim() }), response)) // prettier-ignore
  })
  return router

  /** How a channel does, as it is told. */
  function stated({
    waiting = 0,
    dead = 0,
    sent_at = null,
    failing_since = null,
    fault = null,
  }: Partial<ChannelState> = {}) {
    const iso = (at: number | null) => (at === null ? null : zone.iso(at))
    return { waiting, dead, sent_at: iso(sent_at), failing_since: iso(failing_since), fault }
  }

  async function withDecisions(alerts: readonly Alert[]): Promise<Alert[]> {
    const decided = await decisionsOfAlerts(postgres, alerts.map(({ id }) => id)) // prettier-ignore
    return alerts.map((alert) => ({ ...alert, decisions: decided.get(alert.id) ?? [] }))
  }

  /** Who answers for all must see all of it: a part of an alert is answered where the whole is seen. */
  async function mayAnswer(id: string, response: Response): Promise<{ name: string }> {
    needs(response, 'manager')
    const row = await board.get(id)
    seen(row, response)
    const scope = scopeOf(response)
    if (!isFullScope(scope) && (row.kind === 'data' || !isCellIn(row.body.face.cell, scope, lineage())))
      throw new Refusal('forbidden', 'this alert reaches beyond your scope; it is answered where all of it is seen')
    return userOf(response)
  }
}

const numberOf = (id: string): number => (/^\d{1,15}$/.test(id) ? Number(id) : -1)

function asSpec<T>(work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    throw thrown instanceof Refusal ? new Refusal('bad_spec', thrown.message, { path: 'until' }) : thrown
  }
}
