import { pino } from 'pino'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fullScope, type Scope } from '#domain/scope.ts'
import { createProof, type Proof } from '#server/proof/proof.ts'
import { PROOFS } from '#server/proof/probe.ts'
import { seeded } from '#server/proof/random.ts'
import { proofRouter } from '#server/proof/router.ts'
import type { Asker } from '#server/query/ask.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { serveRouter } from '../server/routed.ts'
import { House } from '../live/house.ts'
import { factOf, openLedger } from '../oracle/world.ts'

const NOW = Date.parse('2026-11-22T16:00:00+08:00')
const HOUR = 3_600_000
let engine: Engine
let close: () => Promise<void>
let house: House
let registry: Registry

beforeAll(async () => {
  ;({ engine, close } = await openLedger())
})
afterAll(() => close())

beforeEach(async () => {
  house = await House.open(engine, 'Asia/Shanghai', NOW)
  registry = new Registry()
  const kinds = ['lead', 'visit', 'card', 'order', 'deal', 'delivery', 'order_cancel', 'lost'] as const
  await house.book(
    Array.from({ length: 120 }, (_, i) => ({
      kind: kinds[i % kinds.length]!,
      occurred_at: NOW - HOUR - (i % 40) * 2 * HOUR,
      dealer_id: ['D1', 'D2', 'D3', 'D4'][i % 4]!,
      advisor_id: ['A1', 'A4', ''][i % 3]!,
      lead_id: `L${i % 30}`,
      order_id: `O${i % 30}`,
      person: `p${i % 30}`,
      event_id: `s${i}`,
      amount: 1_000 + i,
    })),
  )
})

/** A proof over the house; `fault` changes what the store's sums are said to be. */
function prove(fault?: (cells: Awaited<ReturnType<Asker['cells']>>, by: readonly string[]) => void, seed = 5): Proof {
  const { asker } = house
  const faulty: Asker = {
    ...asker,
    cells: async (plan, seq, organisation) => {
      const cells = await asker.cells(plan, seq, organisation)
      fault?.(cells, plan.spec.by)
      return cells
    },
  }
  return createProof({
    engine, zone: house.zone, calendar: house.calendar, organisation: () => house.organisation, targets: () => [], freshness: () => ({}),
    head: () => house.seq, now: () => house.now, asker: faulty, live: house.live, random: seeded(seed), busy: () => false,
    log: pino({ level: 'silent' }), registry, timer: { every: () => () => undefined, after: () => () => undefined },
  }) // prettier-ignore
}

const open = () =>
  house.live.open({ measures: ['lead', 'net_order'], by: ['dealer_id'], period: 'last_7_days' }, fullScope)

describe('the proof of a sound house', () => {
  it('holds for every sort of check, on many cells, while facts come and are corrected', async () => {
    await open()
    const proof = prove()
    expect(proof.state()).toMatchObject({ state: 'starting', checked: 0, lastAt: null, failures: [] })
    for (let i = 0; i < 5; i++) {
      for (const check of PROOFS) await proof.try(check)
      await house.book([
        { kind: 'order', occurred_at: house.now - 1, dealer_id: 'D4', order_id: `N${i}`, event_id: `n${i}`, person: `q${i}`, amount: 7 },
        { kind: 'lead', occurred_at: NOW - HOUR, dealer_id: 'D1', lead_id: `L0`, event_id: 's0', sign: -1, amount: 1_000 },
        { kind: 'lead', occurred_at: NOW - HOUR, dealer_id: 'D2', lead_id: `L0`, event_id: 's0', revision: 1, amount: 1_000 },
      ].slice(0, i === 0 ? 3 : 1) as never) // prettier-ignore
      house.pass(5_000)
      await house.live.settled()
    }
    expect(proof.state()).toMatchObject({
      state: 'ok',
      failures: [],
      skipped: 0,
      lastAt: expect.stringContaining('+08:00'),
    })
    expect(proof.state().checked).toBe(5 * PROOFS.length)
    expect(await registry.metrics()).toContain('warroom_proof_checks_total{check="live",outcome="ok"} 5')
  })

  it('says nothing of what is not there yet', async () => {
    const proof = prove()
    await proof.try('live')
    expect(proof.state()).toMatchObject({ state: 'starting', checked: 0 })
  })
})

