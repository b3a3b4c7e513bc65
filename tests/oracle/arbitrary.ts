import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import type { Fact } from '#domain/fact.ts'
import { KIND_NAMES, type Kind } from '#domain/kinds.ts'
import { SLICE_COUNTS } from '#domain/kpi/counts.ts'
import { RATES } from '#domain/kpi/rates.ts'
import type { Zone } from '#domain/zone.ts'
import { declared } from './calendar.ts'
import { springOf } from './spans.ts'
import { factOf } from './world.ts'

/** Business clocks where calendars are awkward: leap days, month ends, festivals, clock changes. */
const CLOCKS = [
  '2024-02-29T12:00', '2026-03-31T18:30', '2026-11-22T10:00', '2026-02-25T12:00', '2025-03-09T12:00', '2025-11-02T01:30',
  '2026-04-05T02:15', '2026-10-04T02:45', '2026-01-01T00:00', '2026-02-01T00:00', '2026-10-09T09:30', '2025-10-12T23:59:59.999',
  '2024-12-31T23:00', '2026-03-01T08:00',
] as const // prettier-ignore

export const zones = ['Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe'] as const

/** Those clocks, and any day around a Spring Festival from 2015 to 2027. */
export const clock = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...CLOCKS) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.integer({ min: 2015, max: 2027 }),
        fc.integer({ min: -25, max: 25 }),
        fc.constantFrom('00:00', '12:00', '02:30'),
      )
      .map(([year, days, time]) => `${springOf(year).add({ days }).toString()}T${time}`),
  },
)

/** A local clock text as an instant of a zone. */
export const instantOf = (text: string, tz: string): number =>
  Temporal.PlainDateTime.from(text).toZonedDateTime(tz).epochMilliseconds

/** Mostly the kinds of the funnel; the others now and then, so that every KPI has something to count. */
const FUNNEL: Kind[] = ['lead', 'visit', 'order', 'order_cancel', 'deal']
const kinds = fc.oneof(fc.constantFrom(...FUNNEL), fc.constantFrom(...KIND_NAMES))
const HOSTILE = ["');DROP TABLE x;--", "it's", 'a\\b', '{p0:String}', '“引号”', 'tab\there', '%_', '🚗', '']

const text = (...values: string[]) => fc.constantFrom(...values)

const attributes = fc.record({
  dealer_id: text('D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7', ''),
  advisor_id: text('A1', 'A4', 'A?', ''),
  model: text('X5', 'x5-old', 'X6', 'X7', 'S7', 'S8', 'E2', 'E3', 'unknown', ''),
  channel: text('autohome', 'qczj', 'vertical', 'store', 'new', ''),
  campaign: text(...HOSTILE),
  intent_level: text('H', 'A', 'O', ''),
  visit_kind: text('invited', 'walk_in', 'service', ''),
  purpose: text('test_drive', 'visit', ''),
  via: text('phone', 'onsite', 'wecom', ''),
  connected: fc.constantFrom('true' as const, 'false' as const, '' as const),
  audit: text('applied', 'approved', 'rejected', ''),
  lead_id: text('L1', ''),
  order_id: text('O1', ''),
  reason: text('已购竞品', ...HOSTILE),
  pay: text('loan', 'cash', ''),
  trade_in: fc.constantFrom('true' as const, 'false' as const, '' as const),
  colour: text('red', ...HOSTILE),
  units: fc.constantFrom<number>(1, 1, 1, 3, 100_000),
  amount: fc.constantFrom(null, 0, 1, 23_580_000, -5),
  /** Hours until what was booked is due. */
  due: fc.constantFrom(null, 0, 10, 24, 50),
})

/** Days and times before the clock, dense around midnights and around the clock itself. */
const age = fc.record({
  days: fc.oneof(fc.integer({ min: -1, max: 3 }), fc.integer({ min: 0, max: 70 }), fc.integer({ min: 355, max: 440 })),
  time: fc.oneof(fc.constantFrom(0, 1, -1, 'clock' as const), fc.integer({ min: 0, max: 86_399_999 })),
  nudge: fc.constantFrom(-1, 0, 0, 1),
})

export const happening = fc.record({
  kind: kinds,
  at: age,
  attributes,
  delay: fc.constantFrom(0, 1_000, 86_400_000 * 3),
  /** The entry is reversed later, and perhaps booked again with other attributes. */
  corrected: fc.option(fc.record({ attributes: fc.option(attributes), delay: fc.constantFrom(0, 86_400_000) }), {
    freq: 4,
  }),
})

export type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** `max`: else nearly every world would be all but empty. */
export const history = fc.array(happening, { maxLength: 40, size: 'max' })

/** Books happenings as a booker would: entry, reversal, new entry, numbered as they come. */
export function book(happenings: readonly Happening[], asOf: number, zone: Zone): Fact[] {
  const facts: Fact[] = []
  const enter = (part: Omit<Partial<Fact>, 'seq'> & Pick<Fact, 'kind' | 'occurred_at'>) =>
    facts.push(factOf({ ...part, seq: facts.length + 1 }, zone))
  happenings.forEach(({ kind, at, attributes: held, delay, corrected }, i) => {
    const { day, time } = zone.local(asOf)
    const base = zone.instant(Temporal.PlainDate.from(day).subtract({ days: at.days }).toString())
    const occurred_at = base + (at.time === 'clock' ? time + at.nudge : at.time)
    const first = {
      kind,
      occurred_at,
      received_at: occurred_at + delay,
      event_id: `e${i}`,
      ...spread(held, occurred_at),
    }
    enter(first)
    if (!corrected) return
    const received_at = first.received_at + corrected.delay
    enter({ ...first, sign: -1, received_at })
    if (corrected.attributes)
      enter({ ...first, ...spread(corrected.attributes, occurred_at), received_at, revision: 1 })
  })
  return facts
}

