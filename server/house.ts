import { readFileSync } from 'node:fs'
import { createServer, type Server as HttpServer } from 'node:http'
import { resolve } from 'node:path'
import type { Router } from 'express'
import type { Logger } from 'pino'
import { Gauge, type Registry } from 'prom-client'
import { Server } from 'socket.io'
import { openMeasures } from '#domain/measures.ts'
import type { Settings } from '#domain/settings.ts'
import { openZone, type Zone } from '#domain/zone.ts'
import type { Stores } from '#store/open.ts'
import { readHead } from '#store/postgres/head.ts'
import { openAccounts } from './access/accounts.ts'
import { accountsRouter } from './access/router.ts'
import { createSessions, type Sessions } from './access/session.ts'
import { openAlerts } from './alerts/alerts.ts'
import { calendarOf } from './calendar.ts'
import { openDecisions } from './decisions/open.ts'
import { createApp } from './http/app.ts'
import type { Replay } from './health/router.ts'
import { geojsonRouter } from './http/geojson.ts'
import { healthRouter } from './http/health.ts'
import { openapiRouter } from './http/openapi.ts'
import { screensRouter } from './http/screens.ts'
import { sessionRouter, type SessionState } from './http/session.ts'
import type { Batch } from './live/batch.ts'
import { createDiagnoser } from './diagnosis/diagnoser.ts'
import { diagnosisRouter } from './diagnosis/router.ts'
import { silentDealers } from './diagnosis/silent.ts'
import { openThinker } from './diagnosis/thinker.ts'
import { createLive } from './live/live.ts'
import type { Live } from './live/room.ts'
import { attachLive, type LiveServer } from './live/socket.ts'
import { openMeasuring } from './outcome/open.ts'
import { openMeetings } from './meetings/open.ts'
import { createAsker } from './query/ask.ts'
import { lampOf } from './pace/lamp.ts'
import { createPace } from './pace/pace.ts'
import { paceRouter } from './pace/router.ts'
import { createFreshness } from './query/freshness.ts'
import { queryRouter } from './query/router.ts'
import { openReadings } from './reading/open.ts'
import { openReference, type Reference } from './reference.ts'
import type { Secrets } from './secrets.ts'
import { openTrust } from './trust.ts'

export const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** How often screens are told of sources that were heard of. */
const HEALTH_MS = 5_000

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

