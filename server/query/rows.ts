import { figures } from '#domain/answer.ts'
import { Refusal } from '#domain/errors.ts'
import type { Fact } from '#domain/fact.ts'
import type { Kind } from '#domain/kinds.ts'
import type { Measure } from '#domain/measure.ts'
import { planView, stateRanges, type Plan } from '#domain/plan.ts'
import type { StatedRange } from '#domain/range.ts'
import type { Scope } from '#domain/scope.ts'
import { moneyText } from '#domain/value.ts'
import type { Figure } from '#domain/view.ts'
import { decodeFact } from '#store/clickhouse/ledger.ts'
import type { AskerOptions } from './ask.ts'
import { authorise } from './authorise.ts'
import { buildEntries } from './build.ts'
import { writeCursor } from './cursor.ts'
import { planOfCell, readRowsSpec } from './rowspec.ts'
import { ask } from './run.ts'

/** One ledger entry behind a number. Persons and vehicles are left out. `sign × units` over all of them is the number. */
export interface ListedRow {
  seq: number
  sign: number
  units: number
  amount: string | null
  kind: Kind
  occurred_at: string
  received_at: string
  [field: string]: unknown
}

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

const SHOWN = [
  'source', 'event_id', 'revision', 'derived', 'day', 'business_date', 'dealer_id', 'advisor_id', 'lead_id', 'order_id', 'model', 'channel',
  'campaign', 'intent_level', 'sale_type', 'visit_kind', 'purpose', 'via', 'connected', 'follow_level', 'reason', 'competitor_brand',
  'competitor_model', 'audit', 'pay', 'trade_in', 'customer_type', 'attrs',
] as const satisfies (keyof Fact)[] // prettier-ignore

/** Lists what stands behind a number, newest entry first; corrections show as entry, reversal and entry. */
export function createRows(options: AskerOptions): (raw: unknown, scope: Scope) => Promise<RowsAnswer> {
  const { engine, zone, calendar } = options
  return async (raw, scope) => {
    const { spec, key, range, limit, cursor } = readRowsSpec(raw)
    const now = options.now()
    if (cursor && cursor.as_of > now)
      throw new Refusal('bad_spec', 'cursor is not one that an earlier page gave', { path: 'cursor' })
    const organisation = options.organisation()
    authorise(spec, scope, organisation, zone.day(now))
    const asked = planView(spec, scope, { as_of: cursor?.as_of ?? now, zone, calendar })
    const plan = planOfCell(asked, key, organisation)
    const seq = Math.min(cursor?.seq ?? Infinity, options.head())
    const questions = buildEntries(plan, organisation, range, seq)
    const sums = questions
      ? await ask<{ kind: Kind; n: string; u: string; a: string }>(engine, questions.sums, 'rows')
      : []
    const page = questions
      ? await ask<Record<string, unknown>>(engine, questions.page(cursor?.before ?? seq + 1, limit + 1), 'rows')
      : []
    const measure = plan.measures[0]!
    const listed = page.slice(0, limit).map((row) => list(decodeFact(row), measure, plan))
    const counted = Object.fromEntries(sums.map(({ kind, u, a }) => [kind, [Number(u), Number(a)] as [number, number]]))
    return {
      seq,
      as_of: zone.iso(plan.as_of),
      range: stateRanges(plan)[range],
      rows: listed,
      total: sums.reduce((all, { n }) => all + Number(n), 0),
      figure: figures([measure], counted)[measure.name] as Figure,
      next: page.length > limit ? writeCursor({ seq, as_of: plan.as_of, before: listed.at(-1)!.seq }) : null,
    }
  }
}

function list(fact: Fact, measure: Measure, { clock: { zone } }: Plan): ListedRow {
  const factor = measure.terms.find(({ counter }) => counter === fact.kind)!.factor
  const row: ListedRow = {
    seq: fact.seq,
    sign: fact.sign * factor,
    units: fact.units,
    amount: fact.amount === null ? null : moneyText(fact.amount),
    kind: fact.kind,
    occurred_at: zone.iso(fact.occurred_at),
    received_at: zone.iso(fact.received_at),
  }
  for (const name of SHOWN) row[name] = fact[name] === '' ? null : fact[name]
  return row
}
