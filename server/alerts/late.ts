import { lateFrom, noteLags, type Lags } from '#domain/alerts/lateness.ts'
import { lateOf } from '#domain/alerts/words.ts'
import { fullScope } from '#domain/scope.ts'
import type { Freshness } from '#domain/view.ts'
import { DAY_MS, type Zone } from '#domain/zone.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { sql, value } from '#store/clickhouse/sql.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { readMeta, writeMeta } from '#store/postgres/meta.ts'
import type { Rhythms } from '../health/rhythms.ts'
import { ask } from '../query/run.ts'
import type { Body, Board } from './board.ts'

interface LateRooms {
  engine: Engine
  postgres: Postgres
  board: Board
  rhythms: Rhythms
  freshness: () => Freshness
  zone: Zone
  head: () => number
  now: () => number
}

/** A source that is later than it ever is. */
interface Late {
  name: string
  /** Up to when it is complete, and when it should have told more, epoch ms. */
  upto: number
  due: number
  /** What share of the sources' entries it brings. */
  share: number
}

const LAGS = 'alerts_lags'
const HOUR_MS = 3_600_000
/** A source that brings less than this share of the sources' entries is told at level 1. */
const MINOR_SHARE = 0.05
/** A source that is late again so soon after it was back is the same alert. */
const SAME_AGAIN_MS = 6 * HOUR_MS
/** Whose data a source writes is read from so many days. */
const WRITES_MS = 35 * DAY_MS

/**
 * Tells of sources that are late, as alerts of their own kind: by their own word, the watermark, against how far it
 * usually lies behind; without one by their silence against their rhythm. Takes back what is over.
 */
export function createLateness(rooms: LateRooms): () => Promise<void> {
  const { postgres, board, rhythms, zone, now } = rooms

  const find = async (): Promise<Late[]> => {
    const sources = await rhythms.sources(fullScope)
    const busy = (one: (typeof sources)[number]): number => one.rhythm.arrivals.reduce((sum, n) => sum + n, 0)
    const total = Math.max(1, sources.reduce((sum, one) => sum + busy(one), 0)) // prettier-ignore
    const marks = new Map(
      Object.entries(rooms.freshness()).flatMap(([name, { watermark }]) =>
        watermark === undefined ? [] : [[name, Date.parse(watermark)] as const],
      ),
    )
    const lags = await learn(new Map([...marks].map(([name, upto]) => [name, now() - upto])))
    return sources.flatMap((one): Late[] => {
      const { name, last, due, state } = one
      const mark = marks.get(name)
      const late = lateFrom(lags[name], zone.day(now()))
      const share = busy(one) / total
      // Who says up to when it is complete is believed, also when nothing happened since.
      if (mark !== undefined && late !== null)
        return now() - mark >= late ? [{ name, upto: mark, due: mark + late, share }] : []
      return state === 'silent' ? [{ name, upto: Math.min(last, mark ?? last), due: due ?? last, share }] : []
    })
  }

  const learn = async (lags: ReadonlyMap<string, number>): Promise<Lags> => {
    const known = (await readMeta<Lags>(postgres, LAGS)) ?? {}
    const noted = noteLags(known, lags, zone.day(now()))
    if (noted !== known) await writeMeta(postgres, LAGS, noted)
    return noted
  }

  const dealersOf = async (source: string): Promise<string[]> => {
    const rows = await ask<{ dealer: string }>(
      rooms.engine,
      sql`SELECT DISTINCT ${ledger.dealer_id} AS dealer FROM ${tables['warroom.ledger']}
WHERE ${ledger.source} = ${value(source, 'String')} AND ${ledger.dealer_id} != '' AND ${ledger.derived} = 0 AND ${ledger.seq} <= ${value(rooms.head(), 'UInt64')}
  AND ${ledger.day} >= ${value(zone.day(now() - WRITES_MS), 'Date')} ORDER BY dealer`,
      'rows',
    )
    return rows.map(({ dealer }) => dealer)
  }

  const bodyOf = ({ name, upto, due }: Late, dealers: readonly string[]): Body => {
    const hours = Math.max(1, Math.round((now() - upto) / HOUR_MS))
    const { day, time } = zone.local(upto)
    const clock = [time / HOUR_MS, (time / 60_000) % 60].map((part) => String(Math.floor(part)).padStart(2, '0'))
    const face = {
      cell: { source: name }, measure: '', stage: '', side: 'fall' as const, tone: 'bad' as const, ...lateOf(name, `${day.slice(5)} ${clock.join(':')}`, hours),
      figure: hours, usual: Math.round(((due - upto) / HOUR_MS) * 10) / 10, z: 0, units: 0,
      span: { from: day, to: zone.day(now()), until_hour: null }, view: {}, seq: rooms.head(), link: '/health', parts: [],
    } // prettier-ignore
    return { face, family: 'source', dealers }
  }

  return async () => {
    const rows = (await board.list(now() - SAME_AGAIN_MS)).filter(({ kind }) => kind === 'data')
    const known = new Map(rows.toReversed().map((row) => [row.key, row]))
    for (const one of await find()) {
      const key = `source ${one.name}`
      const row = known.get(key)
      known.delete(key)
      const body = bodyOf(one, row?.body.dealers ?? (await dealersOf(one.name)))
      if (!row) await board.raise(key, 'data', one.share < MINOR_SHARE ? 1 : 2, body)
      else if (row.closed_at !== null) await board.reopen(row, body)
      else if (body.face.figure !== row.body.face.figure) await board.update(row, { body })
    }
    for (const row of known.values()) if (row.closed_at === null) await board.close(row, null)
  }
}
