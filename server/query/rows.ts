import { figures } from '#domain/answer.ts'
import { grow, type GrowingSums } from '#domain/cells.ts'
import { Refusal } from '#domain/errors.ts'
import type { Organisation } from '#domain/organisation.ts'
import { planView, stateRanges, type Plan } from '#domain/plan.ts'
import type { StatedRange } from '#domain/range.ts'
import { narrow } from '#domain/samestore/narrow.ts'
import type { Scope } from '#domain/scope.ts'
import type { Figure } from '#domain/view.ts'
import { decodeFact } from '#store/clickhouse/ledger.ts'
import type { AskerOptions } from './ask.ts'
import { authorise } from './authorise.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { buildEntries, buildPicked, type RawLine } from './build.ts'
import { writeCursor } from './cursor.ts'
import { buildEntrants } from './journey/entrants.ts'
import { readPeople } from './journey/people.ts'
import { lister, type ListedRow } from './listed.ts'
import { planOfCell, readRowsSpec, type RowsSpec } from './rowspec.ts'
import { ask, countersOfLine } from './run.ts'
import { stockEntries } from './stock/entries.ts'

export interface RowsAnswer {
  seq: number
  as_of: string
  range: StatedRange | undefined
  rows: ListedRow[]
  /** Entries behind the number, all pages. */
  total: number
  /** The number itself. */
  figure: Figure
  /** Where the next page begins; absent on the last. */
  next: string | null
}

/** A number with what stands behind it, at a sequence and a clock: pages of it fit together. */
export interface Listing {
  plan: Plan
  organisation: Organisation
  seq: number
  total: number
  figure: Figure
  /** Entries below a sequence, newest first. */
  page(before: number, limit: number): Promise<ListedRow[]>
}

/** Opens the listing of a cell. Throws a `Refusal`. */
export async function openListing(options: AskerOptions, asked: RowsSpec, scope: Scope): Promise<Listing> {
  const { engine, zone, calendar } = options
  const { spec, key, range, part, cursor } = asked
  const now = options.now()
  if (cursor && cursor.as_of > now)
    throw new Refusal('bad_spec', 'cursor is not one that an earlier page gave', { path: 'cursor' })
  const organisation = options.organisation()
  authorise(spec, scope, organisation, zone.day(now))
  const whole = planView(spec, scope, { as_of: cursor?.as_of ?? now, zone, calendar }, options.dictionary)
  const plan = planOfCell(narrow(whole, organisation), key, organisation)
  const seq = Math.min(cursor?.seq ?? Infinity, options.head())
  if (plan.sources.stock.length > 0) return listStock(engine, { plan, key, range, organisation, seq }, scope)
  const isCohort = spec.mode === 'cohort'
  const questions = isCohort
    ? buildEntrants(plan, organisation, seq, await readPeople(engine, plan, seq), range, part)
    : buildEntries(plan, organisation, range, seq)
  const sums = questions
    ? await ask<Pick<RawLine, 'kind'> & { n: string; u: string; a: string }>(engine, questions.sums, 'rows')
    : []
  const counters = countersOfLine(plan)
  const counted: GrowingSums = {}
  for (const line of sums) for (const name of counters(line)) grow(counted, name, Number(line.u), Number(line.a))
  const measure = plan.measures[0]!
  const entrants = sums.reduce((all, { u }) => all + Number(u), 0)
  const list = lister(plan, scope)
  return {
    plan,
    organisation,
    seq,
    total: sums.reduce((all, { n }) => all + Number(n), 0),
    figure: isCohort ? entrants : (figures([measure], counted)[measure.name] as Figure),
    page: async (before, limit) => {
      if (!questions) return []
      const rows = await ask<Record<string, unknown>>(engine, questions.page(before, limit), 'rows')
      return rows.map((row) => list(decodeFact(row)))
    },
  }
}

/** A stock figure's entries are known at once, so a page is a look-up of some of them. */
async function listStock(engine: Engine, cell: Parameters<typeof stockEntries>[1], scope: Scope): Promise<Listing> {
  const { plan, organisation, seq } = cell
  const entries = await stockEntries(engine, cell)
  const newest = [...entries.keys()].sort((a, b) => b - a)
  const list = lister(plan, scope)
  return {
    plan,
    organisation,
    seq,
    total: entries.size,
    figure: [...entries.values()].reduce((sum, units) => sum + units, 0),
    page: async (before, limit) => {
      const wanted = newest.filter((one) => one < before).slice(0, limit)
      if (wanted.length === 0) return []
      const rows = await ask<Record<string, unknown>>(engine, buildPicked(wanted), 'rows')
      return rows.map((row) => {
        const listed = list(decodeFact(row))
        const units = entries.get(listed.seq)!
        return { ...listed, sign: Math.sign(units), units: Math.abs(units) }
      })
    },
  }
}

/** Lists what stands behind a number, newest entry first; corrections show as entry, reversal and entry. */
export function createRows(options: AskerOptions): (raw: unknown, scope: Scope) => Promise<RowsAnswer> {
  return async (raw, scope) => {
    const asked = readRowsSpec(raw)
    const { limit, cursor, range } = asked
    const { plan, seq, total, figure, page } = await openListing(options, asked, scope)
    const found = await page(cursor?.before ?? seq + 1, limit + 1)
    const rows = found.slice(0, limit)
    return {
      seq,
      as_of: options.zone.iso(plan.as_of),
      range: stateRanges(plan)[range],
      rows,
      total,
      figure,
      next: found.length > limit ? writeCursor({ seq, as_of: plan.as_of, before: rows.at(-1)!.seq }) : null,
    }
  }
}
