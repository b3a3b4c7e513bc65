import { readFileSync } from 'node:fs'
import { createServer, type Server as HttpServer } from 'node:http'
import { resolve } from 'node:path'
import type { Router } from 'express'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Settings } from '#domain/settings.ts'
import type { Zone } from '#domain/zone.ts'
import type { Stores } from '#store/open.ts'
import { openAccounts } from './access/accounts.ts'
import { accountsRouter } from './access/router.ts'
import { createSessions, type Sessions } from './access/session.ts'
import { openAlerts } from './alerts/alerts.ts'
import { openDecisions } from './decisions/open.ts'
import { createApp } from './http/app.ts'
import type { Replay } from './health/router.ts'
import { geojsonRouter } from './http/geojson.ts'
import { healthRouter } from './http/health.ts'
import { openapiRouter } from './http/openapi.ts'
import { screensRouter } from './http/screens.ts'
import { sessionRouter, type SessionState } from './http/session.ts'
import type { Batch } from './live/batch.ts'
import { openDiagnosis } from './diagnosis/open.ts'
import { silentDealers } from './diagnosis/silent.ts'
import { measureLive } from './live/gauges.ts'
import type { Live } from './live/room.ts'
import { openScreens } from './live/screens.ts'
import type { LiveServer } from './live/socket.ts'
import { openMeasuring } from './outcome/open.ts'
import { openMeetings } from './meetings/open.ts'
import { createPace } from './pace/pace.ts'
import { paceRouter } from './pace/router.ts'
import { queryRouter } from './query/router.ts'
import { openQuestions } from './questions.ts'
import { openReadings } from './reading/open.ts'
import { openReference, type Reference } from './reference.ts'
import type { Secrets } from './secrets.ts'
import { openTrust } from './trust.ts'

export const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

interface HouseOptions {
  stores: Stores
  settings: Settings
  secrets: Secrets
  registry: Registry
  log: Logger
  /** Routers that need no session, such as the ingest door. */
  doors?: readonly Router[]
  demo?: () => SessionState['demo']
  /** Sends refused rows through the door again, where the door is in this process. */
  replay?: Replay
}

/** The asking side of the war room: questions, live views, screens. Facts come in by `publish`. */
export interface House {
  http: HttpServer
  io: LiveServer
  live: Live
  sessions: Sessions
  reference: Reference
  zone: Zone
  /** Facts that count from now on, in order; questions see them at once. */
  publish(batch: Batch): void
  head(): number
  close(): Promise<void>
}

/** Opens the asking side over open stores, room by room; it does not listen yet. */
export async function openHouse({
  stores,
  settings,
  secrets,
  registry,
  log,
  doors = [],
  demo,
  replay,
}: HouseOptions): Promise<House> {
  const { engine, postgres } = stores
  const inRoom = (room: string): Logger => log.child({ room })
  const ready = (): boolean => (demo?.().loading ?? null) === null

  // Who asks, of what organisation, and the one path of all questions.
  const accounts = await openAccounts(postgres)
  const sessions = createSessions(secrets.sessionKey, settings.WARROOM_ADMIN_TOKEN, accounts, Date.now)
  const reference = await openReference(postgres)
  const { rooms, live, publish } = await openQuestions({ stores, reference, settings, log: inRoom('live') })
  const { head, freshness } = rooms

  // What figures are worth, and why they are as they are.
  const trust = openTrust({ ...rooms, live, replay, registry, log: inRoom('proof') })
  const silent = async () => (await silentDealers(trust.rhythms)).map(({ dealer_id }) => dealer_id)
  const diagnosis = openDiagnosis({
    ...rooms,
    rhythms: trust.rhythms,
    events: settings.WARROOM_EVENT_CHANNELS,
  })
  const alerts = await openAlerts({ ...rooms, rhythms: trust.rhythms, settings, ready, log: inRoom('alerts') })

  // What is decided, what it brought, and the meetings that it is decided in.
  const measuring = openMeasuring({ ...rooms, ready, log: inRoom('outcomes') })
  const { matchControls } = measuring
  const deciding = openDecisions({
    ...rooms,
    accounts: accounts.list,
    silent,
    matchControls,
    notify: alerts.notify,
    log: inRoom('decisions'),
  })
  const { decisions } = deciding
  const meeting = openMeetings({ ...rooms, decisions, silent, pace: createPace(rooms), log: inRoom('meetings') })
  const readings = openReadings({
    ...rooms,
    doubts: trust.doubts,
    rhythms: trust.rhythms,
    diagnoser: diagnosis.diagnoser,
    due: decisions.due,
  })
  reference.onChange(readings.changed)

  // The doors: over HTTP, and to the screens that are connected.
  const state = (): SessionState => ({
    zone: rooms.zone.name,
    retail_event: rooms.retail,
    version,
    geojson: settings.WARROOM_GEOJSON !== '',
    lamp: rooms.lamp,
    demo: demo?.() ?? { on: false, speed: 1, loading: null },
    head: head(),
  })
  const checks = { clickhouse: () => engine.ping(), postgres: () => postgres.ping() }
  const app = createApp({
    log,
    sessions,
    open: [
      ...doors,
      healthRouter({ checks, state: () => ({ ...live.state(), head: head(), sources: freshness() }) }, registry),
      openapiRouter(version),
      sessionRouter(sessions, state),
    ],
    signedIn: [
      reference.waiting,
      accountsRouter(accounts),
      geojsonRouter(settings.WARROOM_GEOJSON),
      queryRouter(rooms),
      paceRouter(rooms),
      diagnosis.router,
      readings.router,
      deciding.router,
      measuring.router(decisions),
      meeting.router,
      ...alerts.routers,
      ...trust.routers,
    ],
    screens: screensRouter(resolve('dist/web')),
  })
  const http = createServer(app)
  const { io, fallSilent } = openScreens({ http, live, sessions, accounts, freshness, log: inRoom('live') })
  await deciding.attach(io)
  const stopMeasuring = measuring.start(decisions)
  await meeting.attach(io)
  alerts.attach(() => io.sockets.sockets.values())
  measureLive(registry, live, head)

  return {
    http,
    io,
    live,
    sessions,
    reference,
    zone: rooms.zone,
    head,
    publish(batch) {
      measuring.note(batch.facts)
      publish(batch)
    },
    async close() {
      fallSilent()
      await meeting.stop()
      stopMeasuring()
      await deciding.stop()
      await alerts.stop()
      await trust.stop()
      await diagnosis.stop()
      await live.stop()
      await io.close()
      http.closeAllConnections()
      await accounts.stop()
      await reference.close()
    },
  }
}
