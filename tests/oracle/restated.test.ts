import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCalendar } from '#domain/calendar.ts'
import type { Fact } from '#domain/fact.ts'
import { organise } from '#domain/organisation.ts'
import { fullScope } from '#domain/scope.ts'
import { openZone } from '#domain/zone.ts'
import { createAsker } from '#server/query/ask.ts'
import { createRestated } from '#server/query/restated.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { tables } from '#store/clickhouse/ledger.ts'
import { sql } from '#store/clickhouse/sql.ts'
import { book, clock, history, instantOf, question, zones } from './arbitrary.ts'
import { FLOW_KPIS } from './kpi.ts'
import { recount, type OracleSpec } from './recount.ts'
import { openLedger, restlessMaker } from './world.ts'

const calendar = openCalendar()
const organisation = organise(restlessMaker)
let engine: Engine
let close: () => Promise<void>
let worlds = 0

beforeAll(async () => {
  ;({ engine, close } = await openLedger())
})
afterAll(() => close())

const DAYS = 30
const measures = ['lead', 'net_order', 'order_amount', 'invited_visit', 'visit_order_rate', 'contact_connected_rate']

describe.each(zones)('restated days in %s', (tz) => {
  const zone = openZone(tz)

  it('are those whose plain recount differs between then and now', async () => {
    const where = question.map((drawn) => drawn.where)
    let restated = 0
    const later = fc.constantFrom(null, 0, 3_600_000, 86_400_000 * 2, 86_400_000 * 20)
    await fc.assert(
      fc.asyncProperty(clock, history, where, later, async (text, happenings, where, ago) => {
        const asOf = instantOf(text, tz)
        const facts = book(happenings, asOf, zone)
        await engine.command(sql`TRUNCATE TABLE ${tables['warroom.ledger']}`)
        await insertFacts(engine, facts, `restated-${tz}-${worlds++}`)
        const head = facts.length
        const options = {
          engine, zone, calendar, organisation: () => organisation, targets: () => [], freshness: () => ({}), head: () => head, now: () => asOf,
        } // prettier-ignore
        const since = ago === null ? null : asOf - ago
        const answer = await createRestated(options, createAsker(options))(
          { measures, where, ...(since !== null && { since: zone.iso(since) }) },
          fullScope,
        )

        restated += answer.restated.length
        const today = Temporal.PlainDate.from(zone.day(asOf))
        const expected = Array.from({ length: DAYS - 1 }, (_, i) => today.subtract({ days: i + 1 })).flatMap((day) => {
          const end = day.add({ days: 1 })
          const closed = Math.max(zone.instant(end.toString()), since ?? -Infinity)
          const spec = (known_at: number | null): OracleSpec => ({
            measures, by: [], where, period: { from: day.toString(), to: end.toString() }, compare: [], align: 'elapsed', org: 'current',
            as_of: asOf, known_at, order: [], limit: 1,
          }) // prettier-ignore
          const figuresAt = (known: number | null) =>
            recount(facts, spec(known), restlessMaker, tz, calendar, head).total.current
          const [then, now] = [figuresAt(closed), figuresAt(null)]
          return measures
            .filter((name) => then[name] !== now[name])
            .map((measure) => ({ day: day.toString(), measure, then: then[measure], now: now[measure] }))
        })
        expect(answer.restated.map(({ day, measure, then, now }) => ({ day, measure, then, now }))).toEqual(expected)
        for (const { day, measure, then, now, difference, entries } of answer.restated) {
          if (typeof then === 'number' && typeof now === 'number') expect(difference).toBeCloseTo(now - then, 12)
          if (Object.keys(where).length === 0) expect(entries).toBe(lateEntries(facts, day, measure).length)
        }

        function lateEntries(all: readonly Fact[], day: string, measure: string): Fact[] {
          const { above, below = [] } = FLOW_KPIS[measure]!
          const closed = Math.max(
            zone.instant(Temporal.PlainDate.from(day).add({ days: 1 }).toString()),
            since ?? -Infinity,
          )
          return all.filter(
            (fact) =>
              zone.day(fact.occurred_at) === day &&
              fact.received_at > closed &&
              [...above, ...below].some(({ test }) => test(fact)),
          )
        }
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 32), seed: 20_261_123, endOnFailure: !process.env['FUZZ_SHRINK'] },
    )
    expect(restated).toBeGreaterThan(20)
  }, 300_000)
})
