import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Temporal } from 'temporal-polyfill'
import type { Fact } from '#domain/fact.ts'
import { organise } from '#domain/organisation.ts'
import { fullScope } from '#domain/scope.ts'
import { shelve } from '#domain/stock/vehicles.ts'
import type { StockRow } from '#domain/streams.ts'
import type { Figures, Row, ViewResult } from '#domain/view.ts'
import { openZone } from '#domain/zone.ts'
import { createAsker } from '#server/query/ask.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { tables } from '#store/clickhouse/ledger.ts'
import { sql } from '#store/clickhouse/sql.ts'
import { clock, instantOf, zones } from './arbitrary.ts'
import { calendar } from './calendar.ts'
import { answerStock, type StockSpec } from './stock-answer.ts'
import { bookStock, FLOWS, reports, stockHistory, stockQuestion } from './stock-arbitrary.ts'
import { openLedger, restlessMaker } from './world.ts'

const organisation = organise(restlessMaker)
let engine: Engine
let close: () => Promise<void>
let worlds = 0

beforeAll(async () => {
  ;({ engine, close } = await openLedger())
})
afterAll(() => close())

const byKey = (rows: readonly { key: object }[]) =>
  [...rows].sort((a, b) => (JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1))
const runs = (many: number) => ({
  numRuns: Number(process.env['FUZZ_RUNS'] ?? many),
  seed: 20_261_123,
  endOnFailure: !process.env['FUZZ_SHRINK'],
})

describe.each(zones)('what is in stock in %s', (tz) => {
  const zone = openZone(tz)

  async function open(facts: Fact[], vehicles: StockRow[], asOf: number, head: number) {
    await engine.command(sql`TRUNCATE TABLE ${tables['warroom.ledger']}`)
    await insertFacts(engine, facts, `stock-${tz}-${worlds++}`)
    const book = shelve(vehicles)
    return createAsker({
      engine, zone, calendar, organisation: () => organisation, targets: () => [], vehicles: () => book, freshness: () => ({}), head: () => head, now: () => asOf,
    }) // prettier-ignore
  }

  it('is that of a plain recount', async () => {
    const drawn = fc.tuple(clock, stockHistory, reports, fc.array(stockQuestion, { minLength: 4, maxLength: 6 }))
    await fc.assert(
      fc.asyncProperty(drawn, async ([text, happenings, reported, questions]) => {
        const asOf = instantOf(text, tz)
        const facts = bookStock(happenings, asOf, zone)
        const vehicles = reported(asOf, zone)
        const head = Math.max(0, facts.length - 1)
        const asker = await open(facts, vehicles, asOf, head)
        for (const { known, period, ...question } of questions) {
          const known_at = known === null ? null : asOf - known
          const day = (days: number) => Temporal.PlainDate.from(zone.day(asOf)).add({ days }).toString()
          const spec: StockSpec = {
            ...question,
            measures: [...question.measures],
            where: question.where as StockSpec['where'],
            period:
              typeof period === 'string' ? period : { from: day(period.from), to: day(period.from + period.days) },
            as_of: asOf,
          }
          const visible = facts.filter((fact) => fact.seq <= head && fact.occurred_at < asOf && fact.received_at <= (known_at ?? asOf)) // prettier-ignore
          const expected = answerStock({ facts: visible, vehicles, rows: restlessMaker, tz }, spec)
          const raw = { ...spec, as_of: zone.iso(asOf), ...(known_at !== null && { known_at: zone.iso(known_at) }) }
          const answer = await asker.answer(raw, fullScope)
          expect({ spec, rows: byKey(answer.rows), total: answer.total }).toEqual({ spec, rows: byKey(expected.rows), total: expected.total }) // prettier-ignore
        }
      }),
      runs(20),
    )
  }, 600_000)

  it('carries in what is new less what converted and was lost, in every cell, and every level sums to the one above', async () => {
    const drawn = fc.tuple(clock, stockHistory, fc.constantFrom('today', 'month_to_date', 'year_to_date', 'last_7_days'))
    await fc.assert(
      fc.asyncProperty(drawn, async ([text, happenings, period]) => {
        const asOf = instantOf(text, tz)
        const facts = bookStock(happenings, asOf, zone)
        const asker = await open(facts, [], asOf, facts.length)
        const ask = (by: string[]) =>
          asker.answer({ measures: FLOWS, by, period, compare: ['previous', 'last_year'] }, fullScope)
        const total = await ask([])
        for (const by of [['region'], ['region', 'area'], ['dealer_id', 'model'], ['card_age'], ['month'], ['region', 'month']]) {
          const answer = await ask(by)
          for (const row of [...answer.rows, answer.total]) holdsIdentity(row)
          expect(answer.total).toEqual(total.total)
          if (!by.includes('month')) expect(added(answer)).toEqual(added(total))
          else holdsOver(answer, by)
        }
      }),
      runs(5),
    )
  }, 600_000)
}) // prettier-ignore

const RANGES = ['current', 'previous', 'last_year'] as const

function holdsIdentity(row: Omit<Row, 'key'>): void {
  for (const range of RANGES) {
    const held = row[range] as Record<string, number> | null | undefined
    if (!held) continue
    for (const of of ['card', 'order']) {
      const [before, fresh, done, gone, after] = ['carried_in', 'new', 'converted', 'lost', 'carried_out'].map((part) => held[`${of}_${part}`]!) // prettier-ignore
      expect(before! + fresh! - done! - gone!).toBe(after)
    }
  }
}

/** The sum of all rows, by range and measure. */
const added = ({ rows }: Pick<ViewResult, 'rows'>) =>
  RANGES.map((range) =>
    FLOWS.map((name) => rows.reduce((sum, row) => sum + ((row[range]?.[name] as number | undefined) ?? 0), 0)),
  )

/** What one month carries out the next carries in, wherever both have a row. */
function holdsOver({ rows }: ViewResult, by: readonly string[]): void {
  const ordered = [...rows].sort((a, b) => (a.key['month']! < b.key['month']! ? -1 : 1))
  for (const row of ordered) {
    const next = ordered.find(
      ({ key }) =>
        key['month']! > row.key['month']! && by.every((name) => name === 'month' || key[name] === row.key[name]),
    )
    if (!next) continue
    const figures = (one: Row) => one.current as Figures & Record<string, number>
    for (const of of ['card', 'order'])
      expect(figures(next)[`${of}_carried_in`]).toBe(figures(row)[`${of}_carried_out`])
  }
}
