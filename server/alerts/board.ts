import type { Alert, AlertKind, AlertLevel, AlertState, Face } from '#domain/alerts/alert.ts'
import { admit } from '#domain/alerts/limits.ts'
import { Refusal, quote } from '#domain/errors.ts'
import type { Zone } from '#domain/zone.ts'
import {
  addAlert,
  addAlertStep,
  changeAlert,
  listAlerts,
  listAlertSteps,
  readAlert,
  thirdLevelsSince,
  type AlertChange,
  type AlertRow,
  type AlertStep,
} from '#store/postgres/alerts.ts'
import type { Asks, Postgres } from '#store/postgres/engine.ts'

/** What of an alert is kept as it was found. */
export interface Body {
  face: Face & { parts: Face[] }
  /** Which of the evaluations it is judged by. */
  family: 'day' | 'week' | 'source'
  /** For a source that is late: the dealers that it writes of. */
  dealers?: readonly string[]
}

export type Row = AlertRow<Body>

/** What happened to an alert, for screens and channels. */
export interface Happening {
  what: 'raised' | 'changed' | 'closed' | 'reopened'
  alert: Alert
  row: Row
}

/** The alerts there are, and everything that may be done to them. */
export interface Board {
  /** Open ones, and those closed within the last days; newest first. */
  list(since: number): Promise<Row[]>
  get(id: string): Promise<Row>
  raise(key: string, kind: AlertKind, level: AlertLevel, body: Body): Promise<void>
  /** What an evaluation says of an open alert; louder when its level rose. */
  update(row: Row, change: AlertChange<Body>, wanted?: AlertLevel): Promise<void>
  close(row: Row, into: string | null): Promise<void>
  reopen(row: Row, body: Body): Promise<void>
  answer(id: string, step: 'acknowledged' | 'snoozed' | 'owner', by: string, change: AlertChange<Body>): Promise<Row>
  history(id: string): Promise<AlertStep[]>
  tell(row: Row): Alert
}

interface BoardRooms {
  postgres: Postgres
  zone: Zone
  now: () => number
  /** What has to be told of it is written with `inside`: with the change or not at all. */
  onHappening: (happening: Happening, inside: Asks) => Promise<void>
}

/**
 * Opens the board over the store. A change, its row of history and the messages about it are one transaction: whatever
 * moment a process dies at, an alert that stands was put on its way, and none is told that does not stand.
 */
export function createBoard({ postgres, zone, now, onHappening }: BoardRooms): Board {
  const iso = (at: number | null): string | null => (at === null ? null : zone.iso(at))

  const tell = (row: Row): Alert => {
    return {
      id: String(row.id), level: row.level as AlertLevel, kind: row.kind as AlertKind, ...row.body.face,
      raised_at: zone.iso(row.raised_at), state: row.state as AlertState, owner: row.owner, until: iso(row.until),
      closed_at: iso(row.closed_at),
    } // prettier-ignore
  }
  const note = (inside: Asks, row: Row, step: string, detail: Record<string, unknown> = {}, by = ''): Promise<void> =>
    addAlertStep(inside, row.id, { at: now(), step, by, detail })
  const admitted = async (inside: Asks, level: AlertLevel): Promise<AlertLevel> => {
    const dayStart = zone.instant(zone.day(now()))
    return admit(level, await thirdLevelsSince(inside, Math.min(dayStart, now() - 3_600_000)), now(), dayStart)
  }
  const numberOf = (id: string): number => {
    if (!/^\d{1,15}$/.test(id)) throw new Refusal('not_found', `there is no alert ${quote(id)}`)
    return Number(id)
  }
  const get = async (id: string): Promise<Row> => {
    const row = await readAlert<Body>(postgres, numberOf(id))
    if (!row) throw new Refusal('not_found', `there is no alert ${quote(id)}`)
    return row
  }
  /** Changes an alert, says so in its history, and tells it. */
  const turn = (
    { id }: Row,
    change: AlertChange<Body>,
    { step = '', detail = {}, by = '', what = 'changed' }: Partial<Turn>,
  ): Promise<Row | undefined> =>
    postgres.transaction(async (inside) => {
      const next = await changeAlert<Body>(inside, id, change, now())
      if (!next) return undefined
      if (step) await note(inside, next, step, detail, by)
      await onHappening({ what, row: next, alert: tell(next) }, inside)
      return next
    })

  return {
    list: (since) => listAlerts<Body>(postgres, since),
    get,
    tell,
    raise: (key, kind, wanted, body) =>
      postgres.transaction(async (inside) => {
        const level = await admitted(inside, wanted)
        const row = await addAlert<Body>(inside, { key, kind, level, at: now(), body })
        if (!row) return
        await note(inside, row, 'raised', { level })
        await onHappening({ what: 'raised', row, alert: tell(row) }, inside)
      }),
    update: async (row, change, wanted) => {
      const level = wanted !== undefined && wanted > row.level ? await admitted(postgres, wanted) : row.level
      const louder = level > row.level
      // Whoever put it off did so for what it was then.
      const woken = louder || (row.state === 'snoozed' && row.until !== null && row.until <= now())
      await turn(
        row,
        { ...change, ...(louder && { level }), ...(woken && { state: 'open', until: null }) },
        louder ? { step: 'louder', detail: { level }, what: 'raised' } : woken ? { step: 'woken', what: 'raised' } : {},
      )
    },
    close: async (row, into) =>
      void (await turn(
        row,
        { state: 'closed', closed_at: now(), until: null },
        { step: 'closed', detail: { into }, what: 'closed' },
      )),
    reopen: async (row, body) =>
      void (await turn(
        row,
        { state: 'open', closed_at: null, calm_since: null, body },
        { step: 'reopened', what: 'reopened' },
      )),
    answer: async (id, step, by, change) => {
      const row = await get(id)
      if (row.closed_at !== null) throw new Refusal('bad_spec', 'this alert is closed already', { path: 'id' })
      const { owner = null, until = null } = change
      const detail = step === 'owner' ? { owner } : step === 'snoozed' ? { until: iso(until) } : {}
      return (await turn(row, change, { step, detail, by }))!
    },
    history: async (id) => listAlertSteps(postgres, numberOf(id)),
  }
}

/** What is said of a change: the row of its history, by whom, and how loud. */
interface Turn {
  step: string
  detail: Record<string, unknown>
  by: string
  what: Happening['what']
}
