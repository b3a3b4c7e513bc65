import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Temporal } from 'temporal-polyfill'
import { organise } from '#domain/organisation.ts'
import { fullScope } from '#domain/scope.ts'
import { readSettings } from '#domain/settings.ts'
import { openZone } from '#domain/zone.ts'
import { normaliseCustomer } from '#ingest/steps/person.ts'
import { createAsker } from '#server/query/ask.ts'
import { createRows } from '#server/query/rows.ts'
import { openStores, type Stores } from '#store/open.ts'
import { writeMeta } from '#store/postgres/meta.ts'
import { openRig, START, tempFolder, type Rig } from '../ingest/rig.ts'
import { calendar } from './calendar.ts'
import { behind, recountJourneys, type JourneySpec, type RangeName } from './journey.ts'
import { journeyQuestion, journeyWorld, rowsOf } from './journey-arbitrary.ts'
import { recount, type Rule, type SentRow } from './ledger.ts'
import { restlessMaker } from './world.ts'

const folder = tempFolder()
const organisation = organise(restlessMaker)
let stores: Stores
let rig: Rig
let worlds = 0

beforeAll(async () => {
  stores = await openStores(readSettings({ WARROOM_DATA: folder }))
}, 180_000)
afterAll(async () => {
  await rig.close()
  await stores.close()
})

const PARTS = [undefined, 'numerator', 'denominator', 'lost', 'undecided', 'expired']

const byKey = (rows: readonly { key: object }[]) =>
  [...rows].sort((a, b) => (JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1))

// Each rule has worlds and questions of its own.
describe.each<[Rule, string, seed: number]>([
  ['ever', 'Asia/Shanghai', 20_261_122],
  ['opportunity', 'America/New_York', 20_261_123],
  ['days:3', 'Australia/Lord_Howe', 20_261_124],
])('journeys under the rule %s in %s', (rule, tz, seed) => {
  const zone = openZone(tz)

  beforeAll(async () => {
    await rig?.close()
    // The ledger goes on, and its clock never goes back.
    const clock = rig?.clock ?? START
    const settings = { WARROOM_UNIQUE_LEAD_RULE: rule, WARROOM_ZONE: tz }
    await writeMeta(
      stores.postgres,
      'unique_lead_rule',
      JSON.stringify(readSettings(settings).WARROOM_UNIQUE_LEAD_RULE),
    )
    rig = await openRig({ WARROOM_DATA: folder, ...settings }, stores)
    rig.clock = clock + 1_000
    await rig.send(restlessMaker.dealers, { stream: 'dealers' })
  }, 180_000)

  it('are those of a plain recount', async () => {
    const drawn = fc.tuple(journeyWorld, fc.array(journeyQuestion, { minLength: 5, maxLength: 8 }))
    await fc.assert(
      fc.asyncProperty(drawn, async ([batches, questions]) => {
        const n = ++worlds
        const sent: (SentRow & { received: number })[] = []
        for (const batch of batches) {
          rig.clock += 1_000
          const rows = rowsOf(n, batch, START)
          const answer = await rig.send(rows)
          expect(answer.rejected).toEqual([])
          sent.push(...rows.map((row) => ({ ...row, received: rig.clock })))
        }
        const rooms = {
          engine: stores.engine, zone, calendar, organisation: () => organisation, targets: () => [], freshness: () => ({}),
          head: () => rig.ingest.head().seq, now: () => rig.clock,
        } // prettier-ignore
        const [asker, list] = [createAsker(rooms), createRows(rooms)]
        for (const asked of questions) {
          const { ago, known, period, ...question } = asked
          const as_of = START - ago
          const known_at = known === null ? rig.clock : sent[known % sent.length]!.received
          const day = (days: number) => Temporal.PlainDate.from(zone.day(as_of)).add({ days }).toString()
          const spec: JourneySpec = {
            ...question,
            where: { source: [`case${n}-0`, `case${n}-1`], ...question.where },
            period:
              typeof period === 'string' ? period : { from: day(period.from), to: day(period.from + period.days) },
            as_of,
          }
          const { entry, window_days, ...plain } = spec
          const raw = {
            ...plain,
            ...(spec.mode === 'cohort' && { entry, window_days }),
            as_of: zone.iso(as_of),
            known_at: zone.iso(known_at),
          }
          const events = recount(
            sent.filter(({ received }) => received <= known_at),
            { rule, dealerCode: (code) => organisation.dealerCode(code), customerKey: normaliseCustomer },
          )
          const expected = recountJourneys(events, spec, restlessMaker, tz, calendar, normaliseCustomer)
          const answer = await asker.answer(raw, fullScope)
          expect({ spec, rows: byKey(answer.rows), total: answer.total }).toEqual({ spec, rows: byKey(expected.rows), total: expected.total }) // prettier-ignore
          // Of every second answer one cell's figure, another each time, is listed: that takes longer than the answer.
          if ((questions.indexOf(asked) + n) % 2 === 0) continue
          const { key, entrants } = expected.cells[n % expected.cells.length]!
          const measure = spec.measures[n % spec.measures.length]!
          const listable = (['current', ...spec.compare] as RangeName[]).flatMap((range) =>
            PARTS.flatMap((part) => {
              const counting = behind(entrants[range], measure, part, spec)
              return counting ? [{ range, part, counting }] : []
            }),
          )
          const chosen = listable[questions.indexOf(asked) % listable.length]
          if (!chosen) continue
          const { range, part, counting } = chosen
          const page = await list({ ...raw, measures: [measure], key, range, part, limit: 1_000 }, fullScope)
          const sorted = (rows: unknown[][]) => rows.map((row) => JSON.stringify(row)).sort()
          const found = page.rows.map(({ event_id, kind, sign, units, took }) => [event_id, kind, sign * units, took ?? null]) // prettier-ignore
          const wanted = counting.map(({ one: { event }, units, took }) => [event.row.event_id, event.kind, units, took ?? null]) // prettier-ignore
          expect({ spec, chosen: [measure, range, part, key], rows: sorted(found) }).toEqual({ spec, chosen: [measure, range, part, key], rows: sorted(wanted) }) // prettier-ignore
          expect([page.figure, page.total]).toEqual([counting.reduce((sum, { units }) => sum + units, 0), counting.length]) // prettier-ignore
          if (page.value !== undefined && Object.keys(key).length === 0) {
            expect(page.value).toBe(expected.total[range]![measure])
          }
        }
      }),
      {
        // Most of the time goes to the engine, which reads two long statements anew for every question.
        numRuns: Number(process.env['RUNS'] ?? 6),
        seed,
        endOnFailure: process.env['SHRINK'] === undefined,
      },
    )
  }, 300_000)
})
