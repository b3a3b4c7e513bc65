import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Fact } from '#domain/fact.ts'
import {
  insertFacts,
  knownEvents,
  maxSeq,
  readFacts,
  removeAbove,
  survivingBySubject,
  wholeRows,
} from '#store/clickhouse/facts.ts'
import { encodeFact, ledger, ledgerColumns, tables } from '#store/clickhouse/ledger.ts'
import { sql, value } from '#store/clickhouse/sql.ts'
import { onBothEngines } from './engines.ts'
import { anyFact, fact } from './facts.ts'

const table = tables['warroom.ledger']

onBothEngines((opened, name) => {
  const engine = () => opened().engine
  let top = 0
  let token = 0
  /** Numbers and books facts on top of what is there. */
  const book = async (facts: Partial<Fact>[]): Promise<Fact[]> => {
    const numbered = facts.map((given) => fact({ ...given, seq: ++top }))
    await insertFacts(engine(), numbered, `test:${++token}`)
    return numbered
  }

  it('has the columns that the one declaration says, in its order', async () => {
    const columns = await engine().query<{ name: string; type: string }>(
      sql`SELECT name, type FROM system.columns WHERE database = 'warroom' AND table = 'ledger' ORDER BY position`,
    )
    expect(columns.map((c) => [c.name, c.type])).toEqual(Object.entries(ledgerColumns))
  })

  it('gives every fact back exactly, as one part a batch', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyFact, { minLength: 1, maxLength: 30 }), async (facts) => {
        const booked = await book(facts)
        const found = await readFacts(engine(), { afterSeq: top - facts.length, uptoSeq: top })
        expect(found).toEqual(booked)
      }),
      { numRuns: 25, seed: 3 },
    )
    expect(await maxSeq(engine())).toBe(top)
  })

  it('writes a batch as one block and one part, also a large one', async () => {
    await engine().command(sql`SYSTEM STOP MERGES warroom.ledger`)
    const parts = () =>
      engine().query<{ n: string }>(sql`SELECT count() AS n FROM system.parts WHERE table = 'ledger' AND active`)
    const before = Number((await parts())[0]!.n)
    const days = ['2020-01-01', '2023-06-01', '2026-11-22']
    const attrs = { note: '漢字'.repeat(200) }
    await book(Array.from({ length: 20_000 }, (_, i) => ({ day: days[i % 3]!, event_id: `big ${i}`, attrs })))
    expect(Number((await parts())[0]!.n)).toBe(before + 1)
    await engine().command(sql`SYSTEM START MERGES warroom.ledger`)
    expect(await readFacts(engine(), { afterSeq: top - 1, uptoSeq: top })).toEqual([
      fact({ seq: top, day: days[19_999 % 3]!, event_id: 'big 19999', attrs }),
    ])
  })

  it('takes a batch that is sent again with its token only once', async () => {
    const facts = [fact({ seq: ++top, event_id: 'again' })]
    await insertFacts(engine(), facts, 'same')
    await insertFacts(engine(), facts, 'same')
    expect(await readFacts(engine(), { afterSeq: top - 1, uptoSeq: top })).toEqual(facts)
  })

  it('writes nothing of a batch with a bad row', async () => {
    const lines = [fact({ seq: top + 1 }), fact({ seq: top + 2 })].map(encodeFact)
    const broken = Buffer.from(lines[0]! + lines[1]!.replace(/^\d+/, 'x'))
    const failed = engine().insert(table, Object.values(ledger), broken, { token: 'broken' })
    await expect(failed).rejects.toMatchObject({ name: 'StoreError' })
    expect(await maxSeq(engine(), top)).toBe(top)
    expect(() => encodeFact(fact({ units: 1.5 }))).toThrow('not an exact integer')
  })

  it('knows where an event stands, over all history', async () => {
    const event = { source: 'dms', event_id: "k'\t1" }
    const moved = { dealer_id: 'D2', day: '2026-01-02' }
    await book([
      { ...event, revision: 1, body_hash: 11 },
      { ...event, revision: 1, body_hash: 11, sign: -1 },
      { ...event, revision: 4, body_hash: 44, ...moved },
      { ...event, revision: 4, derived: 1, kind: 'unique_lead' as Fact['kind'] },
      { source: 'crm', event_id: event.event_id, revision: 9, sign: 0 },
    ])
    const keys = [event, { source: 'crm', event_id: event.event_id }, { source: 'crm', event_id: 'never' }]
    const known = await knownEvents(engine(), keys)
    expect(known.sort((a, b) => a.seq - b.seq)).toEqual([
      { ...event, revision: 4, sign: 1, body_hash: 44, kind: 'lead', ...moved, seq: top - 2 },
      expect.objectContaining({ source: 'crm', revision: 9, sign: 0, seq: top }),
    ])
    expect(await knownEvents(engine(), [event])).toHaveLength(1)
    expect(await wholeRows(engine(), known)).toMatchObject([
      { seq: top - 2, body_hash: 44 },
      { seq: top, sign: 0 },
    ])
    expect(await knownEvents(engine(), [])).toEqual([])
  })

  it('tells which events of a subject still stand', async () => {
    const one = { subject: 'p1', event_id: 's1', lead_id: 'L1', person: 'p1' }
    const two = { subject: 'p1', event_id: 's2', occurred_at: Date.UTC(2026, 0, 1, 0, 0, 0, 7) }
    await book([one, two, { ...one, sign: -1 }, { ...one, revision: 2, subject: 'p2' }, { ...one, derived: 1 }])
    const standing = await survivingBySubject(engine(), ['p1', 'p2', 'p1', ''])
    expect(standing).toMatchObject([
      { ...two, seq: top - 3, revision: 0 },
      { subject: 'p2', event_id: 's1', revision: 2, lead_id: 'L1', seq: top - 1 },
    ])
  })

  it('looks up by the projections, and keeps analysis on the table', async () => {
    const explain = async (q: ReturnType<typeof sql>, settings = {}) =>
      JSON.stringify(await engine().query(sql`EXPLAIN ${q}`, { settings }))
    // With few rows in many parts the table itself is as cheap.
    await engine().command(sql`OPTIMIZE TABLE ${table} FINAL`)
    const ids = value(['again', 'x'], 'Array(String)')
    const known = sql`SELECT source, event_id, revision, sign, body_hash, seq, kind, day, dealer_id FROM ${table}
      WHERE ${ledger.event_id} IN ${ids} AND ${ledger.sign} >= 0 AND ${ledger.derived} = 0`
    expect(await explain(known)).toContain('by_event')
    expect(await explain(known, { optimize_use_projections: 0 })).toContain('warroom.ledger')
    const subject = sql`SELECT subject, max(seq) FROM ${table} WHERE ${ledger.subject} IN ${ids} GROUP BY subject`
    expect(await explain(subject)).toContain('by_subject')
  })

  it('removes what is above the head, and nothing else', async () => {
    await book([{ event_id: 'torn 1' }, { event_id: 'torn 2' }])
    expect(await removeAbove(engine(), top - 2)).toBe(2)
    expect(await maxSeq(engine())).toBe(top - 2)
    expect(await removeAbove(engine(), top - 2)).toBe(0)
    expect(await knownEvents(engine(), [{ source: 'crm', event_id: 'torn 1' }])).toEqual([])
    top -= 2
    await book([{ event_id: 'torn 1' }])
    expect(await knownEvents(engine(), [{ source: 'crm', event_id: 'torn 1' }])).toHaveLength(1)
  })

  if (name === 'remote')
    it('books a batch once when its answer was lost and it is sent again', async () => {
      const facts = [fact({ seq: ++top, event_id: 'lost' })]
      opened().front!.failNext('lose')
      await expect(insertFacts(engine(), facts, 'lost')).rejects.toMatchObject({ kind: 'unavailable' })
      expect(await maxSeq(engine(), top - 1)).toBe(top)
      await insertFacts(engine(), facts, 'lost')
      expect(await readFacts(engine(), { afterSeq: top - 1, uptoSeq: top })).toHaveLength(1)
    })
})