describe('the proof of a broken house', () => {
  it('names the live view of which a cell is wrong, and is content when it is mended', async () => {
    const { view } = await open()
    const proof = prove()
    const { sums } = house.live.following().find((one) => one.view === view)!
    const cell = [...sums.cells.values()].find(({ key }) => key.dealer_id === 'D1')!
    cell.sums.current['lead']![0] += 3
    await proof.try('live')
    const { state, failures } = proof.state()
    expect(state).toBe('failing')
    expect(failures).toMatchObject([
      { check: 'live', cell: expect.stringContaining(view), spec: { period: 'last_7_days' } },
    ])
    expect(JSON.stringify(failures[0])).toContain('lead')
    expect(await registry.metrics()).toContain('warroom_proof_failing 1')

    cell.sums.current['lead']![0] -= 3
    await proof.turn()
    await proof.turn()
    expect(proof.state()).toMatchObject({ state: 'ok', failures: [] })
  })

  it('finds an entry that was written above the head and never told', async () => {
    await open()
    const rogue = {
      seq: house.seq + 1,
      kind: 'lead' as const,
      occurred_at: NOW - 2 * HOUR,
      dealer_id: 'D1',
      event_id: 'rogue',
    }
    await insertFacts(engine, [factOf(rogue, house.zone)], 'rogue')
    await house.book([{ kind: 'visit', occurred_at: NOW - HOUR, dealer_id: 'D2', event_id: 'honest' }])
    house.pass(5_000)
    await house.live.settled()
    const proof = prove()
    await proof.try('ledger')
    await proof.try('live')
    expect(proof.state().failures).toMatchObject([
      { check: 'ledger', cell: 'entries 1…121', expected: { entries: 121, numbers: 121 }, found: { entries: 122, numbers: 121 } },
      { check: 'live' },
    ]) // prettier-ignore
  })

  it('finds an entry that claims to be known later than now', async () => {
    await house.book(
      (['lead', 'unique_lead', 'visit', 'card', 'order', 'deal', 'delivery'] as const).map((kind) => ({
        kind, occurred_at: NOW - 60_000, dealer_id: 'D1', event_id: `f-${kind}`, received_at: NOW + HOUR,
      })),
    ) // prettier-ignore
    const proof = prove()
    for (let i = 0; i < 3; i++) await proof.try('known')
    expect(new Set(proof.state().failures.map(({ check }) => check))).toEqual(new Set(['known']))
  })

  it('finds a part that is not in the whole, a figure that is not its rows, and cards that come from nowhere', async () => {
    const proof = prove((cells, by) => {
      const first = cells.values().next().value
      if (first && by.length === 0)
        for (const [name, sum] of Object.entries(first.sums.current)) sum[0] += name.endsWith('_new') ? 2 : 1
    })
    for (let i = 0; i < 4; i++) for (const check of ['children', 'rows', 'identity'] as const) await proof.try(check)
    const failed = proof.state().failures
    expect(new Set(failed.map(({ check }) => check))).toEqual(new Set(['children', 'rows', 'identity']))
    for (const { cell, expected, found } of failed) expect([cell !== '', expected === found]).toEqual([true, false])
  })
})

it('shows failing cells to those who may see all, and the light to everybody', async () => {
  let scope: Scope = fullScope
  const proof = prove((cells, by) => {
    if (by.length === 0)
      for (const { sums } of cells.values()) for (const sum of Object.values(sums.current)) sum[0] += 1
  })
  for (let i = 0; i < 10; i++) await proof.try('rows')
  const served = await serveRouter(proofRouter(proof), () => scope)
  const get = async () =>
    (await fetch(`${served.base}/proof`)).json() as Promise<{
      failures: []
    }>
  expect((await get()).failures.length).toBeGreaterThan(0)
  scope = { where: { region: ['华东'] } }
  expect(await get()).toMatchObject({ state: 'failing', failures: [] })
  await served.close()
})