const spread = ({ colour, due, ...rest }: Happening['attributes'], occurred_at: number) => ({
  ...rest,
  due_at: due === null ? null : occurred_at + due * 3_600_000,
  attrs: (colour === '' ? {} : { colour }) as Record<string, string>,
})

/** Counts and quotients beside the rates, sliced or not. */
const MEASURES_OF_ALL_SORTS = ['invited_visit', 'sales_visit', 'walk_in_visit', 'retail', 'invited_visit_rate', 'wholesale_retail_rate', 'card_amount'] // prettier-ignore

const DIMENSIONS = [
  'region', 'area', 'dealer_id', 'advisor_id', 'province', 'group', 'channel_type', 'city_tier', 'model', 'series', 'brand', 'energy',
  'channel', 'channel_1', 'channel_2', 'channel_3', 'campaign', 'intent_level', 'due_day', 'hour', 'day', 'week', 'month', 'xun', 'fiscal_month', 'attrs.colour',
] as const // prettier-ignore

const FILTERS: Record<string, fc.Arbitrary<(string | null)[]>> = {
  region: fc.subarray<string | null>(['华东', '华南', null]),
  area: fc.subarray<string | null>(['苏南', '粤东', null]),
  group: fc.subarray<string | null>(['G1', 'G2', null], { minLength: 1 }),
  dealer_id: fc.subarray<string | null>(['D1', 'D2', 'D3', 'D4', null], { minLength: 1 }),
  model: fc.subarray<string | null>(['X5', 'x5-old', 'X7', 'S8', 'unknown', null], { minLength: 1 }),
  series: fc.subarray<string | null>(['X', 'XX', 'S', null], { minLength: 1 }),
  energy: fc.subarray<string | null>(['bev', null], { minLength: 1 }),
  channel: fc.subarray<string | null>(['qczj', 'store', 'new', null], { minLength: 1 }),
  channel_2: fc.subarray<string | null>(['vertical', null], { minLength: 1 }),
  campaign: fc.subarray<string | null>(HOSTILE.map((word) => word || null), { minLength: 1 }),
  'attrs.colour': fc.subarray<string | null>(['red', "it's", null], { minLength: 1 }),
  due_day: fc.subarray<string | null>(['2026-11-22', '2026-11-21', '2026-02-25', '2026-01-01', 'x', null], { minLength: 1 }),
  hour: fc.constantFrom(['00', '10', '12'], ['23'], ['24', 'x']),
  xun: fc.subarray<string | null>(['2026-02-11', '2026-02-21', '2026-11-21', '2026-10-01', '2026-03-01', '2026-02-12', 'x', null], { minLength: 1 }),
  fiscal_month: fc.subarray<string | null>(['2026-02', '2026-03', '2026-04', '2026-10', '2026-11', '2026-12', '2026-13', '2026-02-01', null], { minLength: 1 }),
} // prettier-ignore

/** At most two filters: more would leave nothing to count. */
const filter = fc
  .shuffledSubarray(Object.keys(FILTERS), { maxLength: 2 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, FILTERS[name]!]))))

export const question = fc.record({
  measures: fc.oneof(
    fc.subarray(
      ['lead', 'visit', 'order_amount', 'net_order', 'lead_visit_rate', 'net_order_deal_rate', 'order_cancel_rate'],
      { minLength: 1, maxLength: 4 },
    ),
    fc.shuffledSubarray(
      [...new Set([...MEASURES_OF_ALL_SORTS, ...[...RATES, ...SLICE_COUNTS].map(({ name }) => name)])],
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
  ),
  by: fc.shuffledSubarray([...DIMENSIONS], { maxLength: 3 }),
  where: filter as fc.Arbitrary<Record<string, (string | null)[]>>,
  period: fc.oneof(
    fc.constantFrom(
      'today',
      'yesterday',
      'week_to_date',
      'month_to_date',
      'quarter_to_date',
      'year_to_date',
      'previous_month',
      'last_7_days',
      'last_30_days',
      'xun_to_date',
      'previous_xun',
      'fiscal_month_to_date',
      'previous_fiscal_month',
    ),
    fc.constantFrom(...Object.keys(declared.windows)).map((window) => ({ window })),
    fc.record({
      from: fc.oneof(fc.integer({ min: -3, max: 0 }), fc.integer({ min: -40, max: 0 })),
      days: fc.oneof(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 50 }), fc.constant(400)),
      time: fc.constantFrom('', 'T09:30:00', 'T00:00:00'),
    }),
  ),
  compare: fc.subarray(['previous', 'last_year']),
  align: fc.constantFrom('elapsed', 'elapsed', 'weekday', 'workday', 'lunar'),
  org: fc.constantFrom('current', 'as_stood'),
  base: fc.constantFrom('all', 'all', 'same_store'),
  successors: fc.constantFrom(false, false, true),
  known: fc.constantFrom(null, 0, 86_400_000 * 2),
  dir: fc.constantFrom(null, 'asc', 'desc'),
  limit: fc.constantFrom(500, 3),
})

export type Question = typeof question extends fc.Arbitrary<infer T> ? T : never
