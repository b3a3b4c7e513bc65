import type { Fact } from '#domain/fact.ts'
import type { Engine } from './engine.ts'
import { decodeFact, ledger, tables } from './ledger.ts'
import { sql, value } from './sql.ts'

const table = tables['warroom.ledger']

/** Where a derived entry was booked: under the day and dealer of the event that holds it. */
export type DerivedPlace = Pick<Fact, 'kind' | 'day' | 'dealer_id' | 'event_id'>

/**
 * The derived entries (sign 1) at these places, in order of seq; of an entry that was reversed and booked again there
 * are several. Reads by the ledger's own order.
 */
export async function derivedEntries(engine: Engine, places: readonly DerivedPlace[]): Promise<Fact[]> {
  const facts: Fact[] = []
  for (let i = 0; i < places.length; i += 5_000) {
    const some = places.slice(i, i + 5_000)
    const [kinds, days, dealers, ids] = [
      value(some.map((p) => p.kind), 'Array(String)'),
      value(some.map((p) => p.day), 'Array(Date)'),
      value(some.map((p) => p.dealer_id), 'Array(String)'),
      value([...new Set(some.map((p) => p.event_id))], 'Array(String)'),
    ] // prettier-ignore
    const rows = await engine.query<Record<string, unknown>>(
      sql`SELECT * FROM ${table}
        WHERE (${ledger.kind}, ${ledger.day}, ${ledger.dealer_id}) IN (
          SELECT place.1, place.2, place.3 FROM (SELECT arrayJoin(arrayZip(${kinds}, ${days}, ${dealers})) AS place))
        AND ${ledger.event_id} IN ${ids} AND ${ledger.derived} = 1 AND ${ledger.sign} = 1
        ORDER BY ${ledger.seq}`,
      { settings: { optimize_use_projections: 0 }, label: 'facts/derived', maxSeconds: 30 },
    )
    for (const row of rows) facts.push(decodeFact(row))
  }
  return facts.sort((a, b) => a.seq - b.seq)
}
