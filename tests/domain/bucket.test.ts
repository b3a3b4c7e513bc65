import { describe, expect, it } from 'vitest'
import { bucketKey, bucketMap, bucketStartDay, type Bucket } from '#domain/bucket.ts'
import { openCalendar } from '#domain/calendar.ts'
import { readPeriod, resolvePeriod } from '#domain/period.ts'
import { openZone } from '#domain/zone.ts'

const zone = openZone('Asia/Shanghai')
const calendar = openCalendar({}, { fiscalCutoff: 26 })

const mapOf = (bucket: Bucket, period: unknown, asOf: string) => {
  const clock = { as_of: Date.parse(`${asOf}+08:00`), zone, calendar }
  return bucketMap({ ranges: resolvePeriod(readPeriod(period), ['previous', 'last_year'], 'elapsed', clock).ranges, clock }, bucket) // prettier-ignore
}

describe('a day lies in one bucket of each kind', () => {
  it.each([
    ['2026-11-10', '2026-11-01', '2026-11'],
    ['2026-11-11', '2026-11-11', '2026-11'],
    ['2026-11-25', '2026-11-21', '2026-11'],
    ['2026-11-26', '2026-11-21', '2026-12'],
    ['2026-12-31', '2026-12-21', '2027-01'],
    ['2024-02-29', '2024-02-21', '2024-03'],
  ])('%s', (day, xun, fiscal) => {
    expect(bucketKey('xun', day, 26)).toBe(xun)
    expect(bucketKey('fiscal_month', day, 26)).toBe(fiscal)
    expect(bucketKey('fiscal_month', day, 1)).toBe(day.slice(0, 7))
  })
})

it('a key names the first day of its bucket', () => {
  expect(bucketStartDay('fiscal_month', '2027-01', 26)).toBe('2026-12-26')
  expect(bucketStartDay('fiscal_month', '2027-01', 1)).toBe('2027-01-01')
  expect(bucketStartDay('month', '2027-01', 26)).toBe('2027-01-01')
  expect(bucketStartDay('xun', '2027-01-21', 26)).toBe('2027-01-21')
})

describe('a comparison’s bucket sits at that of the same ordinal', () => {
  it('of 旬', () => {
    const map = mapOf('xun', 'month_to_date', '2026-03-15T12:00')
    expect(map.keyOf('previous', '2026-02-05')).toBe('2026-03-01')
    expect(map.keyOf('previous', '2026-02-15')).toBe('2026-03-11')
    expect(map.keysAt('last_year', '2026-03-11')).toEqual(['2025-03-11'])
    expect(map.has('previous', '2026-03-21')).toBe(false)
    expect(map.keysAt('current', '2026-03-12')).toEqual([])
  })

  it('of fiscal months', () => {
    const map = mapOf('fiscal_month', { from: '2026-02-26', to: '2026-04-26' }, '2026-05-01T12:00')
    expect(map.keyOf('current', '2026-03-25')).toBe('2026-03')
    expect(map.keyOf('current', '2026-03-26')).toBe('2026-04')
    // 59 days right before begin on 29 December, in the fiscal month of January.
    expect(map.keyOf('previous', '2025-12-29')).toBe('2026-03')
    expect(map.keysAt('current', '2026-13')).toEqual([])
    expect(map.keysAt('previous', null)).toEqual([])
  })
})
