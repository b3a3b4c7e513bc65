import type { Stretch } from '#domain/alerts/detect.ts'
import type { AlertMeasure } from '#domain/alerts/measures.ts'
import { fullScope } from '#domain/scope.ts'
import { LARGEST_LIMIT } from '#domain/view.ts'
import { addDays, dayNumber } from '#domain/zone.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { sql, value } from '#store/clickhouse/sql.ts'
import type { Asker, AskerOptions } from '../query/ask.ts'
import { ask } from '../query/run.ts'
import type { Paced } from './paced.ts'
import { WEEKS } from './sums.ts'

/** Dealer → counter → units. */
type Counts = ReadonlyMap<string, Readonly<Record<string, number>>>

/** Windows that are remembered: of every day of ten weeks its own and that of the seven days up to it. */
const MOST_KEPT = 2 * 7 * (WEEKS + 2)

const CALLED_DAYS = 35

/**
 * Joins to a stretch of whole days what journeys say of how leads were called. Each stretch is counted as it stood at its
 * own end, so that calls which are still to come are missing in all of them. Journeys are dear to count: what a window
 * came to is kept, and a day needs two new ones.
 */
export function createCalls(rooms: AskerOptions & { asker: Asker; paced: Paced }) {
  const { asker, paced, zone, head } = rooms
  const kept = new Map<string, Counts>()

  const count = async (names: readonly string[], from: string, to: string): Promise<Counts> => {
    const key = [from, to, ...names].join(' ')
    const known = kept.get(key)
    if (known) return known
    const period = { from, to }
    const question = { measures: names, by: ['dealer_id'], period, as_of: zone.iso(zone.instant(to)), limit: LARGEST_LIMIT } // prettier-ignore
    const cells = await paced(() => asker.cells(asker.plan(question, fullScope), head()))
    const counts = new Map(
      [...cells.values()].flatMap(({ key: own, sums }) =>
        typeof own?.['dealer_id'] === 'string'
          ? [[own['dealer_id'], Object.fromEntries(Object.entries(sums.current).map(([name, [units]]) => [name, units]))] as const] // prettier-ignore
          : [],
      ),
    )
    kept.set(key, counts)
    for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest)
    return counts
  }

  return async (stretch: Stretch, measures: readonly AlertMeasure[]): Promise<Stretch> => {
    if (measures.length === 0) return stretch
    const { from, to } = stretch.span
    const days = dayNumber(to) - dayNumber(from)
    const names = measures.map(({ name }) => name)
    // What is not known of the days is not known of their leads: holidays are called through by fewer.
    const leads = stretch.weights.get('unique_lead')
    const weeks: Counts[] = []
    const hasCalls = (week: Counts): boolean =>
      [...week.values()].some((row) => measures.some(({ above }) => row[above]))
    for (let k = 0; k <= WEEKS; k++) {
      const end = addDays(to, -7 * k)
      weeks.push(leads?.[k] === 0 ? new Map() : await count(names, addDays(end, -days), end))
      // Nobody records calls here, this week or last: nothing to be slow about.
      if (k === 1 && !weeks.some(hasCalls)) return stretch
    }
    const [units, weights, doubts] = [new Map(stretch.units), new Map(stretch.weights), new Map(stretch.doubts)]
    const dealers = new Set(weeks.flatMap((week) => [...week.keys()]))
    for (const { above, below } of measures) {
      for (const counter of [above, below!]) {
        const own = new Map([...dealers].map((dealer) => [dealer, weeks.map((week) => week.get(dealer)?.[counter] ?? 0)])) // prettier-ignore
        units.set(counter, new Map([['', own]]))
        weights.set(
          counter,
          weeks.map((week) => (week.size > 0 ? 1 : 0)),
        )
      }
      doubts.set(above, stretch.doubts?.get('unique_lead') ?? 0)
    }
    return { ...stretch, units, weights, doubts }
  }
}

/** Sources that tell of leads and calls, by what came in the last weeks. */
export async function callersOf({ engine, zone, head, now }: AskerOptions): Promise<string[]> {
  const kinds = value(['lead', 'dispatch', 'contact'], 'Array(String)')
  const rows = await ask<{ source: string }>(
    engine,
    sql`SELECT DISTINCT ${ledger.source} FROM ${tables['warroom.ledger']}
WHERE ${ledger.kind} IN ${kinds} AND ${ledger.seq} <= ${value(head(), 'UInt64')} AND ${ledger.day} >= ${value(addDays(zone.day(now()), -CALLED_DAYS), 'Date')}`,
    'rows',
  )
  return rows.map(({ source }) => source)
}
