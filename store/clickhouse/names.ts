import type { Fact } from '#domain/fact.ts'
import type { Engine } from './engine.ts'
import { ledger, tables } from './ledger.ts'
import { sql, value } from './sql.ts'

const table = tables['warroom.ledger']
const slow = { label: 'facts/names', maxSeconds: 120, settings: { optimize_use_projections: 0, max_threads: 1 } }

/** What a booker must remember of every event: how it is called, and over whom its uniqueness is settled. */
export type EventName = Pick<Fact, 'source' | 'event_id' | 'subject'>

/**
 * The names of the sent events with `afterSeq < seq ≤ uptoSeq`; `slice` of `slices` equal parts by hash, since an
 * answer holds a million rows at most. An event comes once for every subject it ever had.
 */
export async function eventNames(
  engine: Engine,
  asked: { afterSeq: number; uptoSeq: number; slice: number; slices: number },
): Promise<EventName[]> {
  return engine.query<EventName>(
    sql`SELECT source, event_id, subject FROM ${table}
      WHERE ${ledger.seq} > ${value(asked.afterSeq, 'UInt64')} AND ${ledger.seq} <= ${value(asked.uptoSeq, 'UInt64')}
        AND ${ledger.derived} = 0 AND ${ledger.sign} >= 0
        AND cityHash64(event_id) % ${value(asked.slices, 'UInt64')} = ${value(asked.slice, 'UInt64')}`,
    slow,
  )
}

/** Which persons are joined by surviving `identify` events, and by how many. */
export async function survivingJoins(engine: Engine): Promise<{ person: string; same_as: string; events: number }[]> {
  const rows = await engine.query<{ person: string; same_as: string; events: string }>(
    sql`SELECT person, same_as, sum(sign) AS events FROM ${table}
      WHERE ${ledger.kind} = 'identify' AND ${ledger.derived} = 0 GROUP BY person, same_as HAVING events > 0`,
    slow,
  )
  return rows.map((row) => ({ ...row, events: Number(row.events) }))
}
