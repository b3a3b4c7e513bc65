import { expect } from 'vitest'
import { Temporal } from 'temporal-polyfill'
import { shape } from '#domain/answer.ts'
import type { Cells } from '#domain/cells.ts'
import { foldOf } from '#domain/fold.ts'
import { organise } from '#domain/organisation.ts'
import { narrow } from '#domain/samestore/narrow.ts'
import { fullScope } from '#domain/scope.ts'
import type { Zone } from '#domain/zone.ts'
import { createAsker } from '#server/query/ask.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { tables } from '#store/clickhouse/ledger.ts'
import { sql } from '#store/clickhouse/sql.ts'
import { book, instantOf, type Happening, type Question } from './arbitrary.ts'
import { calendar } from './calendar.ts'
import { recount, type OracleSpec } from './recount.ts'
import type { AskedPeriod } from './spans.ts'
import { restlessMaker } from './world.ts'

const organisation = organise(restlessMaker)
let worlds = 0

/** Books happenings as of a local clock, and holds every answer, of the store and of the fold, against the recount. */
export async function judge(
  engine: Engine,
  zone: Zone,
  clock: string,
  happenings: readonly Happening[],
  questions: readonly Question[],
): Promise<void> {
  const asOf = instantOf(clock, zone.name)
  const facts = book(happenings, asOf, zone)
  await engine.command(sql`TRUNCATE TABLE ${tables['warroom.ledger']}`)
  await insertFacts(engine, facts, `world-${zone.name}-${worlds++}`)
  const head = Math.max(0, facts.length - 2)
  const asker = createAsker({
    engine, zone, calendar, organisation: () => organisation, targets: () => [], freshness: () => ({}), head: () => head, now: () => asOf,
  }) // prettier-ignore
  for (const one of questions) {
    const { raw, oracle } = specOf(one, asOf, zone)
    const expected = recount(facts, oracle, restlessMaker, zone.name, calendar, head)
    const plan = asker.plan(raw, fullScope)
    for (const [name, span] of Object.entries(expected.spans))
      expect({ name, ...plan.ranges[name as 'current'] }).toEqual({ name, ...span })
    const answer = await asker.answer(raw, fullScope)
    const { rows, total } = answer
    expect(JSON.stringify({ rows, total })).toBe(JSON.stringify({ rows: expected.rows, total: expected.total }))
    const cells: Cells = new Map()
    const followed = narrow(plan, organisation)
    const fold = foldOf(followed, organisation)
    for (const fact of facts) if (fact.seq <= head) fold.all(cells, fact)
    const folded = shape(followed, cells, [], organisation)
    expect(JSON.stringify({ rows: folded.rows, total: folded.total })).toBe(JSON.stringify({ rows, total }))
  }
}

/** A drawn question as it is sent, and as the oracle reads it. */
function specOf(drawn: Question, asOf: number, zone: Zone): { raw: Record<string, unknown>; oracle: OracleSpec } {
  const { known, dir, period, ...rest } = drawn
  const compare =
    drawn.align === 'lunar' ? ['last_year', ...drawn.compare.filter((name) => name === 'previous')] : drawn.compare
  const order = dir ? [{ measure: drawn.measures.at(-1)!, dir }] : []
  const known_at = known === null ? null : asOf - known
  const spec = { ...rest, compare, order, period: drawnPeriod(period, asOf, zone) }
  return {
    raw: { ...spec, as_of: zone.iso(asOf), ...(known_at !== null && { known_at: zone.iso(known_at) }) },
    oracle: { ...spec, as_of: asOf, known_at: known_at ?? asOf },
  }
}

function drawnPeriod(drawn: Question['period'], asOf: number, zone: Zone): AskedPeriod {
  if (typeof drawn === 'string' || 'window' in drawn) return drawn
  const { from, days, time } = drawn
  const start = Temporal.PlainDate.from(zone.day(asOf)).add({ days: from })
  const edge = (day: Temporal.PlainDate) =>
    time === '' ? day.toString() : zone.iso(instantOf(`${day}${time}`, zone.name))
  return { from: edge(start), to: time === 'T09:30:00' ? edge(start.add({ days })) : start.add({ days }).toString() }
}
