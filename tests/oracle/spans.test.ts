import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { readPeriod, resolvePeriod, stateRange } from '#domain/period.ts'
import { ALIGNMENTS, NAMED_PERIODS, type Alignment, type Range } from '#domain/range.ts'
import { openZone } from '#domain/zone.ts'
import { calendar, declared } from './calendar.ts'
import { Spans, springOf, type AskedPeriod } from './spans.ts'

/** Half-hour zones, zones that change their clocks in the north and in the south, one by half an hour, and ours. */
const ZONES = [
  'Asia/Shanghai',
  'America/New_York',
  'Europe/Berlin',
  'Pacific/Auckland',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
]
const [FIRST, LAST] = [2015, 2027]

const year = fc.integer({ min: FIRST, max: LAST })
const near = (days: fc.Arbitrary<Temporal.PlainDate>, reach: number) =>
  fc.tuple(days, fc.integer({ min: -reach, max: reach })).map(([day, by]) => day.add({ days: by }))

/** The days on which a zone's clocks change, 2015 to 2027. */
function changes(tz: string): Temporal.PlainDate[] {
  const found: Temporal.PlainDate[] = []
  let at = Temporal.PlainDate.from(`${FIRST}-01-01`).toZonedDateTime(tz)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (!next || next.year > LAST) return found
    found.push(next.toPlainDate())
    at = next
  }
}

/** Days where calendars are awkward: festivals, leap days, month ends, clock changes, windows' edges; and any day. */
const dayOf = (tz: string): fc.Arbitrary<Temporal.PlainDate> => {
  const clocks = changes(tz)
  const date = (text: string) => Temporal.PlainDate.from(text)
  const edges = Object.values(declared.windows).flatMap((list) =>
    list.flatMap(([, from, to]) => [date(from), date(to)]),
  )
  return fc.oneof(
    near(year.map(springOf), 20),
    near(fc.tuple(year, fc.integer({ min: 1, max: 12 })).map(([y, month]) => Temporal.PlainDate.from({ year: y, month, day: 1 })), 2),
    near(fc.constantFrom(date('2016-02-29'), date('2020-02-29'), date('2024-02-29')), 1),
    near(fc.tuple(year, fc.constantFrom('05-01', '10-01', '01-01', '04-05')).map(([y, text]) => date(`${y}-${text}`)), 10),
    near(fc.constantFrom(...edges), 2),
    ...(clocks.length > 0 ? [near(fc.constantFrom(...clocks), 1)] : []),
    near(year.map((y) => date(`${y}-06-30`)), 183),
  ) // prettier-ignore
}

const time = fc.constantFrom(
  '00:00', '00:00:00.001', '01:30', '02:00', '02:15', '02:30', '03:00', '12:00', '18:30', '23:59:59.999',
) // prettier-ignore

const period: fc.Arbitrary<AskedPeriod | { from: number; days: number; time: string }> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NAMED_PERIODS) },
  { weight: 2, arbitrary: fc.constantFrom(...Object.keys(declared.windows)).chain((window) =>
      fc.option(fc.constantFrom(...declared.windows[window]!.map(([held]) => held)), { nil: undefined }).map((held) =>
        held === undefined ? { window } : { window, year: held })) },
  { weight: 2, arbitrary: fc.record({
      from: fc.integer({ min: -60, max: 2 }), days: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(366)),
      time: fc.constantFrom('', 'T00:00', 'T09:30') }) },
) // prettier-ignore

/** What the ranges of an answer state, counted day by day. */
function state(span: { from: number; to: number; open: boolean }, tz: string): object {
  const local = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(tz)
  const days: Temporal.PlainDate[] = []
  if (span.to > span.from) {
    const last = local(span.to - 1).toPlainDate()
    let day = local(span.from).toPlainDate()
    for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) days.push(day)
  }
  const text = (at: number) => local(at).toString({ timeZoneName: 'never', fractionalSecondDigits: 3 })
  return {
    from: text(span.from), to: text(span.to), days: days.length,
    workdays: days.filter((day) => calendar.isWorkday(day.toString())).length, open: span.open,
    ...(days.some((day) => day.year > 2026) && { calendar: 'assumed' }),
  } // prettier-ignore
}

describe.each(ZONES)('ranges in %s', (tz) => {
  const zone = openZone(tz)
  const spans = new Spans(tz, calendar, declared)
  const asked = fc.record({ day: dayOf(tz), time, period, align: fc.constantFrom(...ALIGNMENTS) })

  it('are those that the protocol’s words describe, for every period, alignment and comparison', () => {
    fc.assert(
      fc.property(asked, ({ day, time: clock, period: drawn, align }) => {
        const as_of = day.toPlainDateTime(Temporal.PlainTime.from(clock)).toZonedDateTime(tz).epochMilliseconds
        const asking: AskedPeriod = typeof drawn === 'object' && 'days' in drawn ? custom(drawn, day, tz) : drawn
        const clockAt = { as_of, zone, calendar }
        const { ranges } = resolvePeriod(readPeriod(asking), ['previous', 'last_year'], align, clockAt)
        const expected = spans.resolve({ period: asking, compare: ['previous', 'last_year'], align }, as_of)
        expect(ranges).toEqual(expected)
        for (const [name, span] of Object.entries(expected)) {
          expect(stateRange(ranges[name as 'current']!, clockAt)).toEqual(state(span, tz))
          sane(name, span, ranges.current, align)
        }
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 25) * 20, seed: 20_261_123 },
    )
  }, 120_000)
})

/** What holds of every range, whatever was asked. */
function sane(name: string, { from, to, until }: Range, current: Range, align: Alignment): void {
  expect(from).toBeLessThanOrEqual(until)
  expect(until).toBeLessThanOrEqual(to)
  if (name === 'current') return
  expect(from).toBeLessThan(current.from)
  // Only shifted ranges may reach into the current one: a year and a bit against the year before by weekdays.
  if (align === 'elapsed' || align === 'workday') expect(name === 'previous' ? to <= current.from : true).toBe(true)
}

function custom(
  { from, days, time: clock }: { from: number; days: number; time: string },
  day: Temporal.PlainDate,
  tz: string,
): { from: string; to: string } {
  const edge = (at: Temporal.PlainDate) =>
    clock === ''
      ? at.toString()
      : Temporal.PlainDateTime.from(`${at.toString()}${clock}`).toZonedDateTime(tz).toString({ timeZoneName: 'never' })
  const start = day.add({ days: from })
  return { from: edge(start), to: edge(start.add({ days })) }
}
