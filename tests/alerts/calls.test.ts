import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Stretch } from '#domain/alerts/detect.ts'
import { alertMeasures } from '#domain/alerts/measures.ts'
import { openCalendar } from '#domain/calendar.ts'
import type { Fact } from '#domain/fact.ts'
import { organise } from '#domain/organisation.ts'
import { addDays, openZone } from '#domain/zone.ts'
import { callersOf, createCalls } from '#server/alerts/calls.ts'
import { createAsker } from '#server/query/ask.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { dealer, factOf, openLedger } from '../oracle/world.ts'
import { dice } from './world.ts'

const zone = openZone('Asia/Shanghai')
const HOUR = 3_600_000
const TODAY = '2026-09-22'
const DEALERS = ['D1', 'D2']
const measures = alertMeasures('delivery').filter(({ from }) => from === 'journeys')
const now = zone.instant(TODAY) + HOUR

/** A lead, when its first call came, and whether that one and a second were answered; `null`: there was none. */
interface Lead {
  dealer: string
  at: number
  called: number | null
  reached: boolean
  again: number | null
}

/** Leads of ten weeks, the last one so late that its call lies beyond the end of its day. */
function leads(): Lead[] {
  const next = dice(4)
  const all = Array.from({ length: 70 }, (_, ago) => ago + 1).flatMap((ago) =>
    DEALERS.flatMap((code) =>
      Array.from({ length: 4 }, (): Lead => {
        const at = zone.instant(addDays(TODAY, -ago)) + Math.floor(next() * 24 * HOUR)
        const called = next() < 0.8 ? at + Math.floor(next() * 5 * HOUR) : null
        const reached = next() < 0.5
        const again = called !== null && !reached && next() < 0.5 ? called + Math.floor(next() * 20 * HOUR) + 1 : null
        return { dealer: code, at, called, reached, again }
      }),
    ),
  )
  return all.sort((a, b) => a.at - b.at)
}

/** The recount, by its words: leads of the days, as things stood when they were over. */
function recount(all: readonly Lead[], code: string, from: number, to: number): Record<string, number> {
  const own = all.filter(({ dealer: at, at: came }) => at === code && came >= from && came < to)
  const told = (at: number | null): at is number => at !== null && at < to
  const prompt = own.filter(({ at, called }) => told(called) && called - at <= 2 * HOUR)
  const old = own.filter((one) => prompt.includes(one) || one.at + 2 * HOUR <= to)
  const missed = own.filter(({ called, reached }) => told(called) && !reached)
  return {
    'contact_2h.in': prompt.length,
    'contact_2h.of': old.length,
    'second_call.in': missed.filter(({ again }) => told(again)).length,
    'second_call.of': missed.length,
  }
}

let engine: Engine
let close: () => Promise<void>
const all = leads()
beforeAll(async () => {
  ;({ engine, close } = await openLedger())
  let seq = 0
  const fact = (kind: Fact['kind'], lead: Lead, n: number, at: number, more: Partial<Fact> = {}): Fact =>
    factOf({ seq: ++seq, kind, occurred_at: at, dealer_id: lead.dealer, lead_id: `l${n}`, source: 'crm', person: `p${n}`, subject: `p${n}`, ...more }, zone) // prettier-ignore
  const facts = all.flatMap((lead, n) => [
    fact('lead', lead, n, lead.at),
    fact('unique_lead', lead, n, lead.at, { derived: 1 }),
    ...(lead.called === null ? [] : [fact('contact', lead, n, lead.called, { connected: lead.reached ? 'true' : 'false' })]),
    ...(lead.again === null ? [] : [fact('contact', lead, n, lead.again, { connected: 'true' })]),
  ]) // prettier-ignore
  await insertFacts(engine, facts, 'calls')
}, 120_000)
afterAll(() => close())

it('how leads were called is counted of each stretch as it stood at its own end, and of each window once', async () => {
  const organisation = organise({ dealers: DEALERS.map((code) => dealer(code, '华东', '苏南')), advisors: [], models: [], channels: [] }) // prettier-ignore
  const rooms = { engine, zone, calendar: openCalendar(), organisation: () => organisation, targets: () => [], freshness: () => ({}), head: () => 1e9, now: () => now } // prettier-ignore
  let asked = 0
  const withCalls = createCalls({ ...rooms, asker: createAsker(rooms), paced: (work) => (asked++, work()) })
  for (const days of [1, 7]) {
    const span = { from: addDays(TODAY, -days), to: TODAY, until_hour: null }
    const bare: Stretch = { family: days === 1 ? 'day' : 'week', span, weights: new Map(), units: new Map() }
    const { units, weights } = await withCalls(bare, measures)
    for (const code of DEALERS)
      for (let k = 0; k <= 8; k++) {
        const to = addDays(TODAY, -7 * k)
        const expected = recount(all, code, zone.instant(addDays(to, -days)), zone.instant(to))
        const counted = Object.fromEntries(Object.keys(expected).map((name) => [name, units.get(name)!.get('')!.get(code)![k]])) // prettier-ignore
        expect([code, k, counted]).toEqual([code, k, expected])
      }
    expect(weights.get('contact_2h.of')).toEqual(new Array(9).fill(1))
    const before = asked
    await withCalls(bare, measures)
    expect(asked).toBe(before)
  }
  expect(asked).toBe(18)
  expect(await callersOf(rooms)).toEqual(['crm'])
}, 120_000)
