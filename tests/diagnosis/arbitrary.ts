import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import type { Zone } from '#domain/zone.ts'
import { clock, happening, instantOf, question, type Happening, type Question } from '#tests/oracle/arbitrary.ts'
import type { AskedPeriod } from '#tests/oracle/spans.ts'

const STAGES = ['unique_lead', 'first_visit', 'test_drive', 'order', 'deal', 'delivery'] as const
/** Stages, and what stands beside them: calls, losses, cancellations, invoices. */
const KINDS = [...STAGES, ...STAGES, 'contact', 'lost', 'order_cancel', 'invoice'] as const

/** Days before the clock: most in the months that are compared, some in the year before. */
const days = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 70 }) },
  { weight: 3, arbitrary: fc.integer({ min: 360, max: 440 }) },
)

/**
 * Happenings of the funnel, so many that a range seldom has none of a stage. Without bias: else nearly every world would
 * be all but empty. Of one world all units are large.
 */
const funnel = fc.noBias(
  fc
    .tuple(
      fc.constantFrom(1, 1, 1, 100_000),
      fc.array(fc.tuple(happening, fc.constantFrom(...KINDS), days, fc.constantFrom(1, 1, 1, 3, 20)), { minLength: 250, maxLength: 350, size: 'max' }),
    )
    .map(([scale, drawn]) =>
      drawn.map(([one, kind, ago, units]): Happening => {
        const corrected = one.corrected && { ...one.corrected, attributes: one.corrected.attributes && { ...one.corrected.attributes, units: scale * units } }
        return { ...one, kind, at: { ...one.at, days: ago }, attributes: { ...one.attributes, units: scale * units }, corrected }
      }),
    ),
) // prettier-ignore

/** Filters that leave enough to count; every fourth question has one that may leave nothing. */
const PLAIN: Record<string, (string | null)[]>[] = [{}, {}, { region: ['华东'] }, { dealer_id: ['D1', 'D2', 'D5'] }, { model: ['X5', 'X7', null] }, { channel_2: ['vertical'] }] // prettier-ignore

const asked = fc
  .tuple(
    question,
    fc.record({
      plain: fc.option(fc.constantFrom(...PLAIN), { freq: 3 }),
      measure: fc.constantFrom('delivery', 'delivery', 'deal', 'order', 'invoice', 'unique_lead'),
      against: fc.constantFrom('previous' as const, 'last_year' as const),
      when: fc.option(fc.constantFrom('month_to_date' as const, 'last_30_days' as const, 'previous_month' as const, 'last_7_days' as const), { freq: 3 }),
      by: fc.constantFrom(undefined, 'region', 'dealer_id', 'model', 'channel_1', 'campaign', 'group'),
      dims: fc.constantFrom(undefined, undefined, ['region', 'area', 'dealer_id', 'model'], ['area', 'channel', 'intent_level']),
    }),
  )
  .map(([drawn, { plain, when, ...own }]) => ({ ...drawn, ...own, where: plain ?? drawn.where, period: when ?? drawn.period })) // prettier-ignore

export type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

/** A world of funnel events and questions of why. */
export const worlds = fc.tuple(clock, funnel, fc.noBias(fc.array(asked, { minLength: 4, maxLength: 6 })))

/** What of a drawn question `POST /api/query` and `POST /api/diagnose` have in common. */
export function sharedOf(drawn: Asked, asOf: number, zone: Zone) {
  const { where, align, org, base, period, known, against } = drawn
  const known_at = known === null ? null : asOf - known
  const shared = {
    where, org, base,
    align: align === 'lunar' && against === 'previous' ? ('elapsed' as const) : align,
    period: periodOf(period, asOf, zone),
    as_of: zone.iso(asOf),
    ...(known_at !== null && { known_at: zone.iso(known_at) }),
  } // prettier-ignore
  return { shared, known_at: known_at ?? asOf }
}

function periodOf(drawn: Question['period'], asOf: number, zone: Zone): AskedPeriod {
  if (typeof drawn === 'string' || 'window' in drawn) return drawn
  const { from, days, time } = drawn
  const start = Temporal.PlainDate.from(zone.day(asOf)).add({ days: from })
  const edge = (day: Temporal.PlainDate) =>
    time === '' ? day.toString() : zone.iso(instantOf(`${day}${time}`, zone.name))
  return { from: edge(start), to: time === 'T09:30:00' ? edge(start.add({ days })) : start.add({ days }).toString() }
}
