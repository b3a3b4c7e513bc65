import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCalendar } from '#domain/calendar.ts'
import { Refusal } from '#domain/errors.ts'
import type { Fact } from '#domain/fact.ts'
import { organise } from '#domain/organisation.ts'
import { fullScope } from '#domain/scope.ts'
import { openZone } from '#domain/zone.ts'
import { createAsker } from '#server/query/ask.ts'
import { createLags } from '#server/query/journey/distribution.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { factOf, openLedger, smallMaker } from '../oracle/world.ts'

const zone = openZone('Asia/Shanghai')
const NOW = Date.parse('2026-11-22T10:00:00+08:00')
const DAY = 86_400_000
const organisation = organise(smallMaker)
let engine: Engine
let close: () => Promise<void>
const facts: Fact[] = []

/** Ten people at one dealer, a lead each on the 1st; the n-th orders n days and an hour later, two are lost, one waits. */
beforeAll(async () => {
  ;({ engine, close } = await openLedger())
  const began = Date.parse('2026-11-01T09:00:00+08:00')
  const enter = (kind: Fact['kind'], n: number, at: number, more: Partial<Fact> = {}) =>
    facts.push(factOf({ seq: facts.length + 1, kind, occurred_at: at, person: `p${n}`, dealer_id: 'D1', lead_id: `L${n}`, event_id: `${kind}${n}`, ...more }, zone)) // prettier-ignore
  for (let n = 0; n < 10; n++) {
    enter('lead', n, began)
    enter('unique_lead', n, began, { derived: 1 })
    if (n < 7) enter('order', n, began + n * DAY + 3_600_000, { order_id: `O${n}` })
    else if (n < 9) enter('lost', n, began + DAY)
  }
  await insertFacts(engine, facts, 'lags')
})
afterAll(() => close())

const options = () => ({
  engine, zone, calendar: openCalendar(), organisation: () => organisation, targets: () => [], freshness: () => ({}),
  head: () => facts.length, now: () => NOW,
}) // prettier-ignore
const lags = (raw: unknown) => createLags(options(), createAsker(options()))(raw, fullScope)

it('tells how long a step took, by whole days, with what is undecided', async () => {
  const { current, previous, ...rest } = await lags({ to: 'order', period: 'month_to_date', compare: ['previous'] })
  expect(rest).toMatchObject({ entry: 'unique_lead', from: 'unique_lead', to: 'order' })
  expect(current).toMatchObject({ begun: 10, reached: 7, lost: 2, undecided: 1, median: 3 + 1 / 24, p80: 5 + 1 / 24 })
  expect(current!.histogram).toHaveLength(62)
  expect(current!.histogram.slice(0, 9)).toEqual([1, 1, 1, 1, 1, 1, 1, 0, 0])
  expect(previous).toMatchObject({ begun: 0, reached: 0, median: null })
})

it('counts only within the window, and narrows by the entry', async () => {
  const { current } = await lags({ to: 'order', window_days: 3, where: { dealer_id: ['D1'] } })
  expect(current).toMatchObject({ begun: 10, reached: 3, lost: 2, undecided: 5 })
  expect((await lags({ to: 'order', where: { dealer_id: ['D2'] } })).current).toMatchObject({ begun: 0 })
})

it('of who walked in takes no time to the visit that the card tells of', async () => {
  const held = facts.length
  const day = Date.parse('2026-11-05T00:00:00+08:00')
  const steps = [['visit', 10], ['order', 15], ['card', 18], ['unique_lead', 18]] as const // prettier-ignore
  const own = steps.map(([kind, hour], i) =>
    factOf({ seq: held + 1 + i, kind, occurred_at: day + hour * 3_600_000, person: 'walks', dealer_id: 'D3', event_id: `${kind}-w` }, zone),
  ) // prettier-ignore
  facts.push(...own)
  await insertFacts(engine, own, 'walk-in')
  const of = (more: object) => lags({ period: 'month_to_date', where: { dealer_id: ['D3'] }, ...more })
  expect((await of({ to: 'visit' })).current).toMatchObject({ begun: 1, reached: 1, median: 0 })
  expect((await of({ from: 'visit', to: 'order' })).current).toMatchObject({ begun: 1, reached: 1, median: 5 / 24 })
})

it.each([
  [{}, 'to'],
  [{ to: 'unique_lead' }, 'to'],
  [{ to: 'order', by: ['region'] }, 'by'],
  [{ from: 'net_order', to: 'deal' }, 'from'],
])('refuses %j', async (raw, path) => {
  await expect(lags(raw)).rejects.toSatisfy((thrown) => thrown instanceof Refusal && thrown.path === path)
})
