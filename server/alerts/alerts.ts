import type { Router } from 'express'
import type { Alert } from '#domain/alerts/alert.ts'
import { ALERT_SETTINGS, type AlertSettings } from '#domain/alerts/settings.ts'
import type { Scope } from '#domain/scope.ts'
import { changedAlert, ringAlert, type AlertBell } from '#store/postgres/alerts-bell.ts'
import { readMeta, writeMeta } from '#store/postgres/meta.ts'
import { systemTimer, type Timer } from '../live/timer.ts'
import { createBoard } from './board.ts'
import { createCourier } from './channels/courier.ts'
import type { Message } from './channels/message.ts'
import { createEvaluator } from './evaluate.ts'
import type { Paced } from './paced.ts'
import { lineageOn } from './places.ts'
import type { AlertRooms } from './rooms.ts'
import { alertsRouter } from './router.ts'
import { createSight } from './sight.ts'
import { createWatcher, type Watcher } from './watcher.ts'

/** A message of another room that goes out by the same channels. */
export type Notice = Pick<Message, 'zh' | 'en' | 'link' | 'level'> & { cell?: Record<string, string> }

/** An open screen, with who sits before it. */
export interface Screen {
  data: { user: { scope: Scope } }
  emit(event: 'alert:raised' | 'alert:changed', told: { alert: Alert }): unknown
}

export interface Alerts {
  routers: Router[]
  watcher: Pick<Watcher, 'look'>
  /** Sends what waits to be sent. */
  deliver(): Promise<void>
  /** Sends a message to the channels whose scope and level take it. */
  notify(notice: Notice): Promise<void>
  /** Which screens are told from now on, each what lies in its scope. */
  attach(screens: () => Iterable<Screen>): void
  stop(): Promise<void>
}

const SETTINGS = 'alerts_settings'
/** Work on the store is followed by so many times as long without. */
const REST = 10
const LONGEST_REST_MS = 20_000

/** Opens alerts: the watcher, the board, the channels and their routes. */
export async function openAlerts(rooms: AlertRooms): Promise<Alerts> {
  const { postgres, zone, now, organisation, log, timer = systemTimer } = rooms
  const lineage = () => lineageOn(organisation(), zone.day(now()))
  const sending = {
    publicUrl: rooms.settings.WARROOM_PUBLIC_URL,
    smtpUrl: rooms.settings.WARROOM_SMTP_URL,
    mailFrom: rooms.settings.WARROOM_MAIL_FROM,
    allowInner: rooms.settings.WARROOM_ALERT_PRIVATE_HOSTS,
    now,
  }
  const courier = createCourier({ postgres, rooms: sending, lineage, log, timer })
  const board = createBoard({
    postgres,
    zone,
    now,
    onHappening: async ({ what, row, alert }, inside) => {
      await ringAlert(inside, { id: row.id, what: what === 'raised' ? what : 'changed' })
      if (what === 'changed') return
      const { zh, en, link, level, kind, cell } = alert
      const about = { id: row.id, within: (scope: Scope) => sight(row, scope) }
      await courier.dispatch({ what, zh, en, link, level, kind, cell }, about, inside)
    },
  })
  const sight = createSight({ board, organisation, zone, now })
  const read = async (): Promise<AlertSettings> => ({
    ...ALERT_SETTINGS,
    ...(await readMeta<AlertSettings>(postgres, SETTINGS)),
  })
  const evaluator = createEvaluator({ ...rooms, paced: pacing(timer) })
  const watcher = createWatcher({ rooms, evaluator, board, postgres, settings: read, ready: rooms.ready, log, timer })
  let screens: () => Iterable<Screen> = () => []
  // Whichever process watches, all push: the bell tells them.
  const deaf = await postgres.listen('alert', (payload) => {
    const told = changedAlert(payload)
    if (told) void push(told).catch((err: unknown) => log.warn({ err }, 'an alert could not be pushed'))
  })
  const push = async ({ id, what }: AlertBell): Promise<void> => {
    const row = await board.get(String(id))
    for (const screen of screens()) {
      const own = sight(row, screen.data.user.scope)
      if (own) screen.emit(`alert:${what}`, { alert: own })
    }
  }
  const write = async (settings: AlertSettings, by: string): Promise<void> => {
    await writeMeta(postgres, SETTINGS, settings)
    log.info({ by, settings }, 'alerts were set')
  }
  return {
    routers: [alertsRouter({ ...rooms, board, sight, sending, read, write })],
    watcher,
    deliver: courier.deliver,
    notify: ({ cell = {}, ...notice }) => courier.dispatch({ ...notice, what: 'message', kind: 'message', cell }),
    attach: (open) => void (screens = open),
    stop: async () => {
      await watcher.stop()
      await courier.stop()
      await deaf()
    },
  }
}

/** Lets each piece of work be followed by so many times as long without, so that the store has time for others. */
function pacing(timer: Timer): Paced {
  return async (work) => {
    const began = performance.now()
    const done = await work()
    const rest = Math.min(LONGEST_REST_MS, (performance.now() - began) * REST)
    await new Promise<void>((resolve) => timer.after(rest, resolve))
    return done
  }
}
