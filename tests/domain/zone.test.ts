import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { openCalendar } from '#domain/calendar.ts'
import { addDays, DAY_MS, dayNumber, dayText, openZone } from '#domain/zone.ts'

describe.each([
  'Asia/Shanghai',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Europe/London',
])('%s', (name) => {
  const zone = openZone(name)
  const instants = fc.integer({ min: Date.parse('2000-01-01'), max: Date.parse('2035-01-01') })

  it('tells the local day and time as Temporal does', () => {
    fc.assert(
      fc.property(instants, (at) => {
        const plain = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(name).toPlainDateTime()
        const { day, time } = zone.local(at)
        expect(Temporal.PlainDateTime.from(`${day}T00:00`).add({ milliseconds: time }).equals(plain)).toBe(true)
        expect(Date.parse(zone.iso(at))).toBe(at)
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('cuts every instant into one day: it begins at or before it and ends after it', () => {
    fc.assert(
      fc.property(instants, (at) => {
        const day = zone.day(at)
        expect(zone.instant(day)).toBeLessThanOrEqual(at)
        expect(zone.instant(addDays(day, 1))).toBeGreaterThan(at)
        expect(zone.instant(day, DAY_MS)).toBe(zone.instant(addDays(day, 1)))
      }),
      { seed: 2, numRuns: 300 },
    )
  })
})

it('days and their numbers are each other’s inverse', () => {
  fc.assert(
    fc.property(fc.integer({ min: -20_000, max: 80_000 }), (number) => dayNumber(dayText(number)) === number),
    { seed: 3 },
  )
})

it('an unknown zone is refused', () => {
  expect(() => openZone('Mars/Olympus')).toThrow(RangeError)
})

describe('the statutory calendar', () => {
  const calendar = openCalendar({ '2026-11-23': 'rest' })

  it.each([
    ['2026-02-17', false],
    ['2026-02-14', true],
    ['2026-10-01', false],
    ['2026-10-10', true],
    ['2026-11-20', true],
    ['2026-11-21', false],
    ['2026-11-23', false],
  ])('%s is worked: %s', (day, worked) => {
    expect(calendar.isWorkday(day)).toBe(worked)
  })

  it('counts both ends and knows the Spring Festival', () => {
    expect(calendar.workdays('2026-11-16', '2026-11-24')).toBe(6)
    expect(calendar.workdays('2026-11-24', '2026-11-16')).toBe(0)
    expect([2024, 2025, 2026, 2027].map(calendar.springFestival)).toEqual([
      '2024-02-10',
      '2025-01-29',
      '2026-02-17',
      '2027-02-06',
    ])
  })
})
