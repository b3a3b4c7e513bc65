import type { Key } from '#domain/view.ts'
import type { StockCounter, StockLevels, StockSubject } from '#domain/stock/counters.ts'
import { instantsOf, type Span } from '#domain/stock/spans.ts'
import { standing, type VehicleBook } from '#domain/stock/vehicles.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { join, sql, type Sql } from '#store/clickhouse/sql.ts'
import { ask } from '../run.ts'
import { buildCards } from './cards.ts'
import { column, MOST_INSTANTS } from './columns.ts'
import { attributesOf } from './keys.ts'
import { buildLeads } from './leads.ts'
import { buildOrders } from './orders.ts'
import { buildRetail } from './retail.ts'
import type { Asked } from './survivors.ts'

/** The levels of one key at every instant that was asked for. */
export interface Line {
  /** Values of the dimensions that are neither buckets nor age; `null` when absent. */
  key: Key
  /** The entry's sequence, where each is told for itself. */
  seq: number
  /** Day number from which the age counts, `null` where it was not asked for. */
  age: number | null
  /** Units at an instant, epoch ms. */
  at(level: StockCounter['level'], instant: number): number
}

type Raw = Record<string, string | number>

/** Reads the levels of one subject: statements of some instants each. Throws `store_unavailable`. */
export async function readLevels(
  engine: Engine,
  vehicles: VehicleBook,
  asked: Asked,
  of: StockSubject,
  counters: readonly StockCounter[],
  spans: readonly Span[],
): Promise<Line[]> {
  const needed = spans.flatMap((span) => counters.flatMap(({ at }) => instantsOf(asked.plan, span, at)))
  const instants = [...new Set(needed)].sort((a, b) => a - b)
  const levels = [...new Set(counters.map(({ level }) => level))]
  if (of === 'vehicles') return vehicleLines(vehicles, asked, instants)
  const lines = new Map<string, Line & { units: Map<string, number> }>()
  for (let i = 0; i < instants.length; i += MOST_INSTANTS) {
    const some = instants.slice(i, i + MOST_INSTANTS)
    const sums = statement(asked, of, spans, some, levels, instants[0]!)
    const question = asked.each ? sql`SELECT * FROM (${sums}) WHERE ${anything(some, levels)}` : sums
    for (const raw of await ask<Raw>(engine, question, 'stock')) {
      const line = lineOf(lines, asked, raw)
      some.forEach((instant, n) => {
        for (const level of levels) line.units.set(`${level} ${instant}`, Number(raw[`${level}_${n}`]))
      })
    }
  }
  return [...lines.values()]
}

/** Most entries were something once and are nothing at the instants asked for. */
const anything = (instants: readonly number[], levels: readonly StockCounter['level'][]): Sql =>
  join(instants.flatMap((_, n) => levels.map((level) => sql`${column(level as never, n)} != 0`)), sql` OR `) // prettier-ignore

function statement(
  asked: Asked,
  of: Exclude<StockSubject, 'vehicles'>,
  spans: readonly Span[],
  instants: readonly number[],
  levels: readonly string[],
  since: number,
): Sql {
  switch (of) {
    case 'cards':
      return buildCards(asked, spans, instants, levels as StockLevels['cards'][])
    case 'orders':
      return buildOrders(asked, spans, instants, levels as StockLevels['orders'][])
    case 'leads':
      return buildLeads(asked, spans, instants)
    case 'retail':
      return buildRetail(asked, spans, instants, levels as StockLevels['retail'][], since)
  }
}

function lineOf(lines: Map<string, Line & { units: Map<string, number> }>, asked: Asked, raw: Raw) {
  const names = attributesOf(asked)
  const text = JSON.stringify([...names.map((_, i) => raw[`k${i}`]), raw['age'], raw['entry']])
  let line = lines.get(text)
  if (!line) {
    const units = new Map<string, number>()
    line = {
      key: Object.fromEntries(names.map((name, i) => [name, String(raw[`k${i}`]) || null])),
      seq: Number(raw['entry'] ?? 0),
      age: raw['age'] === undefined ? null : Number(raw['age']),
      units,
      at: (level, instant) => units.get(`${level} ${instant}`) ?? 0,
    }
    lines.set(text, line)
  }
  return line
}

function vehicleLines(book: VehicleBook, { plan, organisation }: Asked, instants: readonly number[]): Line[] {
  return instants.flatMap((moment) =>
    standing(book, plan, organisation, moment).map((shelf): Line => ({
      key: shelf.key,
      seq: 0,
      age: null,
      at: (level, instant) => (instant === moment ? shelf[level as 'on_hand' | 'in_transit' | 'aged_90'] : 0),
    })),
  )
}
