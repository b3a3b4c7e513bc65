import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organise } from '#domain/organisation.ts'
import { fullScope } from '#domain/scope.ts'
import { openZone, type Zone } from '#domain/zone.ts'
import { createDiagnoser } from '#server/diagnosis/diagnoser.ts'
import { createAsker } from '#server/query/ask.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { tables } from '#store/clickhouse/ledger.ts'
import { sql } from '#store/clickhouse/sql.ts'
import { sharedOf, worlds, type Asked } from '#tests/diagnosis/arbitrary.ts'
import { book, instantOf, zones, type Happening } from './arbitrary.ts'
import { calendar } from './calendar.ts'
import { partsOfGap } from './gap.ts'
import { recount } from './recount.ts'
import { openLedger, restlessMaker } from './world.ts'

let engine: Engine
let close: () => Promise<void>
let booked = 0
let told = 0
let alive = 0

beforeAll(async () => {
  ;({ engine, close } = await openLedger())
})
afterAll(() => close())

const organisation = organise(restlessMaker)
const runs = { numRuns: Number(process.env['FUZZ_RUNS'] ?? 5), seed: 20_261_123, endOnFailure: !process.env['FUZZ_SHRINK'] } // prettier-ignore
const FUNNEL = ['unique_lead', 'first_visit', 'test_drive', 'order', 'deal', 'delivery']

async function judge(zone: Zone, clock: string, happenings: readonly Happening[], questions: readonly Asked[]) {
  const asOf = instantOf(clock, zone.name)
  const facts = book(happenings, asOf, zone)
  await engine.command(sql`TRUNCATE TABLE ${tables['warroom.ledger']}`)
  await insertFacts(engine, facts, `why-${zone.name}-${booked++}`)
  const head = Math.max(0, facts.length - 2)
  const targets: never[] = []
  const options = {
    engine, zone, calendar, organisation: () => organisation, targets: () => targets, freshness: () => ({}), head: () => head, now: () => asOf,
  } // prettier-ignore
  const lamp = { basis: 'pace', warning_from: -0.03, least_target: 10 } as const
  const diagnoser = createDiagnoser({ ...options, asker: createAsker(options), retail: 'delivery', lamp, silent: async () => [] }) // prettier-ignore
  for (const drawn of questions) {
    const { shared, known_at } = sharedOf(drawn, asOf, zone)
    const { measure, against, by, dims } = drawn
    const stages = measure === 'invoice' ? [...FUNNEL.slice(0, 4), 'invoice'] : FUNNEL.slice(0, FUNNEL.indexOf(measure) + 1) // prettier-ignore
    const oracle = { ...shared, measures: stages, by: [], compare: [against], as_of: asOf, known_at, order: [], limit: 10_000 } // prettier-ignore
    const whole = recount(facts, oracle, restlessMaker, zone.name, calendar, head)
    const asked = { ...shared, measure, compare: against, by, dims }
    if (!whole.spans[against]) {
      await expect(diagnoser.diagnose(asked, fullScope)).rejects.toMatchObject({ code: 'bad_spec', path: 'compare' })
      continue
    }
    const answer = await diagnoser.diagnose(asked, fullScope)
    const counts = (figures: unknown) => stages.map((stage) => (figures as Record<string, number> | null)?.[stage] ?? 0)
    const [before, after] = [counts(whole.total[against]), counts(whole.total.current)]
    expect([answer.due, answer.actual, answer.gap]).toEqual([before.at(-1), after.at(-1), after.at(-1)! - before.at(-1)!]) // prettier-ignore
    if (answer.gap !== 0) told++
    if (before.at(-1)! > 0 && after.at(-1)! > 0) alive++

    const parts = partsOfGap(before, after)
    const size = 1e-9 * Math.max(1, ...before, ...after)
    answer.steps.forEach((step, i) => {
      expect(Math.abs(step.units - parts[i]!)).toBeLessThan(size)
      expect([step.stage, step.baseline.count, step.actual.count]).toEqual([stages[i], before[i], after[i]])
      expect(Math.abs(step.gained + step.lost + step.mix - step.units)).toBeLessThan(size)
    })
    expect(Math.abs(sum(answer.steps.map(({ units }) => units)) - answer.gap)).toBeLessThan(size)
    expect(Math.abs(sum(answer.steps.map(({ mix }) => mix)))).toBeLessThan(size)

    const parted = recount(facts, { ...oracle, by: [answer.by] }, restlessMaker, zone.name, calendar, head)
    const gaps = parted.rows.map(({ key, current, [against]: then }) => [key[answer.by]!, counts(current).at(-1)! - counts(then).at(-1)!] as const) // prettier-ignore
    expect(Object.fromEntries(answer.nodes.map(({ key, gap }) => [key[answer.by], gap]).filter(([, gap]) => gap !== 0))).toEqual(Object.fromEntries(gaps.filter(([, gap]) => gap !== 0))) // prettier-ignore
    for (const { gap, steps } of answer.nodes) expect(Math.abs(sum(steps) - gap)).toBeLessThan(size)
    answer.steps.forEach(({ units, mix }, i) => {
      expect(Math.abs(sum(answer.nodes.map(({ steps }) => steps[i]!)) - (units - mix))).toBeLessThan(size)
    })
  }
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)

describe.each(zones)('a gap in %s', (tz) => {
  it('is that of a plain recount, and splits as the definition says', async () => {
    const zone = openZone(tz)
    await fc.assert(
      fc.asyncProperty(worlds, ([clock, happenings, questions]) => judge(zone, clock, happenings, questions)),
      runs,
    )
  }, 300_000)
})

it('was often one, of ranges that both ended in something', () => {
  expect(told).toBeGreaterThan(30)
  expect(alive).toBeGreaterThan(15)
})
