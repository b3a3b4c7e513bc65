import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Diagnosis } from '#domain/diagnosis/answer.ts'
import { Refusal } from '#domain/errors.ts'
import type { Fact } from '#domain/fact.ts'
import { organise } from '#domain/organisation.ts'
import { fullScope, type Scope } from '#domain/scope.ts'
import { openZone } from '#domain/zone.ts'
import { createDiagnoser, type Diagnoser } from '#server/diagnosis/diagnoser.ts'
import { createAsker, type Asker } from '#server/query/ask.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { tables } from '#store/clickhouse/ledger.ts'
import { sql } from '#store/clickhouse/sql.ts'
import { book, instantOf } from '#tests/oracle/arbitrary.ts'
import { calendar } from '#tests/oracle/calendar.ts'
import { openLedger, restlessMaker } from '#tests/oracle/world.ts'
import { sharedOf, worlds } from './arbitrary.ts'

let engine: Engine
let close: () => Promise<void>
let booked = 0

beforeAll(async () => {
  ;({ engine, close } = await openLedger())
})
afterAll(() => close())

const zone = openZone('Asia/Shanghai')
const organisation = organise(restlessMaker)
const targets: never[] = []
const lamp = { basis: 'pace', warning_from: -0.03, least_target: 10 } as const
const runs = { numRuns: Number(process.env['FUZZ_RUNS'] ?? 4), seed: 20_261_124, endOnFailure: !process.env['FUZZ_SHRINK'] } // prettier-ignore

/** Rooms over a ledger that holds just these facts. */
async function roomOver(facts: readonly Fact[], now: number, head: number): Promise<{ asker: Asker; why: Diagnoser }> {
  await engine.command(sql`TRUNCATE TABLE ${tables['warroom.ledger']}`)
  await insertFacts(engine, facts, `part-${booked++}`)
  const options = {
    engine, zone, calendar, organisation: () => organisation, targets: () => targets, freshness: () => ({}), head: () => head, now: () => now,
  } // prettier-ignore
  const asker = createAsker(options)
  return {
    asker,
    why: createDiagnoser({
      ...options,
      asker,
      retail: 'delivery',
      lamp,
      silent: () => Promise.resolve([]),
    }),
  }
}

/** What a refused question was refused for, instead of an answer. */
const orRefusal = <T>(answer: Promise<T>): Promise<T | string> =>
  answer.catch((error: unknown) => {
    if (error instanceof Refusal) return error.code
    throw error
  })

/** An answer without the questions that lead on from it: they repeat what was asked. */
const bare = (answer: Diagnosis | string) =>
  typeof answer === 'string' ? answer : { ...answer, causes: answer.causes.map((cause) => ({ ...cause, view: null })) }

it('knows nothing of what lies outside the scope: as if the rest did not exist', async () => {
  const east: Scope = { where: { region: ['华东'] } }
  let [compared, caused] = [0, 0]
  await fc.assert(
    fc.asyncProperty(worlds, async ([clock, happenings, questions]) => {
      const now = instantOf(clock, zone.name)
      const facts = book(happenings, now, zone)
      const inEast = ({ dealer_id }: Fact) => organisation.dealer(dealer_id, zone.day(now))?.region === '华东'
      const asked = questions.map((drawn) => {
        const where = { ...drawn.where }
        delete where['region']
        const { shared } = sharedOf(drawn, now, zone)
        const { measure, against, by, dims } = drawn
        return { ...shared, org: 'current', where, measure, compare: against, by, dims }
      })
      const whole = await roomOver(facts, now, facts.length)
      const seen = []
      for (const one of asked) seen.push(await orRefusal(whole.why.diagnose(one, east)))
      const part = await roomOver(facts.filter(inEast), now, facts.length)
      for (const [i, one] of asked.entries()) {
        const told = seen[i]!
        if (typeof told === 'string') continue
        expect(bare(told)).toEqual(bare(await part.why.diagnose(one, east)))
        // Who sees all of the maker is told the same figures of the region; causes are sought beside the others there.
        const alone = await part.why.diagnose({ ...one, where: { ...one.where, region: ['华东'] } }, fullScope)
        expect({ ...told, causes: [] }).toEqual({ ...alone, causes: [] })
        if (told.causes.length > 0) caused++
        compared++
      }
    }),
    runs,
  )
  expect(compared).toBeGreaterThan(10)
  expect(caused).toBeGreaterThan(2)
}, 300_000)

it('splits a step by any two dimensions, exactly, and counts as questions do', async () => {
  const CUTS = ['region', 'area', 'dealer_id', 'model', 'series', 'channel', 'channel_1', 'intent_level'] as const
  const cut = fc.shuffledSubarray([...CUTS], { minLength: 2, maxLength: 2 })
  await fc.assert(
    fc.asyncProperty(worlds, fc.infiniteStream(cut), fc.nat(), async ([clock, happenings, questions], cuts, pick) => {
      const now = instantOf(clock, zone.name)
      const facts = book(happenings, now, zone)
      const { asker, why } = await roomOver(facts, now, facts.length)
      for (const drawn of questions.slice(0, 3)) {
        const { shared } = sharedOf(drawn, now, zone)
        const { measure, against } = drawn
        const [rows, columns] = cuts.next().value!
        const whole = await orRefusal(why.diagnose({ ...shared, measure, compare: against }, fullScope))
        if (typeof whole === 'string') continue
        const step = whole.steps[pick % whole.steps.length]!
        const asked = { ...shared, measure, compare: against, step: step.stage, rows, columns }
        const matrix = await why.matrix(asked, fullScope)
        const size = 1e-9 * Math.max(1, whole.due, whole.actual)
        const { units, mix } = matrix.totals
        expect(Math.abs(units - step.units)).toBeLessThan(size)
        for (const parts of [matrix.rows, matrix.columns, matrix.cells])
          expect(Math.abs(parts.reduce((sum, part) => sum + part.units, 0) - (units - mix))).toBeLessThan(size)
        const answer = await asker.answer({ ...shared, measures: [step.stage], by: [rows!, columns!], compare: [against], limit: 10_000 }, fullScope) // prettier-ignore
        for (const { key, current, [against]: before } of answer.rows) {
          const cell = matrix.cells.find(({ row, column }) => row === key[rows!] && column === key[columns!])
          expect([cell?.actual.count, cell?.baseline.count]).toEqual([current[step.stage], before?.[step.stage]])
        }
      }
    }),
    runs,
  )
}, 300_000)
