import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Doubt } from '#domain/doubts/judge.ts'
import type { Fact } from '#domain/fact.ts'
import { readSettings } from '#domain/settings.ts'
import { fullScope, type Scope } from '#domain/scope.ts'
import { DAY_MS } from '#domain/zone.ts'
import { createDoubts, type Doubts, type SilentDealer } from '#server/doubts/doubts.ts'
import { readDoubts } from '#server/doubts/read.ts'
import { doubtsRouter } from '#server/doubts/router.ts'
import { createAsker } from '#server/query/ask.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { tables } from '#store/clickhouse/ledger.ts'
import { sql } from '#store/clickhouse/sql.ts'
import { openStores, type Stores } from '#store/open.ts'
import { addConflicts } from '#store/postgres/conflicts.ts'
import { organise } from '#domain/organisation.ts'
import { recountDoubts } from '../oracle/doubts.ts'
import { factOf, smallMaker } from '../oracle/world.ts'
import { at, calendar, zone } from '../query/house.ts'
import { serveRouter, type Routed } from '../server/routed.ts'

const NOW = at('11-22 10:00')
const organisation = organise(smallMaker)
let stores: Stores
let doubts: Doubts
let clock = NOW
let silent: SilentDealer[] = []
let batches = 0

beforeAll(async () => {
  stores = await openStores(readSettings({ WARROOM_DATA: mkdtempSync(join(tmpdir(), 'doubts-')) }))
  const rooms = {
    engine: stores.engine, zone, calendar, organisation: () => organisation, targets: () => [], freshness: () => ({}),
    head: () => 1_000_000, now: () => clock,
  } // prettier-ignore
  doubts = createDoubts({
    ...rooms,
    asker: createAsker(rooms),
    postgres: stores.postgres,
    silent: async () => silent,
  })
})
afterAll(() => stores.close())

async function fill(facts: readonly Fact[]): Promise<void> {
  await stores.engine.command(sql`TRUNCATE TABLE ${tables['warroom.ledger']}`)
  await insertFacts(stores.engine, facts, `doubts-${batches++}`)
  // Answers are kept for a minute: another ledger is asked in another one.
  clock += 61_000
}

const look = (body: object = {}, scope: Scope = fullScope) => doubts(readDoubts(body), scope)

const happening = fc.record({
  kind: fc.constantFrom<Fact['kind']>('card', 'card', 'card', 'lost', 'lost', 'contact', 'visit', 'order', 'traffic'),
  /** Days before the clock, and a time of day that often lies close to others. */
  days: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 100 })),
  minute: fc.oneof(fc.integer({ min: 1_237, max: 1_245 }), fc.constant(0), fc.integer({ min: 0, max: 1_439 })),
  dealer_id: fc.constantFrom('D1', 'D1', 'D2', 'D4'),
  advisor_id: fc.constantFrom('A1', 'A1', 'A2', ''),
  lead_id: fc.constantFrom('', 'L1', 'L2', 'L3', 'L4', 'L5', 'L6'),
  person: fc.constantFrom('', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8'),
  intent_level: fc.constantFrom('O', 'O', 'H', ''),
  model: fc.constantFrom('X5', 'x5-old', 'S7', 'S7', 'S7', 'strange'),
  units: fc.constantFrom(1, 1, 1, 2, 9),
  delay: fc.constantFrom(0, 60_000, DAY_MS, DAY_MS + 1, 3 * DAY_MS),
  fate: fc.constantFrom('stands', 'stands', 'stands', 'corrected', 'gone'),
})

function ledgerOf(all: readonly (typeof happening extends fc.Arbitrary<infer T> ? T : never)[]): Fact[] {
  const facts: Fact[] = []
  const enter = (part: Omit<Partial<Fact>, 'seq'> & Pick<Fact, 'kind' | 'occurred_at'>) =>
    facts.push(factOf({ ...part, seq: facts.length + 1 }, zone))
  const midnight = at('11-22 00:00')
  all.forEach(({ days, minute, delay, fate, ...drawn }, i) => {
    const held = { ...drawn, units: drawn.units * (drawn.kind === 'traffic' ? 3 : 1) }
    const occurred_at = midnight - days * DAY_MS + minute * 60_000
    if (occurred_at >= NOW) return
    // One person opens one card in a moment: equal moments would leave open which of them was the first.
    const first = {
      ...held,
      event_id: `e${i}`,
      occurred_at: occurred_at + (minute === 0 ? 0 : i),
      received_at: occurred_at + delay,
    }
    enter(first)
    if (fate === 'stands') return
    enter({ ...first, sign: -1, received_at: first.received_at + DAY_MS })
    if (fate === 'corrected')
      enter({
        ...first,
        dealer_id: 'D1',
        advisor_id: 'A2',
        intent_level: 'O',
        received_at: first.received_at + DAY_MS,
        revision: 1,
      })
  })
  return facts
}

