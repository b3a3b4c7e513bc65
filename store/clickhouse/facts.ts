import type { Fact } from '#domain/fact.ts'
import type { Engine } from './engine.ts'
import { decodeFact, encodeFact, ledger, tables } from './ledger.ts'
import { sql, value } from './sql.ts'

const table = tables['warroom.ledger']
const columns = Object.values(ledger)
const byBaseTable = { settings: { optimize_use_projections: 0 } }

/**
 * Appends facts as one part: afterwards all are there or none. The token names the batch; the same token again
 * changes nothing. At most 500,000 facts.
 */
export async function insertFacts(engine: Engine, facts: readonly Fact[], token: string): Promise<void> {
  if (facts.length === 0) return
  await engine.insert(table, columns, Buffer.from(facts.map(encodeFact).join('')), { token })
}

/** Facts with `afterSeq < seq ≤ uptoSeq`, in order of seq. */
export async function readFacts(engine: Engine, range: { afterSeq: number; uptoSeq: number }): Promise<Fact[]> {
  const rows = await engine.query<Record<string, unknown>>(
    sql`SELECT * FROM ${table}
      WHERE ${ledger.seq} > ${value(range.afterSeq, 'UInt64')} AND ${ledger.seq} <= ${value(range.uptoSeq, 'UInt64')}
      ORDER BY ${ledger.seq}`,
    { ...byBaseTable, label: 'facts/read', maxSeconds: 60 },
  )
  return rows.map(decodeFact)
}

/** The highest number in the ledger above `above`, or `above` when there is none. Cheap when `above` is the head. */
export async function maxSeq(engine: Engine, above = 0): Promise<number> {
  const [row] = await engine.query<{ top: string }>(
    sql`SELECT max(${ledger.seq}) AS top FROM ${table} WHERE ${ledger.seq} > ${value(above, 'UInt64')}`,
    { ...byBaseTable, label: 'facts/max', maxSeconds: 60 },
  )
  return Math.max(above, Number(row?.top ?? 0))
}

/**
 * Takes away what was written above the head by a booker that died before it moved the head. Rewrites parts:
 * seconds. Answers how many rows were above.
 */
export async function removeAbove(engine: Engine, seq: number): Promise<number> {
  const [row] = await engine.query<{ n: string }>(
    sql`SELECT count() AS n FROM ${table} WHERE ${ledger.seq} > ${value(seq, 'UInt64')}`,
    { ...byBaseTable, label: 'facts/above', maxSeconds: 60 },
  )
  const above = Number(row?.n ?? 0)
  if (above > 0) {
    await engine.command(sql`ALTER TABLE ${table} DELETE WHERE ${ledger.seq} > ${value(seq, 'UInt64')}`, {
      settings: { mutations_sync: 2 },
      maxSeconds: 600,
    })
  }
  return above
}

/** The names an event is known by. */
export interface EventKey {
  source: string
  event_id: string
}

/** Where an event stands: its newest revision, and whether that is an entry (`1`) or a withdrawal (`0`). */
export interface KnownEvent
  extends EventKey, Pick<Fact, 'revision' | 'body_hash' | 'kind' | 'day' | 'dealer_id' | 'seq'> {
  sign: 0 | 1
}

/** What the ledger knows of these events, over all history; unknown ones are left out. Reads `by_event`. */
export async function knownEvents(engine: Engine, keys: readonly EventKey[]): Promise<KnownEvent[]> {
  const asked = new Set(keys.map(keyText))
  const found = new Map<string, KnownEvent>()
  for (const ids of slices(unique(keys.map((key) => key.event_id)))) {
    const rows = await engine.query<Record<string, unknown>>(
      sql`SELECT source, event_id, revision, sign, body_hash, seq, kind, day, dealer_id FROM ${table}
        WHERE ${ledger.event_id} IN ${value(ids, 'Array(String)')} AND ${ledger.sign} >= 0 AND ${ledger.derived} = 0`,
      { label: 'facts/known', maxSeconds: 30 },
    )
    for (const row of rows as unknown as KnownEvent[]) {
      const known = { ...row, revision: Number(row.revision), body_hash: Number(row.body_hash), seq: Number(row.seq) }
      const text = keyText(known)
      const before = found.get(text)
      // Revisions only grow with seq, save that a held event is booked later under the revision that was remembered.
      if (asked.has(text) && (before === undefined || known.seq > before.seq)) found.set(text, known)
    }
  }
  return [...found.values()]
}

