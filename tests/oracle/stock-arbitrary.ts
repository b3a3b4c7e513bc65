import fc from 'fast-check'
import type { Fact } from '#domain/fact.ts'
import type { Kind } from '#domain/kinds.ts'
import type { StockRow } from '#domain/streams.ts'
import type { Zone } from '#domain/zone.ts'
import { factOf } from './world.ts'

const text = <T extends string>(...values: T[]) => fc.constantFrom(...values)
const DAY = 86_400_000

const body = fc.record({
  dealer_id: text('D1', 'D1', 'D1', 'D2', 'D4', ''),
  person: text('P1', 'P1', 'P2', 'P3', 'P4'),
  lead_id: text('L1', 'L2', '', ''),
  order_id: text('O1', 'O2', 'O3', 'O4'),
  source: text('crm', 'crm', 'dms'),
  same_as: text('P1', 'P2', 'P3', 'P5'),
  model: text('X5', 'x5-old', 'S7', ''),
  channel: text('autohome', 'store', ''),
  intent_level: text('H', 'A', 'B', 'O', 'odd', '', ''),
  units: fc.constantFrom(1, 1, 1, 5),
  due: fc.option(fc.integer({ min: -2, max: 40 }), { freq: 2 }),
})

/** Days before the clock: dense, so that steps fall together, with some long ago and some yet to come. */
const age = fc.oneof(
  fc.integer({ min: -1, max: 4 }),
  fc.integer({ min: 0, max: 100 }),
  fc.integer({ min: 360, max: 400 }),
)

const happening = fc.record({
  kind: text<Kind>(
    'card', 'card', 'card', 'card', 'lost', 'lost', 'dormant', 'revive', 'order', 'order', 'order', 'order_cancel', 'delivery', 'contact',
    'contact', 'score', 'visit', 'unique_lead', 'unique_lead', 'identify',
  ), // prettier-ignore
  age,
  time: fc.constantFrom(0, 9 * 3_600_000, 9 * 3_600_000, 9 * 3_600_000 + 1, 86_399_999),
  body,
  /** Days until the maker knew. */
  late: fc.constantFrom(0, 0, 0, 2, 20),
  corrected: fc.option(fc.record({ body: fc.option(body), age: fc.option(age), late: fc.constantFrom(0, 1, 10) }), { freq: 4 }),
}) // prettier-ignore

export const stockHistory = fc.array(happening, { minLength: 1, maxLength: 50 })
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** Books happenings in the order in which the maker knew them: entry, and perhaps reversal and new entry. */
export function bookStock(happenings: readonly Happening[], asOf: number, zone: Zone): Fact[] {
  const entries = happenings.flatMap(({ kind, age: days, time, body: first, late, corrected }, i) => {
    const entry = (held: Happening['body'], ago: number, received_at: number, more: Partial<Fact>) => {
      const { due, ...fields } = held
      const occurred_at = Math.floor(asOf / DAY) * DAY - ago * DAY + time
      return { ...fields, kind, occurred_at, received_at, event_id: `e${i}`, next_due_at: due === null ? null : occurred_at + due * DAY, ...more } // prettier-ignore
    }
    const known = asOf - Math.max(0, days - late) * DAY
    const made = [entry(first, days, known, {})]
    if (!corrected) return made
    made.push(entry(first, days, known + corrected.late * DAY, { sign: -1 }))
    if (corrected.body)
      made.push(entry(corrected.body, corrected.age ?? days, known + corrected.late * DAY, { revision: 1 }))
    return made
  })
  const order = entries.map((entry, i) => ({ entry, i })).sort((a, b) => a.entry.received_at - b.entry.received_at || a.i - b.i)
  return order.map(({ entry }, i) => factOf({ ...entry, seq: i + 1 }, zone))
} // prettier-ignore

const report = fc.record({
  age: fc.integer({ min: 0, max: 60 }),
  dealer_id: text('D1', 'D2', 'D4', 'DMS-4', 'D?'),
  model: text('X5', 'x5-old', 'S7'),
  on_hand: fc.integer({ min: 0, max: 30 }),
  in_transit: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
  aged_90: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
})

/** Reports of cars; those of one instant, dealer and model differ in nothing that a key does not tell. */
export const reports = fc
  .uniqueArray(report, { maxLength: 12, selector: ({ age: days, dealer_id, model }) => `${days} ${dealer_id.replace('DMS-', 'D')} ${model.replace('x5-old', 'X5')}` })
  .map((rows) => (asOf: number, zone: Zone): StockRow[] =>
    rows.map(({ age: days, in_transit, aged_90, ...row }) => ({
      ...row,
      at: zone.iso(asOf - days * DAY),
      ...(in_transit !== undefined && { in_transit }),
      ...(aged_90 !== undefined && { aged_90 }),
    })),
  ) // prettier-ignore

const PERIODS = ['today', 'month_to_date', 'year_to_date', 'previous_month', 'last_30_days', 'quarter_to_date'] as const
export const FLOWS = ['card', 'order'].flatMap((of) =>
  ['carried_in', 'new', 'converted', 'lost', 'carried_out'].map((part) => `${of}_${part}`),
)
const STOCKS = [...FLOWS, 'active_card', 'ha_card', 'overdue_card', 'order_in_hand']
const CARS = ['vehicle_on_hand', 'vehicle_in_transit', 'vehicle_aged_90', 'vehicle_aged_rate', 'stock_turn_rate', 'order_cover_rate', 'active_card'] // prettier-ignore

const common = {
  period: fc.oneof(
    text(...PERIODS),
    fc.record({ from: fc.integer({ min: -60, max: 0 }), days: fc.integer({ min: 1, max: 40 }) }),
  ),
  compare: fc.subarray(['previous', 'last_year']),
  org: text('current', 'as_stood'),
  known: fc.constantFrom(null, null, 0, DAY * 5),
}
const where = (values: Record<string, fc.Arbitrary<(string | null)[]>>) =>
  fc
    .shuffledSubarray(Object.keys(values), { maxLength: 1 })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, values[name]!]))))
const places = {
  region: fc.subarray<string | null>(['华东', '华南', null], { minLength: 1 }),
  dealer_id: fc.subarray<string | null>(['D1', 'D2', null], { minLength: 1 }),
  model: fc.subarray<string | null>(['X5', 'S7', null], { minLength: 1 }),
}

/** A question about what is in stock: of people and orders by whatever they carry, or with cars by dealer and model. */
export const stockQuestion = fc.oneof(
  fc.record({
    ...common,
    measures: fc.subarray(STOCKS, { minLength: 1, maxLength: 5 }),
    by: fc.shuffledSubarray(['region', 'area', 'dealer_id', 'model', 'channel', 'intent_level', 'card_age', 'month', 'week', 'day'], { maxLength: 2 }),
    where: where({ ...places, card_age: fc.subarray<string | null>(['0_7', '31_60', 'over_90'], { minLength: 1 }), channel: fc.constant(['autohome', null]) }),
  }),
  fc.record({
    ...common,
    measures: fc.constantFrom(['uncontacted_lead'], ['uncontacted_lead', 'order_cover_rate'], ['order_cover_rate', 'active_card']),
    by: fc.shuffledSubarray(['region', 'model', 'channel', 'month'], { maxLength: 2 }),
    where: where(places),
  }),
  fc.record({
    ...common,
    measures: fc.subarray(CARS, { minLength: 1, maxLength: 4 }),
    by: fc.shuffledSubarray(['region', 'dealer_id', 'model', 'series', 'week'], { maxLength: 2 }),
    where: where(places),
  }),
) // prettier-ignore
