import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Fact } from '#domain/fact.ts'
import { normaliseCustomer } from '#ingest/steps/person.ts'
import { readFacts } from '#store/clickhouse/facts.ts'
import { recount, type SentRow } from '../oracle/ledger.ts'
import { dealer, openRig, START, type Rig } from './rig.ts'

let rig: Rig
let cases = 0
beforeAll(async () => {
  rig = await openRig()
  await rig.send([dealer('D1'), dealer('D2')], { stream: 'dealers' })
})
afterAll(() => rig.close())

const HOUR = 3_600_000
const iso = (hours: number): string => new Date(START - 100 * HOUR + hours * HOUR).toISOString()

/** An event and what its source recorded of it later, in order of recording. */
const story = fc.record({
  kind: fc.constantFrom('lead', 'lead', 'visit', 'card', 'order'),
  customer: fc.integer({ min: 0, max: 2 }),
  dealer: fc.constantFrom('D1', 'D2'),
  happened: fc.integer({ min: 0, max: 20 }),
  revisions: fc.array(
    fc.record({ later: fc.integer({ min: 0, max: 9 }), void: fc.boolean(), model: fc.constantFrom('X5', 'X3') }),
    { minLength: 1, maxLength: 3 },
  ),
})
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never

function told(n: number, stories: readonly Story[]): (SentRow & { recorded_at: string })[] {
  return stories.flatMap(({ kind, customer, dealer: dealer_id, happened, revisions }, i) => {
    let recorded = happened
    return revisions.map((one, revision) => {
      recorded += one.later
      const base = { source: `case${n}`, event_id: `e${i}`, revision, recorded_at: iso(recorded) }
      if (one.void && revision > 0) return { ...base, void: true }
      return {
        ...base, kind, dealer_id, occurred_at: iso(happened), customer: `1${3_000_000_000 + n * 10 + customer}`, lead_id: `L${customer}`,
        order_id: `O${i}`, model: one.model,
      } // prettier-ignore
    })
  })
}

const net = (facts: readonly Fact[]): unknown[] => {
  const sums = new Map<string, number>()
  for (const { kind, event_id, model, sign, units } of facts) {
    const cell = `${kind} ${event_id} ${model}`
    sums.set(cell, (sums.get(cell) ?? 0) + sign * units)
  }
  return [...sums].filter(([, n]) => n !== 0).sort()
}

it('history told in one batch can be asked for as it was known at every moment', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(story, { minLength: 1, maxLength: 8 }), async (stories) => {
      const n = ++cases
      const rows = told(n, stories)
      const start = rig.ingest.head().seq
      expect(await rig.send(rows, { history: true, priority: 'bulk' })).toMatchObject({
        rejected: [],
        held: 0,
        duplicate: 0,
      })
      const facts = await readFacts(rig.stores.engine, { afterSeq: start, uptoSeq: rig.ingest.head().seq })
      for (const moment of new Set(rows.map((row) => Date.parse(row.recorded_at)))) {
        const known = rows.filter((row) => Date.parse(row.recorded_at) <= moment)
        const expected = recount(known, { rule: 'ever', dealerCode: (code) => code, customerKey: normaliseCustomer })
        expect(net(facts.filter(({ received_at }) => received_at <= moment))).toEqual(
          expected.map(({ kind, row }) => [`${kind} ${row.event_id} ${String(row.model)}`, 1]).sort(),
        )
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 60), seed: 11 },
  )
})

it('history without recorded_at counts from when it happened; live rows never before the last one', async () => {
  const row = (event_id: string, day: string) => ({
    event_id,
    source: 'plain',
    kind: 'traffic',
    dealer_id: 'D1',
    occurred_at: `${day}T10:00:00+08:00`,
    units: 7,
  })
  const start = rig.ingest.head().seq
  await rig.send([row('a', '2026-03-05'), row('b', '2025-03-05')], { history: true, priority: 'bulk' })
  rig.clock -= 5_000
  await rig.send([row('c', '2026-11-01')])
  const facts = await readFacts(rig.stores.engine, { afterSeq: start, uptoSeq: rig.ingest.head().seq })
  expect(facts.map(({ received_at }) => received_at)).toEqual([
    Date.parse('2026-03-05T02:00:00Z'),
    Date.parse('2025-03-05T02:00:00Z'),
    START,
  ])
})