const sorted = (all: readonly Doubt[]) =>
  all.map((one) => JSON.stringify({ ...one, value: Math.round(one.value * 1e9) / 1e9 }, Object.keys(one).sort())).sort()

describe('doubts', () => {
  it('are what a recount of the surviving events finds', async () => {
    let seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 40, maxLength: 260, size: 'max' }),
        fc
          .constantFrom<{ period: string; from: number }[]>(
            [{ period: 'month_to_date', from: at('11-01 00:00') }],
            [{ period: 'today', from: at('11-22 00:00') }],
          )
          .map(([one]) => one!),
        fc.constantFrom(null, ['A1'], ['A2', 'A1']),
        fc.constantFrom(null, 0, 2 * DAY_MS),
        async (happenings, { period, from }, advisors, known) => {
          const facts = ledgerOf(happenings)
          await fill(facts)
          const as_of = NOW
          const known_at = known === null ? null : NOW - known
          const found = await look({
            period,
            as_of: zone.iso(as_of),
            where: { region: ['华东', '华南'], ...(advisors && { advisor_id: advisors }) },
            ...(known_at !== null && { known_at: zone.iso(known_at) }),
          })
          const habit = Math.min(from, NOW - 90 * DAY_MS)
          const expected = recountDoubts(facts, {
            from, until: NOW, habit, knownAt: known_at ?? NOW, dealers: ['D1', 'D2', 'D3', 'D4'], advisors, zone, reference: smallMaker,
          }) // prettier-ignore
          expect(sorted(found)).toEqual(sorted(expected as Doubt[]))
          seen = new Set([...seen, ...found.map(({ check }) => check)])
        },
      ),
      { numRuns: Number(process.env['DOUBT_RUNS'] ?? 8), seed: 20261122, endOnFailure: true },
    )
    expect([...seen].sort()).toEqual(
      ['card_burst', 'card_slot', 'duplicate_card', 'late_entry', 'lost_without_contact', 'o_card_share', 'unknown_code'],
    ) // prettier-ignore
  }, 240_000)
})

const cards = (n: number, part: (i: number) => Partial<Fact>) =>
  Array.from({ length: n }, (_, i) =>
    factOf({ seq: i + 1, kind: 'card', occurred_at: at('11-02 09:00') + i * 7_000_000, dealer_id: 'D1', advisor_id: 'A1', person: `p${i}`, ...part(i) }, zone),
  ) // prettier-ignore

describe('a single check', () => {
  it('O share: above half of ten cards, not half, and not of nine', async () => {
    const share = async (n: number, o: number) => {
      await fill(cards(n, (i) => ({ intent_level: i < o ? 'O' : 'B' })))
      return (await look({ checks: ['o_card_share'] })).map(({ advisor_id, value, units }) => [
        advisor_id,
        value,
        units,
      ])
    }
    expect(await share(10, 6)).toEqual([
      [null, 0.6, 10],
      ['A1', 0.6, 10],
    ])
    expect(await share(10, 5)).toEqual([])
    expect(await share(9, 9)).toEqual([])
  })

  it('is judged by the habit where the period holds too little', async () => {
    const facts = cards(12, (i) => ({ intent_level: 'O', occurred_at: at('09-20 09:00') + i * 5.5 * DAY_MS }))
    await fill(facts)
    expect(await look({ checks: ['o_card_share'], period: 'month_to_date' })).toMatchObject([
      { advisor_id: null, value: 1, units: 12, over: 'habit' },
      { advisor_id: 'A1', value: 1, units: 12, over: 'habit' },
    ])
  })

  it('card rate: above 95 % of fifty heads', async () => {
    const traffic = (units: number) =>
      factOf({ seq: 900, kind: 'traffic', occurred_at: at('11-20 15:00'), dealer_id: 'D1', units }, zone)
    await fill([...cards(48, () => ({})), traffic(50)])
    expect(await look({ checks: ['card_rate'] })).toMatchObject([{ advisor_id: null, value: 0.96, units: 50 }])
    await fill([...cards(57, () => ({})), traffic(60)])
    expect(await look({ checks: ['card_rate'] })).toEqual([])
  })

  it('a burst is five cards in a quarter of an hour, more for who opens many', async () => {
    await fill(cards(5, (i) => ({ occurred_at: at('11-03 20:37') + i * 200_000 })))
    expect(await look({ checks: ['card_burst'] })).toMatchObject([{ value: 5, threshold: 5 }, { advisor_id: 'A1' }])
    await fill(cards(48, (i) => ({ occurred_at: at('11-03 09:00') + i * 170_000 })))
    expect(await look({ checks: ['card_burst'] })).toEqual([])
  })

  it('a lead that was contacted by its person or its number is none that nobody contacted', async () => {
    const lost = (i: number): Fact =>
      factOf({ seq: i + 1, kind: 'lost', occurred_at: at('11-10 09:00') + i, dealer_id: 'D1', advisor_id: 'A1', lead_id: `L${i}`, person: `p${i}` }, zone) // prettier-ignore
    const losses = Array.from({ length: 10 }, (_, i) => lost(i))
    const contact = (i: number, part: Partial<Fact>): Fact =>
      factOf({ seq: 20 + i, kind: 'contact', occurred_at: at('11-09 09:00'), dealer_id: 'D1', ...part }, zone)
    await fill([...losses, contact(0, { lead_id: 'L0' }), contact(1, { person: 'p1' }), contact(2, { lead_id: 'L2', dealer_id: 'D2' })]) // prettier-ignore
    expect(await look({ checks: ['lost_without_contact'] })).toMatchObject([
      { advisor_id: null, value: 0.8, units: 10 },
      { advisor_id: 'A1', value: 0.8 },
    ])
  })

  it('conflicting bodies are told under the dealer’s own code', async () => {
    await fill([])
    const body = (i: number) => ({
      entry: { dealer_id: 'DMS-4', advisor_id: 'A4', occurred_at: at('11-05 09:00') + i },
    })
    await addConflicts(
      stores.postgres,
      [0, 1, 2].map((i) => ({ at: NOW, source: 'crm', event_id: `c${i}`, revision: 0, body_hash: 5, body: body(i) })),
    )
    await addConflicts(stores.postgres, [
      { at: NOW, source: 'crm', event_id: 'v', revision: 0, body_hash: 1, body: { void: true } },
    ])
    expect(await look({ checks: ['conflicting_revision'] })).toEqual([
      { check: 'conflicting_revision', dealer_id: 'D4', advisor_id: null, value: 3, threshold: 3, units: 3, over: 'period' },
      { check: 'conflicting_revision', dealer_id: 'D4', advisor_id: 'A4', value: 3, threshold: 3, units: 3, over: 'period' },
    ]) // prettier-ignore
  })

  it('silence is of now only, and within the asked dealers', async () => {
    silent = [
      { dealer_id: 'D1', hours: 30, usual: 14, arrivals: 400 },
      { dealer_id: 'D4', hours: 20, usual: 9, arrivals: 300 },
    ]
    await fill([])
    expect(await look({ checks: ['silent'], where: { region: ['华东'] } })).toEqual([
      { check: 'silent', dealer_id: 'D1', advisor_id: null, value: 30, threshold: 14, units: 400, over: 'period' },
    ])
    expect(await look({ checks: ['silent'], as_of: zone.iso(NOW) })).toEqual([])
  })
})

