import { expectedGap, HOURS_A_WEEK, hourOfWeek, LEAST_WEEKS, learnRhythm, overdueFrom, type Rhythm } from '#domain/doubts/rhythm.ts' // prettier-ignore
import { dealersIn } from '#domain/dealers.ts'
import { isFullScope, scopeKey, type Scope } from '#domain/scope.ts'
import { DAY_MS } from '#domain/zone.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { sql, value, type Sql } from '#store/clickhouse/sql.ts'
import type { AskerOptions } from '../query/ask.ts'
import { ask } from '../query/run.ts'

/** How a source or dealer stands against its rhythm; instants in epoch ms. */
export interface Standing {
  name: string
  /** When something of it came last. */
  last: number
  /** From when on its silence is unusual; `null` while its rhythm is learned. */
  due: number | null
  /** How far apart arrivals usually lie at this hour of the week, ms; `null` where none ever came. */
  usualGap: number | null
  state: 'on_time' | 'silent' | 'learning'
  rhythm: Rhythm
  /** Median and 95th percentile of the time from happening to being received, seconds, over the last week. */
  delay: readonly [median: number | null, most: number | null]
}

export interface Rhythms {
  sources(scope: Scope): Promise<readonly Standing[]>
  /** Dealers in scope that are open for business. */
  dealers(scope: Scope): Promise<readonly Standing[]>
}

/** What of a sender is remembered between two learnings. */
interface Learned {
  rhythm: Rhythm
  last: number
  delay: Standing['delay']
}

interface Learning {
  at: number
  seq: number
  senders: Map<string, Learned>
}

interface Line {
  name: string
  slots: (number | string)[]
  last: string
  delays: (number | null)[]
}

const LEARN_AGAIN_MS = 600_000
const WINDOW_MS = 35 * DAY_MS
/** An event may have happened long before it was received; what is older hardly tells how a sender writes. */
const OLDEST_MS = 2 * WINDOW_MS
const SLOT_S = { source: 300, dealer_id: 1_800 } as const
const OPEN = '营业'
const table = tables['warroom.ledger']
const instant = (at: number) => value(at, "DateTime64(3,'UTC')")

/** Learns every ten minutes how sources and dealers write, and reads from what came since how they stand now. */
export function createRhythms(options: AskerOptions): Rhythms {
  const { engine, zone, now, head } = options
  const learnings = new Map<string, Promise<Learning>>()

  const dealersOf = (scope: Scope): string[] => dealersIn(scope.where, options.organisation(), zone.day(now()))
  const within = (scope: Scope): Sql =>
    isFullScope(scope) ? sql`1` : sql`${ledger.dealer_id} IN ${value(dealersOf(scope), 'Array(String)')}`

  const learn = async (by: 'source' | 'dealer_id', scope: Scope): Promise<Learning> => {
    const [at, seq] = [now(), head()]
    const from = at - WINDOW_MS
    const slot = value(SLOT_S[by], 'UInt64')
    const lines = await ask<Line>(
      engine,
      sql`SELECT ${ledger[by]} AS name, groupUniqArray(toUInt32(intDiv(toUnixTimestamp(${ledger.received_at}), ${slot}))) AS slots,
  max(${ledger.received_at}) AS last,
  quantilesIf(0.5, 0.95)(dateDiff('second', ${ledger.occurred_at}, ${ledger.received_at}), ${ledger.sign} = 1 AND ${ledger.received_at} >= ${instant(at - 7 * DAY_MS)}) AS delays
FROM ${table}
WHERE ${ledger.received_at} >= ${instant(from)} AND ${ledger.received_at} <= ${instant(at)} AND ${ledger.day} >= ${value(zone.day(at - OLDEST_MS), 'Date')}
  AND ${ledger.seq} <= ${value(seq, 'UInt64')} AND ${ledger.derived} = 0 AND ${own(by)} AND ${within(scope)}
GROUP BY name`,
      'rows',
    )
    const senders = lines.map(({ name, slots, last, delays }): [string, Learned] => {
      const instants = slots.map((n) => Number(n) * SLOT_S[by] * 1_000).sort((a, b) => a - b)
      const [median = null, most = null] = delays.map((delay) => (Number.isFinite(delay) ? delay : null))
      const rhythm = learnRhythm(instants, { from, until: at }, zone)
      return [name, { rhythm, last: Date.parse(last), delay: [median, most] }]
    })
    return { at, seq, senders: new Map(senders) }
  }

  const stand = async (by: 'source' | 'dealer_id', scope: Scope): Promise<Standing[]> => {
    const key = `${by} ${scopeKey(scope)}`
    let learning = learnings.get(key)
    const known = learning && (await learning.catch(() => undefined))
    if (!learning || !known || now() - known.at > LEARN_AGAIN_MS || now() < known.at) {
      learning = learn(by, scope)
      learnings.set(key, learning)
      learning.catch(() => learnings.delete(key))
    }
    const { seq, senders } = await learning
    const later = await ask<Pick<Line, 'name' | 'last'>>(
      engine,
      sql`SELECT ${ledger[by]} AS name, max(${ledger.received_at}) AS last FROM ${table}
WHERE ${ledger.seq} > ${value(seq, 'UInt64')} AND ${ledger.seq} <= ${value(head(), 'UInt64')}
  AND ${ledger.derived} = 0 AND ${own(by)} AND ${within(scope)}
GROUP BY name`,
      'rows',
    )
    for (const { name, last } of later) {
      const sender = senders.get(name)
      if (sender) sender.last = Math.max(sender.last, Date.parse(last))
    }
    const at = now()
    const hour = hourOfWeek(at, zone)
    return [...senders]
      .map(([name, { rhythm, last, delay }]): Standing => {
        const due = overdueFrom(rhythm, last, zone)
        const learned = rhythm.weeks >= LEAST_WEEKS
        const state = !learned ? 'learning' : due !== null && at >= due ? 'silent' : 'on_time'
        return { name, last, due, usualGap: expectedGap(rhythm, hour), state, rhythm, delay }
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  return {
    sources: (scope) => stand('source', scope),
    dealers: async (scope) => {
      const open = new Set(dealersOf(scope).filter((code) => isOpen(options, code)))
      return (await stand('dealer_id', scope)).filter(({ name }) => open.has(name))
    },
  }
}

/** What a dealer does itself: leads are cleaned and sent to it by others, whether anybody is there or not. */
const own = (by: 'source' | 'dealer_id'): Sql =>
  by === 'source' ? sql`1` : sql`${ledger.dealer_id} != '' AND ${ledger.kind} NOT IN ('lead', 'clean', 'dispatch')`

function isOpen({ organisation, zone, now }: AskerOptions, code: string): boolean {
  const status = organisation().dealer(code, zone.day(now()))?.status
  return status === undefined || status === OPEN
}

/** The usual gaps of all hours of the week, whole minutes. */
export const gapsOf = (rhythm: Rhythm): (number | null)[] =>
  Array.from({ length: HOURS_A_WEEK }, (_, hour) => {
    const gap = expectedGap(rhythm, hour)
    return gap === null ? null : Math.round(gap / 60_000)
  })
