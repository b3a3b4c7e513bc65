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
import type { Postgres } from '#store/postgres/engine.ts' // prettier-ignore

/** What of an alert is kept as it was found. */
export interface Body {
  face: Face & { parts: Face[] }
  /** Which of the evaluations it is judged by. */
  family: 'day' | 'week' | 'source'
}

export type Row = AlertRow<Body>

/** What happened to an alert, for screens and channels. */
export interface Happening {
  what: 'raised' | 'changed'
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
  onHappening: (happening: Happening) => Promise<void>
}

/** Opens the board over the store; every change is a row of its history, and is told to `onHappening`. */
export function createBoard({ postgres, zone, now, onHappening }: BoardRooms): Board {
  const iso = (at: number | null): string | null => (at === null ? null : zone.iso(at))

  const tell = (row: Row): Alert => {
    return {
      id: String(row.id), level: row.level as AlertLevel, kind: row.kind as AlertKind, ...row.body.face,
      raised_at: zone.iso(row.raised_at), state: row.state as AlertState, owner: row.owner, until: iso(row.until),
      closed_at: iso(row.closed_at),
    } // prettier-ignore
  }
  const happen = async (what: Happening['what'], row: Row): Promise<void> =>
    onHappening({ what, row, alert: tell(row) })
  const note = (row: Row, step: string, detail: Record<string, unknown> = {}, by = ''): Promise<void> =>
    addAlertStep(postgres, row.id, { at: now(), step, by, detail })
  const admitted = async (level: AlertLevel): Promise<AlertLevel> => {
    const dayStart = zone.instant(zone.day(now()))
    return admit(level, await thirdLevelsSince(postgres, Math.min(dayStart, now() - 3_600_000)), now(), dayStart)
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

  return {
    list: (since) => listAlerts<Body>(postgres, since),
    get,
    tell,
    raise: async (key, kind, wanted, body) => {
      const level = await admitted(wanted)
      const row = await addAlert<Body>(postgres, { key, kind, level, at: now(), body })
      if (!row) return
      await note(row, 'raised', { level })
      await happen('raised', row)
    },
    update: async (row, change, wanted) => {
      const level = wanted !== undefined && wanted > row.level ? await admitted(wanted) : row.level
      const louder = level > row.level
      // Whoever put it off did so for what it was then.
      const woken = louder || (row.state === 'snoozed' && row.until !== null && row.until <= now())
      const next = await changeAlert<Body>(
        postgres,
        row.id,
        { ...change, ...(louder && { level }), ...(woken && { state: 'open', until: null }) },
        now(),
      )
      if (!next) return
      if (louder) await note(next, 'louder', { level })
      else if (woken) await note(next, 'woken')
      await happen(louder || woken ? 'raised' : 'changed', next)
    },
    close: async (row, into) => {
      const next = await changeAlert<Body>(postgres, row.id, { state: 'closed', closed_at: now(), until: null }, now())
      if (!next) return
      await note(next, 'closed', { into })
      await happen('changed', next)
    },
    reopen: async (row, body) => {
      const next = await changeAlert<Body>(postgres, row.id, { state: 'open', closed_at: null, calm_since: null, body }, now()) // prettier-ignore
      if (!next) return
      await note(next, 'reopened')
      await happen('changed', next)
    },
    answer: async (id, step, by, change) => {
      const row = await get(id)
      if (row.closed_at !== null) throw new Refusal('bad_spec', 'this alert is closed already', { path: 'id' })
      const next = await changeAlert<Body>(postgres, row.id, change, now())
      const { owner = null, until = null } = change
      await note(next!, step, step === 'owner' ? { owner } : step === 'snoozed' ? { until: iso(until) } : {}, by)
      await happen('changed', next!)
      return next!
    },
    history: async (id) => listAlertSteps(postgres, numberOf(id)),
  }
}
