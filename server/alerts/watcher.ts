import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { keyOf, track, type Tracked } from '#domain/alerts/track.ts'
import { levelOf } from '#domain/alerts/level.ts'
import type { Root } from '#domain/alerts/merge.ts'
import type { AlertSettings } from '#domain/alerts/settings.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { releaseLease, takeLease, type Lease } from '#store/postgres/lease.ts'
import { readMeta, writeMeta } from '#store/postgres/meta.ts'
import { systemTimer, type Timer } from '../live/timer.ts'
import type { Board, Body, Row } from './board.ts'
import type { Cursor, Evaluator, Found } from './evaluate.ts'
import { wholeOf } from './evaluate.ts'
import { endOf, faceOf } from './face.ts'
import { createLateness } from './late.ts'
import { lineageOn, namesOn } from './places.ts'
import type { EvaluatorRooms } from './evaluate.ts'

interface WatcherOptions {
  rooms: Omit<EvaluatorRooms, 'paced'>
  evaluator: Evaluator
  board: Board
  postgres: Postgres
  settings: () => Promise<AlertSettings>
  /** Whether there is something to judge: not while history is being loaded. */
  ready: () => boolean
  log: Logger
  timer?: Timer
}

export interface Watcher {
  /** One look: late sources, and the cells that became due. One at a time. */
  look(): Promise<void>
  stop(): Promise<void>
}

const EVERY_MS = 60_000
const LEASE = 'alerts'
const LEASE_MS = 5 * EVERY_MS
const CURSOR = 'alerts_cursor'
const REMEMBERED_MS = 2 * 86_400_000

/** Watches as long as the house stands; of several processes one. What it knows lies in the store, so a restart forgets nothing. */
export function createWatcher(options: WatcherOptions): Watcher {
  const { rooms, evaluator, board, postgres, settings, ready, log, timer = systemTimer } = options
  const { zone, now } = rooms
  const holder = randomUUID()
  const tellLate = createLateness({ ...rooms, postgres, board })
  let lease: Lease | undefined
  let running: Promise<void> | null = null

  const look = async (): Promise<void> => {
    if (!ready()) return
    lease = await takeLease(postgres, { name: LEASE, holder, ttl: LEASE_MS })
    if (!lease) return
    const state = await evaluator.completeness()
    await tellLate()
    await wake()
    const set = await settings()
    if (!set.on) return
    const cursor = (await readMeta<Cursor>(postgres, CURSOR)) ?? { hour: 0, week: '' }
    const found = await evaluator.evaluate(cursor, state, set)
    if (!found) return
    await apply(found, set)
    await writeMeta(postgres, CURSOR, found.cursor)
  }

  /** Snoozed ones whose time is over come back by themselves. */
  const wake = async (): Promise<void> => {
    for (const row of await board.list(now()))
      if (row.state === 'snoozed' && row.until !== null && row.until <= now()) await board.update(row, {})
  }

  const apply = async ({ roots, detected }: Found, set: AlertSettings): Promise<void> => {
    const rows = (await board.list(now() - REMEMBERED_MS)).filter(({ kind }) => kind === 'sales')
    const byId = new Map(rows.map((row) => [String(row.id), row]))
    const turn = track(rows.map(tracked), roots, detected, now())
    const level = (root: Root) =>
      levelOf(root.reading, wholeOf(detected.readings, root.reading), {
        second: set.second_share,
        third: set.third_share,
      })
    for (const { id, into } of turn.closed) await board.close(byId.get(id)!, into)
    for (const { id, root, family, calm_since, reopened } of turn.kept) {
      const row = byId.get(id)!
      if (reopened && root) await board.reopen(row, { ...bodyOf(root), family })
      else if (root)
        await board.update(
          row,
          { key: keyOf(root.reading), calm_since, body: { ...bodyOf(root), family } },
          level(root),
        )
      else if (calm_since !== row.calm_since) await board.update(row, { calm_since })
    }
    for (const root of turn.raised) await board.raise(keyOf(root.reading), 'sales', level(root), bodyOf(root))
  }

  const bodyOf = (root: Root): Body => {
    const organisation = rooms.organisation()
    const day = zone.day(now())
    const frame = {
      names: namesOn(organisation, day), lineage: lineageOn(organisation, day), zone, now: now(), seq: rooms.head(),
      endOf: (span: Root['reading']['span']) => endOf(span, zone),
    } // prettier-ignore
    const parts = root.folded.map((reading) => faceOf({ reading, folded: [] }, frame))
    return { face: { ...faceOf(root, frame), parts }, family: root.reading.family }
  }

  const ticking = timer.every(EVERY_MS, () => {
    running ??= look()
      .catch((err: unknown) => log.warn({ err }, 'alerts could not be looked for; tried again in a minute'))
      .finally(() => (running = null))
  })

  return {
    look,
    stop: async () => {
      ticking()
      await running
      if (lease) await releaseLease(postgres, lease).catch(() => undefined)
    },
  }
}

const tracked = ({ id, key, raised_at, calm_since, closed_at, body }: Row): Tracked => ({
  id: String(id),
  key,
  family: body.family === 'source' ? 'week' : body.family,
  raised_at,
  calm_since,
  closed_at,
})
