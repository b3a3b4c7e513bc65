import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import type { Zone } from '#domain/zone.ts'
import { clock, history, instantOf, question, type Happening, type Question } from '#tests/oracle/arbitrary.ts'
import type { AskedPeriod } from '#tests/oracle/spans.ts'

const STAGES = ['unique_lead', 'first_visit', 'test_drive', 'order', 'deal', 'delivery'] as const
/** Stages, and what stands beside them: calls, losses, cancellations, invoices. */
const KINDS = [...STAGES, ...STAGES, 'contact', 'lost', 'order_cancel', 'invoice'] as const

/** Happenings of the funnel, dense enough that a range seldom has none. */
const funnel = fc
  .tuple(history, history, fc.array(fc.constantFrom(...KINDS), { minLength: 80, maxLength: 80 }))
  .map(([some, more, kinds]): Happening[] =>
    [...some, ...more].map((one, i) => ({ ...one, kind: kinds[i % kinds.length]! })),
  )

const asked = fc
  .tuple(
    question,
    fc.record({
      measure: fc.constantFrom('delivery', 'delivery', 'deal', 'order', 'invoice', 'unique_lead'),
      against: fc.constantFrom('previous' as const, 'last_year' as const),
      by: fc.constantFrom(undefined, 'region', 'dealer_id', 'model', 'channel_1', 'campaign', 'group'),
      dims: fc.constantFrom(undefined, undefined, ['region', 'area', 'dealer_id', 'model'], ['area', 'channel', 'intent_level']),
    }),
  )
  .map(([drawn, own]) => ({ ...drawn, ...own })) // prettier-ignore

export type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

/** A world of funnel events and questions of why. */
export const worlds = fc.tuple(clock, funnel, fc.array(asked, { minLength: 3, maxLength: 6 }))

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
