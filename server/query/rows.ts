import { Refusal } from '#domain/errors.ts'
import { splitsIntake } from '#domain/journey/intake.ts'
import type { Organisation } from '#domain/organisation.ts'
import { planView, stateRanges, type Plan } from '#domain/plan.ts'
import type { StatedRange } from '#domain/range.ts'
import { narrow } from '#domain/samestore/narrow.ts'
import type { Scope } from '#domain/scope.ts'
import { stockCounter } from '#domain/stock/counters.ts'
import type { Figure } from '#domain/view.ts'
import type { AskerOptions } from './ask.ts'
import { authorise } from './authorise.ts'
import { writeCursor } from './cursor.ts'
import { lister, type ListedRow } from './listed.ts'
import type { Behind, Cell } from './rows/behind.ts'
import { listEntries } from './rows/entries.ts'
import { listJourneys } from './rows/journeys.ts'
import { listAdvisors, listCars } from './rows/standing.ts'
import { listStock } from './rows/stock.ts'
import { planOfCell, planOfSide, readRowsSpec, type RowsSpec } from './rowspec.ts'

export interface RowsAnswer {
  seq: number
  as_of: string
  range: StatedRange | undefined
  rows: ListedRow[]
  /** Entries behind the number, all pages. */
  total: number
  /** The number itself: of a duration, how many journeys it was measured over. */
  figure: Figure
  /** A duration's own figure, in its unit. */
  value?: number | null
  /** Where the next page begins; absent on the last. */
  next: string | null
}

/** A number with what stands behind it, at a sequence and a clock: pages of it fit together. */
export interface Listing extends Behind {
  plan: Plan
  organisation: Organisation
  seq: number
  /** Below which the first page begins. */
  first: number
}

/** Opens the listing of a cell. Throws a `Refusal`. */
export async function openListing(options: AskerOptions, asked: RowsSpec, scope: Scope): Promise<Listing> {
  const { engine, zone, calendar } = options
  const { spec, key, range, part, side, cursor } = asked
  const now = options.now()
  if (cursor && cursor.as_of > now)
    throw new Refusal('bad_spec', 'cursor is not one that an earlier page gave', { path: 'cursor' })
  const organisation = options.organisation()
  authorise(spec, scope, organisation, zone.day(now))
  const whole = planView(spec, scope, { as_of: cursor?.as_of ?? now, zone, calendar }, options.dictionary)
  const plan = planOfSide(planOfCell(narrow(whole, organisation), key, organisation), side)
  const seq = Math.min(cursor?.seq ?? Infinity, options.head())
  const list = lister(plan, scope)
  const vehicles = options.vehicles ?? (() => new Map())
  const behind = await listOf({ engine, vehicles, plan, key, range, part, organisation, seq, list })
  return { ...behind, plan, organisation, seq, first: Math.max(seq, behind.total) + 1 }
}

/** A listing of the kind that a measure is counted by; one side of a quotient is counted in one way. */
function listOf(cell: Cell): Promise<Behind> | Behind {
  const { flow, journey, stock, crew } = cell.plan.sources
  if ([flow, journey, stock, crew].filter((some) => some.length > 0).length > 1) {
    throw new Refusal('bad_spec', 'this figure is counted in several ways; list what it is made of', {
      path: 'measures[0]',
    })
  }
  if (crew.length > 0) return listAdvisors(cell)
  if (stock.length > 0)
    return stock.some(({ name }) => stockCounter(name).of === 'vehicles') ? listCars(cell) : listStock(cell)
  return journey.length > 0 || splitsIntake(cell.plan.spec) ? listJourneys(cell) : listEntries(cell)
}

/** Lists what stands behind a number, newest entry first; corrections show as entry, reversal and entry. */
export function createRows(options: AskerOptions): (raw: unknown, scope: Scope) => Promise<RowsAnswer> {
  return async (raw, scope) => {
    const asked = readRowsSpec(raw)
    const { limit, cursor, range } = asked
    const { plan, seq, first, total, figure, value, page } = await openListing(options, asked, scope)
    const found = await page(cursor?.before ?? first, limit + 1)
    const rows = found.slice(0, limit)
    return {
      seq,
      as_of: options.zone.iso(plan.as_of),
      range: stateRanges(plan)[range],
      rows,
      total,
      figure,
      ...(value !== undefined && { value }),
      next: found.length > limit ? writeCursor({ seq, as_of: plan.as_of, before: rows.at(-1)!.seq }) : null,
    }
  }
}
