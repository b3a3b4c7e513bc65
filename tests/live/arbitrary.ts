import fc from 'fast-check'
import { question } from '../oracle/arbitrary.ts'

const text = (...values: string[]) => fc.constantFrom(...values)

const attributes = fc.record({
  dealer_id: text('D1', 'D2', 'D3', 'D4', 'D5', ''),
  advisor_id: text('A1', 'A4', ''),
  model: text('X5', 'x5-old', 'X6', 'S7', 'S8', 'E2', 'unknown', ''),
  channel: text('autohome', 'qczj', 'vertical', 'store', ''),
  campaign: text('it’s', '', '🚗'),
  intent_level: text('H', 'A', 'O', ''),
  visit_kind: text('invited', 'service', ''),
  purpose: text('test_drive', ''),
  connected: fc.constantFrom('true' as const, 'false' as const, '' as const),
  audit: text('approved', ''),
  lead_id: text('L1', ''),
  order_id: text('O1', ''),
  reason: text('已购竞品', ''),
  units: fc.constantFrom(1, 1, 3),
  amount: fc.constantFrom(null, 1, 23_580_000),
})

/** When an event happened: around the clock, at the end of an open view's range, days ago, or a moment ahead. */
const when = fc.oneof(
  { weight: 3, arbitrary: fc.record({ near: fc.constant('clock' as const), ms: fc.integer({ min: -5_000, max: 0 }) }) },
  { weight: 2, arbitrary: fc.record({ near: fc.constant('clock' as const), ms: fc.integer({ min: 0, max: 600_000 }) }) },
  { weight: 4, arbitrary: fc.record({ near: fc.constant('end' as const), ms: fc.integer({ min: -2_000, max: 400_000 }), pick: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ near: fc.constant('clock' as const), ms: fc.integer({ min: -70 * 86_400_000, max: 0 }) }) },
  { weight: 1, arbitrary: fc.record({ near: fc.constant('clock' as const), ms: fc.integer({ min: -400 * 86_400_000, max: -350 * 86_400_000 }) }) },
) // prettier-ignore
export type When = typeof when extends fc.Arbitrary<infer T> ? T : never

const event = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('lead', 'lead', 'visit', 'visit', 'order', 'order_cancel', 'deal') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('card', 'contact', 'lost', 'appointment', 'no_show', 'first_visit', 'unique_lead'),
    },
  ),
  when,
  attributes,
  history: fc.boolean(),
})

/** Mostly wide questions, so that facts meet views. */
const wide = fc.tuple(question, fc.nat(3), fc.nat(2)).map(([drawn, narrow, names]) => ({
  ...drawn,
  measures: [...new Set([...drawn.measures, 'lead', 'invited_visit_share', ...(narrow > 1 ? ['visit'] : [])])],
  where: narrow === 0 ? drawn.where : {},
  by: drawn.by.slice(0, names),
}))

const open = fc.record({
  what: fc.constant('open' as const),
  question: wide,
  target: fc.boolean(),
  pinned: fc.constantFrom(null, null, null, 0, 3_600_000),
  scope: fc.nat(2),
})

/** One thing that happens to a house. */
export const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant('book' as const), events: fc.array(event, { minLength: 1, maxLength: 6 }) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('correct' as const), pick: fc.nat(99), into: fc.option(attributes), moved: fc.integer({ min: -9_000, max: 9_000 }) }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('pass' as const), ms: fc.constantFrom(1, 400, 1_000, 1_000, 5_000, 60_000, 299_999, 300_001, 3_600_000, 86_400_000) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('midnight' as const), ms: fc.constantFrom(-1, 0, 1), month: fc.boolean() }) },
  { weight: 4, arbitrary: open },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('again' as const), pick: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('close' as const), pick: fc.nat(30) }) },
) // prettier-ignore

/** What changes in the reference data before a round. */
export const change = fc.option(
  fc.oneof(
    fc.record({ what: fc.constant('dealer' as const), dealer_id: text('D2', 'D4', 'D5'), region: text('华东', '华南', '华北'), from: fc.integer({ min: -2, max: 2 }) }),
    fc.record({ what: fc.constant('target' as const), measure: text('lead', 'order', 'net_order'), region: fc.constantFrom(undefined, '华东', '华南'), value: fc.nat(100) }),
  ),
  { freq: 5 },
) // prettier-ignore

const openings = fc.array(open, { minLength: 2, maxLength: 5 }).map((happenings) => ({ change: null, happenings }))

const later = fc.array(fc.record({ change, happenings: fc.array(happening, { minLength: 1, maxLength: 5 }) }), {
  minLength: 5,
  maxLength: 14,
})

/** Some views are opened, then things happen. */
export const rounds = fc.tuple(openings, later).map(([first, rest]) => [first, ...rest])
export type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never
export type Change = typeof change extends fc.Arbitrary<infer T> ? T : never
export type OpenHappening = typeof open extends fc.Arbitrary<infer T> ? T : never