describe('over HTTP', () => {
  let served: Routed
  let scope: Scope = fullScope
  beforeAll(async () => {
    served = await serveRouter(doubtsRouter(doubts), () => scope)
  })
  afterAll(() => served.close())
  const get = async (path: string) => {
    const reply = await fetch(served.base + path)
    return { status: reply.status, body: (await reply.json()) as never }
  }

  it('reads period and dimensions from the address, and keeps to the scope', async () => {
    silent = []
    await fill([
      ...cards(10, () => ({ intent_level: 'O' })),
      ...cards(10, () => ({ intent_level: 'O', dealer_id: 'D4', advisor_id: 'A4' })).map((one, i) => ({ ...one, seq: 20 + i, event_id: `x${i}` })), // prettier-ignore
    ])
    const dealersOf = async (path: string) =>
      ((await get(path)).body as Doubt[]).filter(({ advisor_id }) => !advisor_id).map(({ dealer_id }) => dealer_id)
    expect(await dealersOf('/doubts?period=month_to_date&check=o_card_share')).toEqual(['D1', 'D4'])
    expect(await dealersOf('/doubts?from=2026-11-01&to=2026-11-22&check=o_card_share&dealer_id=D4')).toEqual(['D4'])
    expect(await dealersOf(`/doubts?check=o_card_share&where=${encodeURIComponent('{"region":["华东"]}')}`)).toEqual(['D1']) // prettier-ignore
    scope = { where: { region: ['华南'] } }
    expect(await dealersOf('/doubts?check=o_card_share')).toEqual(['D4'])
    expect(await get('/doubts?dealer_id=D1')).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
    scope = fullScope
  })

  it('refuses what it does not know, naming it', async () => {
    for (const [path, offender] of [
      ['/doubts?check=luck', 'checks[0]'],
      ['/doubts?model=X5', 'where.model'],
      ['/doubts?limit=3', 'limit'],
      ['/doubts?where=[]', 'where'],
    ])
      expect(await get(path!)).toMatchObject({ status: 400, body: { error: { code: 'bad_spec', path: offender } } })
    expect(await get('/doubts?period=ever')).toMatchObject({ status: 400, body: { error: { code: 'bad_period' } } })
  })

  it('tells the rules', async () => {
    expect((await get('/doubts/checks')).body).toContainEqual(
      expect.objectContaining({ name: 'o_card_share', threshold: 0.5, least: 10, source: 'seed' }),
    )
  })
})
