import type { Fact } from '#domain/fact.ts'
import type { Freshness, SourceFreshness } from '#domain/view.ts'
import type { Zone } from '#domain/zone.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { sql, value } from '#store/clickhouse/sql.ts'

/** The newest entry of each source: when it was received, and when the newest surviving thing happened. */
export interface FreshnessBook {
  /** Reads where every source stands up to a sequence; later facts are told by `note`. */
  load(engine: Engine, head: number): Promise<void>
  /** Booked facts, in order of sequence. */
  note(facts: readonly Fact[]): void
  /** What sources said of themselves: complete up to, epoch ms. Replaces what was said before. */
  watermarks(upto: ReadonlyMap<string, number>): void
  /** As it stands after the facts noted so far. The same object until something changes. */
  at(): Freshness
}

interface Newest {
  received_at: number
  occurred_at: number
}

export function createFreshness(zone: Zone): FreshnessBook {
  const newest = new Map<string, Newest>()
  let marks: ReadonlyMap<string, number> = new Map()
  let stated: Freshness | undefined
  const see = (source: string, received_at: number, occurred_at: number): void => {
    const known = newest.get(source)
    if (!known) newest.set(source, { received_at, occurred_at })
    else {
      known.received_at = Math.max(known.received_at, received_at)
      known.occurred_at = Math.max(known.occurred_at, occurred_at)
    }
    stated = undefined
  }
  const state = (): Freshness => {
    const entries = [...newest]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([source, at]): [string, SourceFreshness] => {
        const watermark = marks.get(source)
        return [
          source,
          {
            received_at: zone.iso(at.received_at),
            occurred_at: zone.iso(at.occurred_at),
            ...(watermark !== undefined && { watermark: zone.iso(watermark) }),
          },
        ]
      })
    return Object.fromEntries(entries)
  }
  return {
    load: async (engine, head) => {
      const rows = await engine.query<{ source: string; received: string; occurred: string }>(
        sql`SELECT ${ledger.source}, max(${ledger.received_at}) AS received, maxIf(${ledger.occurred_at}, ${ledger.sign} = 1) AS occurred
          FROM ${tables['warroom.ledger']}
          WHERE ${ledger.seq} <= ${value(head, 'UInt64')}
          GROUP BY ${ledger.source}`,
        { label: 'query/freshness', maxSeconds: 60, settings: { optimize_use_projections: 0 } },
      )
      for (const { source, received, occurred } of rows) see(source, Date.parse(received), Date.parse(occurred))
    },
    note: (facts) => {
      for (const { source, received_at, occurred_at, sign } of facts)
        see(source, received_at, sign === 1 ? occurred_at : 0)
    },
    watermarks: (upto) => {
      marks = upto
      stated = undefined
    },
    at: () => (stated ??= state()),
  }
}
