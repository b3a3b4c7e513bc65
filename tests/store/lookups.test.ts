import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Fact } from '#domain/fact.ts'
import { embedded } from '#store/clickhouse/embedded.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts, knownEvents, survivingBySubject, wholeRows } from '#store/clickhouse/facts.ts'
import { migrate } from '#store/clickhouse/migrate.ts'
import { fact } from './facts.ts'

const folder = mkdtempSync(join(tmpdir(), 'warroom-lookups-'))
let engine: Engine
beforeAll(async () => {
  engine = await embedded(folder)
  await migrate(engine)
})
afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

/** One sender's event as it goes through corrections and withdrawals, booked as the ledger books them. */
const history = fc.array(
  fc.record({
    event: fc.nat(7),
    source: fc.constantFrom('crm', 'dms'),
    withdrawn: fc.boolean(),
    subject: fc.constantFrom('p1', 'p2', "p'3", ''),
    dealer_id: fc.constantFrom('D1', 'D2'),
    day: fc.constantFrom('2025-12-31', '2026-01-01'),
  }),
  { minLength: 1, maxLength: 40 },
)

it('answers what stands as a plain walk through the entries does, whatever was corrected or withdrawn', async () => {
  let seq = 0
  let run = 0
  await fc.assert(
    fc.asyncProperty(history, fc.integer({ min: 1, max: 9 }), async (steps, batch) => {
      run++
      const latest = new Map<string, Fact>()
      const booked: Fact[] = []
      const book = (given: Fact) => {
        const numbered = { ...given, seq: ++seq }
        booked.push(numbered)
        return numbered
      }
      for (const { event, source, withdrawn, subject, dealer_id, day } of steps) {
        const name = `${source}/${event}`
        const before = latest.get(name)
        if (before?.sign === 1) book({ ...before, sign: -1 })
        const own = { source, event_id: `${run}-${event}`, revision: (before?.revision ?? -1) + 1 }
        const next = fact({ ...own, subject: subject && `${run}${subject}`, dealer_id, day, sign: withdrawn ? 0 : 1 })
        latest.set(name, book(next))
      }
      for (let i = 0; i < booked.length; i += batch) {
        await insertFacts(engine, booked.slice(i, i + batch), `${run}:${i}`)
      }
      const inOrder = (a: { seq: number }, b: { seq: number }) => a.seq - b.seq
      const expected = [...latest.values()].sort(inOrder)
      const known = (await knownEvents(engine, expected)).sort(inOrder)
      expect(known).toMatchObject(
        expected.map(({ source, event_id, revision, sign, seq: at }) => ({
          source,
          event_id,
          revision,
          sign,
          seq: at,
        })),
      )
      expect(await wholeRows(engine, known)).toEqual(expected)
      const subjects = ['p1', 'p2', "p'3"].map((p) => `${run}${p}`)
      const standing = await survivingBySubject(engine, subjects)
      expect(standing.map((row) => row.seq)).toEqual(
        expected.filter((f) => f.sign === 1 && subjects.includes(f.subject)).map((f) => f.seq),
      )
    }),
    { numRuns: 15, seed: 5 },
  )
})