/** Opens the asking side over open stores; it does not listen yet. */
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
  const now = Date.now
  const zone = openZone(settings.WARROOM_ZONE)
  const calendar = calendarOf(settings)
  const reference = await openReference(postgres)
  const freshness = createFreshness(zone)
  const start = await readHead(postgres)
  let head = start.seq
  await freshness.load(engine, head)
  freshness.watermarks(reference.watermarks())

  const rooms = {
    engine,
    organisation: reference.organisation,
    targets: reference.targets,
    vehicles: reference.vehicles,
    freshness: freshness.at,
    head: () => head,
    zone,
    calendar,
    dictionary: openMeasures({
      retail: settings.WARROOM_RETAIL_EVENT,
      invitedVisitRate: settings.WARROOM_INVITED_VISIT_RATE,
    }),
    now,
  }
  const asker = createAsker(rooms)
  const live = createLive({
    ...rooms,
    asker,
    start: { seq: start.seq, receivedAt: start.received_at },
    log: log.child({ room: 'live' }),
  })
  reference.onChange(() => {
    freshness.watermarks(reference.watermarks())
    live.referenceChanged()
  })

  const accounts = await openAccounts(postgres)
  const sessions = createSessions(secrets.sessionKey, settings.WARROOM_ADMIN_TOKEN, accounts, now)
  const state = (): SessionState => ({
    zone: zone.name,
    retail_event: settings.WARROOM_RETAIL_EVENT,
    version,
    geojson: settings.WARROOM_GEOJSON !== '',
    lamp: lampOf(settings),
    demo: demo?.() ?? { on: false, speed: 1, loading: null },
    head,
  })
  const trust = openTrust({ ...rooms, asker, live, postgres, replay, registry, log: log.child({ room: 'proof' }) })
  const thinker = openThinker()
  const diagnoser = createDiagnoser({
    ...rooms,
    asker,
    retail: settings.WARROOM_RETAIL_EVENT,
    lamp: lampOf(settings),
    silent: () => silentDealers(trust.rhythms),
    think: thinker.think,
  })
  const silent = async () => (await silentDealers(trust.rhythms)).map(({ dealer_id }) => dealer_id)
  const ready = (): boolean => (demo?.().loading ?? null) === null
  const measuring = openMeasuring({ ...rooms, asker, postgres, ready, log: log.child({ room: 'outcomes' }) })
  const deciding = openDecisions({
    ...rooms,
    postgres,
    accounts: accounts.list,
    silent,
    matchControls: (decision) => measuring.matchControls(decision),
    notify: (notice) => alerts.notify(notice),
    log: log.child({ room: 'decisions' }),
  })
  const alerts = await openAlerts({
    ...rooms,
    asker,
    rhythms: trust.rhythms,
    postgres,
    retail: settings.WARROOM_RETAIL_EVENT,
    settings,
    ready,
    log: log.child({ room: 'alerts' }),
  })
  const meeting = openMeetings({
    ...rooms,
    postgres,
    decisions: deciding.decisions,
    retail: settings.WARROOM_RETAIL_EVENT,
    pace: createPace({ ...rooms, asker, retail: settings.WARROOM_RETAIL_EVENT, lamp: lampOf(settings) }),
    silent,
    log: log.child({ room: 'meetings' }),
  })
  const readings = openReadings({
    ...rooms,
    asker,
    postgres,
    doubts: trust.doubts,
    rhythms: trust.rhythms,
    diagnoser,
    retail: settings.WARROOM_RETAIL_EVENT,
    due: deciding.decisions.due,
  })
  reference.onChange(readings.changed)
  const checks = { clickhouse: () => engine.ping(), postgres: () => postgres.ping() }
  const app = createApp({
    log,
    sessions,
    open: [
      ...doors,
      healthRouter({ checks, state: () => ({ ...live.state(), head, sources: freshness.at() }) }, registry),
      openapiRouter(version),
      sessionRouter(sessions, state),
    ],
    signedIn: [
      reference.waiting,
      accountsRouter(accounts),
      geojsonRouter(settings.WARROOM_GEOJSON),
      queryRouter({ ...rooms, asker }),
      paceRouter({ ...rooms, asker, retail: settings.WARROOM_RETAIL_EVENT, lamp: lampOf(settings) }),
      diagnosisRouter(diagnoser),
      readings.router,
      deciding.router,
      measuring.router(deciding.decisions),
      meeting.router,
      ...alerts.routers,
      ...trust.routers,
    ],
    screens: screensRouter(resolve('dist/web')),
  })
  const http = createServer(app)
  const io: LiveServer = new Server(http, {
    transports: ['websocket'],
    perMessageDeflate: false,
    serveClient: false,
    maxHttpBufferSize: 1e6,
  })
  const detach = attachLive(io, {
    live,
    log: log.child({ room: 'live' }),
    authenticate: async ({ auth, headers }) => {
      const token = (auth as Record<string, unknown>)['token']
      return typeof token === 'string' ? sessions.byToken(token) : sessions.authenticate(headers)
    },
  })
  accounts.onRevoked((ids) => {
    for (const socket of io.sockets.sockets.values()) if (ids.has(socket.data.user.id)) socket.disconnect(true)
  })
  await deciding.attach(io)
  const stopMeasuring = measuring.start(deciding.decisions)
  await meeting.attach(io)
  alerts.attach(() => io.sockets.sockets.values())
  let told = freshness.at()
  const health = setInterval(() => {
    if (freshness.at() === told) return
    told = freshness.at()
    io.emit('source:health', told)
  }, HEALTH_MS)
  watch(registry, live, () => head)

  return {
    http,
    io,
    live,
    sessions,
    reference,
    zone,
    head: () => head,
    publish(batch) {
      freshness.note(batch.facts)
      measuring.note(batch.facts)
      head = batch.seqTo
      live.publish(batch)
    },
    async close() {
      clearInterval(health)
      detach()
      await meeting.stop()
      stopMeasuring()
      await deciding.stop()
      await alerts.stop()
      await trust.stop()
      await thinker.close()
      await live.stop()
      await io.close()
      http.closeAllConnections()
      await accounts.stop()
      await reference.close()
    },
  }
}

function watch(registry: Registry, live: Live, head: () => number): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({ name, help, registers: [registry], collect: function () { this.set(read()) } }) // prettier-ignore
  gauge('warroom_head', 'Highest sequence that questions see', head)
  gauge('warroom_live_views', 'Distinct live views', () => live.state().views)
  gauge('warroom_live_viewers', 'Viewers of live views', () => live.state().viewers)
}
