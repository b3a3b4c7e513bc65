import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { pino } from 'pino'
import { openCalendar } from '#domain/calendar.ts'
import type { Fact } from '#domain/fact.ts'
import { organise } from '#domain/organisation.ts'
import type { Freshness } from '#domain/view.ts'
import { openZone } from '#domain/zone.ts'
import { ADMINISTRATOR, type User } from '#server/access/user.ts'
import { openAlerts, type Alerts, type Screen } from '#server/alerts/alerts.ts'
import { createRhythms } from '#server/health/rhythms.ts'
import { answerFailures } from '#server/http/failure.ts'
import type { Timer } from '#server/live/timer.ts'
import { createAsker, type Asker } from '#server/query/ask.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { embedded } from '#store/postgres/embedded.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { migrate } from '#store/postgres/migrate.ts'
import { dealer, factOf, openLedger } from '../oracle/world.ts'
import { dice } from './world.ts'

export const zone = openZone('Asia/Shanghai')
const DAY = 86_400_000
const WEEKDAYS = [0.8, 0.8, 0.8, 0.8, 0.9, 1.5, 1.4]
const KINDS = { unique_lead: 10, first_visit: 7, order: 1, delivery: 1 } as const

/** Two regions of two areas of three dealers; the last dealer of each area tells through a system of its own. */
export const dealers = ['华东', '华南'].flatMap((region, r) =>
  ['甲', '乙'].flatMap((part, a) => [0, 1, 2].map((d) => dealer(`D${r}${a}${d}`, region, `${region}${part}`))),
)
const sourceOf = (code: string): string => (code.endsWith('2') ? 'dms-b' : 'dms-a')

/** Nothing runs by itself; what is put off runs at once. */
const still: Timer = {
  every: () => () => undefined,
  after: (_ms, run) => {
    queueMicrotask(run)
    return () => undefined
  },
}

export interface AlertHouse {
  engine: Engine
  postgres: Postgres
  asker: Asker
  facts: Fact[]
  alerts: Alerts
  base: string
  now: number
  user: User
  /** What sources say of themselves. */
  freshness: Freshness
  /** Who is pushed to. */
  screens: Screen[]
  settings: Parameters<typeof openAlerts>[0]['settings']
  /** Opens the alerts anew over the same stores, as after a restart. */
  restart(): Promise<void>
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: never }>
  close(): Promise<void>
}

export interface World {
  /** The last business day of the world is the one that `now` lies in. */
  now: number
  /** Business goes on up to here; `now` when absent. */
  until?: number
  weeks: number
  seed: number
  /** How much less comes: a factor by kind, dealer and days before today. */
  less?: (kind: string, dealer_id: string, daysAgo: number) => number
  /** When a source stopped, epoch ms. */
  stopped?: Record<string, number>
}

/** A ledger of weeks of business with the alerts over it. */
export async function openAlertHouse(world: World): Promise<AlertHouse> {
  const { engine, close } = await openLedger()
  const folder = mkdtempSync(join(tmpdir(), 'alerts-'))
  const postgres = await embedded(join(folder, 'pg'))
  await migrate(postgres)
  const facts = business(world)
  for (let from = 0; from < facts.length; from += 20_000)
    await insertFacts(engine, facts.slice(from, from + 20_000), `alerts-${folder}-${from}`)
  const organisation = organise({ dealers, advisors: [], models: [], channels: [] })
  const house = { now: world.now, user: ADMINISTRATOR, screens: [] as Screen[], freshness: {} } as unknown as AlertHouse
  const rooms = {
    engine, zone, calendar: openCalendar(), organisation: () => organisation, targets: () => [], freshness: () => house.freshness,
    head: () => facts.length, now: () => house.now,
  } // prettier-ignore
  const asker = createAsker(rooms)
  const settings = { WARROOM_PUBLIC_URL: 'https://warroom.example', WARROOM_SMTP_URL: '', WARROOM_MAIL_FROM: 'warroom@example.com', WARROOM_ALERT_PRIVATE_HOSTS: true } // prettier-ignore
  let server: Server | undefined
  const open = async (): Promise<void> => {
    house.alerts = await openAlerts({
      ...rooms, asker, rhythms: createRhythms(rooms), postgres, retail: 'delivery', settings: house.settings, ready: () => true,
      log: pino({ level: 'silent' }), timer: still,
    }) // prettier-ignore
    house.alerts.attach(() => house.screens)
    const app = express()
    app.use('/api', express.json(), (_request, response, next) => {
      Object.assign(response.locals, { user: house.user, scope: house.user.scope })
      next()
    })
    for (const router of house.alerts.routers) app.use('/api', router)
    app.use(answerFailures(pino({ level: 'silent' })))
    server = createServer(app).listen(0, '127.0.0.1')
    await new Promise((resolve) => server!.once('listening', resolve))
    house.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
  }
  Object.assign(house, {
    engine, postgres, asker, facts, settings,
    restart: async () => {
      server?.close()
      await house.alerts.stop()
      await open()
    },
    call: async (method: string, path: string, body?: unknown) => {
      const reply = await fetch(house.base + path, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      return { status: reply.status, body: (reply.status === 204 ? null : await reply.json()) as never }
    },
    close: async () => {
      server?.close()
      await house.alerts.stop()
      await postgres.close()
      await close()
      rmSync(folder, { recursive: true, force: true })
    },
  }) // prettier-ignore
  await open()
  return house
}

/** Every event of the world's weeks, oldest first. */
function business({ now, until = now, weeks, seed, less = () => 1, stopped = {} }: World): Fact[] {
  const next = dice(seed)
  const today = zone.instant(zone.day(now))
  const facts: Fact[] = []
  for (let ago = weeks * 7; ago >= 0; ago--) {
    const start = today - ago * DAY
    const weekday = (new Date(start + DAY / 2).getUTCDay() + 6) % 7
    for (const { dealer_id } of dealers)
      for (const [kind, mean] of Object.entries(KINDS)) {
        const expected = mean * WEEKDAYS[weekday]! * less(kind, dealer_id, ago)
        const floor = Math.exp(-expected)
        for (let chance = next(); chance > floor; chance *= next()) {
          const at = start + 9 * 3_600_000 + Math.floor(next() * 12 * 3_600_000)
          const source = sourceOf(dealer_id)
          if (at < until && at < (stopped[source] ?? Infinity))
            facts.push(
              factOf(
                {
                  seq: 0,
                  kind: kind as Fact['kind'],
                  occurred_at: at,
                  dealer_id,
                  source,
                  lead_id: 'L',
                  visit_kind: 'invited',
                },
                zone,
              ),
            )
        }
      }
  }
  facts.sort((a, b) => a.occurred_at - b.occurred_at)
  return facts.map((fact, i) => ({ ...fact, seq: i + 1, event_id: `e${i}` }))
}