/** The whole facts of rows whose place in the ledger is known, in order of seq. */
export async function wholeRows(
  engine: Engine,
  places: readonly Pick<Fact, 'kind' | 'day' | 'dealer_id' | 'seq'>[],
): Promise<Fact[]> {
  const facts: Fact[] = []
  for (const some of slices(places)) {
    const rows = await engine.query<Record<string, unknown>>(
      sql`SELECT * FROM ${table}
        WHERE (${ledger.kind}, ${ledger.day}, ${ledger.dealer_id}) IN (
          SELECT place.1, place.2, place.3 FROM (SELECT arrayJoin(arrayZip(
            ${value(
              some.map((p) => p.kind),
              'Array(String)',
            )},
            ${value(
              some.map((p) => p.day),
              'Array(Date)',
            )},
            ${value(
              some.map((p) => p.dealer_id),
              'Array(String)',
            )})) AS place))
        AND ${ledger.seq} IN ${value(
          some.map((p) => p.seq),
          'Array(UInt64)',
        )}
        ORDER BY ${ledger.seq}`,
      { ...byBaseTable, label: 'facts/whole', maxSeconds: 30 },
    )
    for (const row of rows) facts.push(decodeFact(row))
  }
  return facts.sort((a, b) => a.seq - b.seq)
}

/** An event that still stands, as uniqueness is settled over it. */
export type Surviving = Pick<
  Fact,
  | 'subject'
  | 'kind'
  | 'dealer_id'
  | 'day'
  | 'occurred_at'
  | 'source'
  | 'event_id'
  | 'lead_id'
  | 'person'
  | 'revision'
  | 'seq'
>

/** The sent (not derived) events of these subjects that still stand, in order of seq. Reads `by_subject`. */
export async function survivingBySubject(engine: Engine, subjects: readonly string[]): Promise<Surviving[]> {
  const all: Surviving[] = []
  for (const some of slices(unique(subjects.filter((subject) => subject !== '')))) {
    const rows = await engine.query<Record<string, unknown>>(
      sql`SELECT subject, kind, dealer_id, day, occurred_at, source, event_id, lead_id, person, revision, max(seq) AS top
        FROM ${table}
        WHERE ${ledger.subject} IN ${value(some, 'Array(String)')} AND ${ledger.derived} = 0
        GROUP BY subject, kind, dealer_id, day, occurred_at, source, event_id, lead_id, person, revision
        HAVING sum(sign) > 0`,
      { label: 'facts/subjects', maxSeconds: 30 },
    )
    for (const { top, ...row } of rows) {
      all.push({
        ...(row as unknown as Surviving),
        occurred_at: Date.parse(String(row['occurred_at'])),
        revision: Number(row['revision']),
        seq: Number(top),
      })
    }
  }
  return all.sort((a, b) => a.seq - b.seq)
}

/** Both halves may hold any character, so the length says where the first ends. */
const keyText = (key: EventKey): string => `${key.source.length}:${key.source}:${key.event_id}`

const unique = <T>(all: readonly T[]): T[] => [...new Set(all)]

/** Parts of at most 5,000: short questions, so that others get their turn between them. */
function* slices<T>(all: readonly T[], size = 5_000): Generator<T[]> {
  for (let i = 0; i < all.length; i += size) yield all.slice(i, i + size)
}
