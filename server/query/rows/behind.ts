import type { Fact } from '#domain/fact.ts'
import type { Outcome } from '#domain/journey/counters.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import type { RangeName } from '#domain/range.ts'
import type { VehicleBook } from '#domain/stock/vehicles.ts'
import type { Figure, Key } from '#domain/view.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { decodeFact } from '#store/clickhouse/ledger.ts'
import { buildPicked } from '../build.ts'
import type { ListedRow } from '../listed.ts'
import { ask } from '../run.ts'

/** The cell whose rows are asked for: a plan narrowed to it and to one additive measure, at a sequence. */
export interface Cell {
  engine: Engine
  vehicles: () => VehicleBook
  plan: Plan
  key: Key
  range: RangeName
  /** Mode cohort: which of a stage's entrants. */
  part: Outcome
  organisation: Organisation
  seq: number
  /** How a ledger entry is listed to the asker. */
  list: (fact: Fact) => ListedRow
}

/** What stands behind a number. */
export interface Behind {
  /** How many rows there are, all pages. */
  total: number
  /** What their signed units, or amounts, add up to. */
  figure: Figure
  /** A duration's own figure: that of the rows' `took`. */
  value?: number | null
  /** Rows below a sequence, newest first. */
  page(before: number, limit: number): Promise<ListedRow[]>
}

/** An entry, and with how many units it counts. */
export interface Counting {
  seq: number
  units: number
  took?: number
}

/** Ledger entries, newest first, each with the units with which it counts instead of its own. */
export async function listCounting({ engine, list }: Cell, counting: readonly Counting[]): Promise<ListedRow[]> {
  if (counting.length === 0) return []
  const own = new Map(counting.map((one) => [one.seq, one]))
  const rows = await ask<Record<string, unknown>>(engine, buildPicked([...own.keys()]), 'rows')
  return rows.map((row) => {
    const listed = list(decodeFact(row))
    const { units, took } = own.get(listed.seq)!
    return { ...listed, sign: Math.sign(units), units: Math.abs(units), ...(took !== undefined && { took }) }
  })
}
