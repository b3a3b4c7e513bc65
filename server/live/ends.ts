import { sliceFields } from '#domain/counter.ts'
import type { Fact } from '#domain/fact.ts'
import type { Plan } from '#domain/plan.ts'
import type { Zone } from '#domain/zone.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { empty, join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { columnsOf, dimensionsOf } from './raw.ts'
import type { MovedEnd } from './step.ts'

/** A view whose ends moved, with the sequence that it stands at. */
export interface Mover {
  plan: Plan
  seq: number
  ends: readonly MovedEnd[]
}

interface Stretch {
  from: number
  until: number
}

/**
 * The facts whose time has come, for all views together: one read a tick, whatever the number of views. Only the
 * columns that some view of these reads are there, and nothing else may be read from them.
 */
export async function readEnds(engine: Engine, movers: readonly Mover[], zone: Zone): Promise<Fact[]> {
  const stretches = merge(movers.flatMap(({ ends }) => ends))
  if (stretches.length === 0) return []
  const kinds = [...new Set(movers.flatMap(({ plan }) => plan.kinds))]
  const seq = movers.reduce((most, mover) => Math.max(most, mover.seq), 0)
  const wanted = wantedBy(movers)
  const rows = await engine.query<Record<string, unknown>>(
    sql`SELECT seq, sign, kind, day, units, amount, dealer_id,
        toUnixTimestamp64Milli(occurred_at) AS occurred_ms, toUnixTimestamp64Milli(received_at) AS received_ms${join(
          wanted.map((name) => sql`, ${ledger[name]}`),
          empty,
        )}
      FROM ${tables['warroom.ledger']}
      WHERE ${ledger.kind} IN ${value(kinds, 'Array(String)')} AND ${ledger.seq} <= ${value(seq, 'UInt64')} AND ${ledger.sign} != 0
        AND (${join(
          stretches.map((stretch) => within(stretch, zone)),
          sql` OR `,
        )})`,
    { label: 'live/ends', maxSeconds: 5, maxRows: 2_000_000, settings: { optimize_use_projections: 0 } },
  )
  // In place: thousands of rows a second come this way.
  for (const row of rows) {
    row['seq'] = Number(row['seq'])
    row['occurred_at'] = Number(row['occurred_ms'])
    row['received_at'] = Number(row['received_ms'])
    row['amount'] = Number(row['amount'])
  }
  return rows as unknown as Fact[]
}

/** The latest `occurred_at` up to a sequence, epoch ms: no end beyond it can bring a fact. */
export async function readHorizon(engine: Engine, seq: number): Promise<number> {
  const [row] = await engine.query<{ latest: string }>(
    sql`SELECT toUnixTimestamp64Milli(max(occurred_at)) AS latest FROM ${tables['warroom.ledger']} WHERE ${ledger.seq} <= ${value(seq, 'UInt64')}`,
    { label: 'live/horizon', maxSeconds: 30, settings: { optimize_use_projections: 0 } },
  )
  return Number(row?.latest ?? 0)
}

/** The day is part of the table's order, so it finds the place; the instant cuts it out. */
function within({ from, until }: Stretch, zone: Zone): Sql {
  const instant = (at: number) => value(at, "DateTime64(3,'UTC')")
  return sql`(${ledger.day} >= ${value(zone.day(from), 'Date')} AND ${ledger.day} <= ${value(zone.day(until - 1), 'Date')}
    AND ${ledger.occurred_at} >= ${instant(from)} AND ${ledger.occurred_at} < ${instant(until)})`
}

/** Overlapping stretches as one, so that no fact is read twice. */
function merge(ends: readonly MovedEnd[]): Stretch[] {
  const merged: Stretch[] = []
  for (const { from, until } of [...ends].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last && from <= last.until) last.until = Math.max(last.until, until)
    else merged.push({ from, until })
  }
  return merged
}

type Column = Exclude<keyof typeof ledger, keyof typeof ALWAYS>
const ALWAYS = {
  seq: 1,
  sign: 1,
  kind: 1,
  day: 1,
  units: 1,
  amount: 1,
  dealer_id: 1,
  occurred_at: 1,
  received_at: 1,
} as const

function wantedBy(movers: readonly Mover[]): Column[] {
  const columns = new Set<string>()
  for (const { plan } of movers) {
    for (const field of sliceFields(plan.sources.flow)) columns.add(field)
    for (const dimension of dimensionsOf(plan))
      for (const column of columnsOf(dimension, plan.spec.org)) columns.add(column)
  }
  return [...columns]
    .filter((name): name is Column => Object.hasOwn(ledger, name) && !Object.hasOwn(ALWAYS, name))
    .sort()
}
