import { describe, expect, it } from 'vitest'
import { openCalendar } from '#domain/calendar.ts'
import { readPeriod, resolvePeriod, stateRange } from '#domain/period.ts'
import type { Alignment, Comparison, Period, Range } from '#domain/range.ts'
import { readWindows } from '#domain/windows/window.ts'
import { openZone } from '#domain/zone.ts'

const windows = readWindows([
  {
    window: 'auto_show',
    zh: '车展',
    en: 'Auto show',
    occurrences: [
      { year: 2026, from: '2026-04-24', to: '2026-05-04', city: '北京' },
      { year: 2024, from: '2024-04-25', to: '2024-05-05', city: '北京' },
    ],
  },
])
const calendar = openCalendar({}, { windows, fiscalCutoff: 26 })

const resolve = (
  asOf: string,
  period: Period,
  align: Alignment = 'elapsed',
  compare: Comparison[] = ['previous', 'last_year'],
  tz = 'Asia/Shanghai',
) => {
  const zone = openZone(tz)
  const [day, time = '00:00'] = asOf.split(' ')
  const [hours, minutes] = time.split(':').map(Number) as [number, number]
  const as_of = zone.instant(day!, (hours * 60 + minutes) * 60_000)
  const { ranges } = resolvePeriod(period, compare, align, { as_of, zone, calendar })
  const text = (range: Range | undefined) => {
    if (!range) return undefined
    const short = (at: number) => zone.iso(at).slice(0, 16).replace('T', ' ')
    return `${short(range.from)} … ${short(range.to)}${range.open ? ' open' : ''}`
  }
  return { current: text(ranges.current), previous: text(ranges.previous), last_year: text(ranges.last_year), ranges }
}

describe('the worked ranges of the protocol', () => {
  it.each([
    [
      '2026-03-31 18:30',
      'month_to_date',
      'elapsed',
      '2026-03-01 00:00 … 2026-03-31 18:30 open',
      '2026-02-01 00:00 … 2026-03-01 00:00',
      '2025-03-01 00:00 … 2025-03-31 18:30',
    ],
    [
      '2024-02-29 12:00',
      'month_to_date',
      'elapsed',
      '2024-02-01 00:00 … 2024-02-29 12:00 open',
      '2024-01-01 00:00 … 2024-01-29 12:00',
      '2023-02-01 00:00 … 2023-03-01 00:00',
    ],
    [
      '2026-11-22 10:00',
      'today',
      'weekday',
      '2026-11-22 00:00 … 2026-11-22 10:00 open',
      '2026-11-15 00:00 … 2026-11-15 10:00',
      '2025-11-23 00:00 … 2025-11-23 10:00',
    ],
    [
      '2026-02-25 12:00',
      { from: '2026-02-10', to: '2026-02-25' },
      'lunar',
      '2026-02-10 00:00 … 2026-02-25 00:00',
      '2026-01-26 00:00 … 2026-02-10 00:00',
      '2025-01-22 00:00 … 2025-02-06 00:00',
    ],
  ] as const)('%s %j %s', (asOf, period, align, current, previous, last_year) => {
    expect(resolve(asOf, period, align)).toMatchObject({ current, previous, last_year })
  })
})

describe('each period', () => {
  it.each([
    [
      'yesterday',
      '2026-11-21 00:00 … 2026-11-22 00:00',
      '2026-11-20 00:00 … 2026-11-21 00:00',
      '2025-11-21 00:00 … 2025-11-22 00:00',
    ],
    [
      'week_to_date',
      '2026-11-16 00:00 … 2026-11-22 10:00 open',
      '2026-11-09 00:00 … 2026-11-15 10:00',
      '2025-11-16 00:00 … 2025-11-22 10:00',
    ],
    [
      'quarter_to_date',
      '2026-10-01 00:00 … 2026-11-22 10:00 open',
      '2026-07-01 00:00 … 2026-08-22 10:00',
      '2025-10-01 00:00 … 2025-11-22 10:00',
    ],
    [
      'year_to_date',
      '2026-01-01 00:00 … 2026-11-22 10:00 open',
      '2025-01-01 00:00 … 2025-11-22 10:00',
      '2025-01-01 00:00 … 2025-11-22 10:00',
    ],
    [
      'previous_month',
      '2026-10-01 00:00 … 2026-11-01 00:00',
      '2026-09-01 00:00 … 2026-10-01 00:00',
      '2025-10-01 00:00 … 2025-11-01 00:00',
    ],
    [
      'last_7_days',
      '2026-11-16 00:00 … 2026-11-22 10:00 open',
      '2026-11-09 00:00 … 2026-11-15 10:00',
      '2025-11-16 00:00 … 2025-11-22 10:00',
    ],
    [
      'last_30_days',
      '2026-10-24 00:00 … 2026-11-22 10:00 open',
      '2026-09-24 00:00 … 2026-10-23 10:00',
      '2025-10-24 00:00 … 2025-11-22 10:00',
    ],
  ] as const)('%s', (period, current, previous, last_year) => {
    expect(resolve('2026-11-22 10:00', period)).toMatchObject({ current, previous, last_year })
  })

  it('a whole month meets a whole month, however long', () => {
    expect(resolve('2026-03-15 10:00', 'previous_month').previous).toBe('2026-01-01 00:00 … 2026-02-01 00:00')
    expect(resolve('2025-03-15 10:00', 'previous_month').last_year).toBe('2024-02-01 00:00 … 2024-03-01 00:00')
  })

  it('begins empty at midnight', () => {
    const { ranges } = resolve('2026-03-01 00:00', 'month_to_date')
    expect(ranges.current.from).toBe(ranges.current.until)
    expect(ranges.previous!.from).toBe(ranges.previous!.until)
  })
})

describe('a custom range', () => {
  it('that runs is not cut but open, and compared up to the same elapsed', () => {
    const { current, previous, ranges } = resolve('2026-11-22 10:00', { from: '2026-11-20', to: '2026-11-27' })
    expect(current).toBe('2026-11-20 00:00 … 2026-11-27 00:00 open')
    expect(ranges.current.until).toBe(Date.parse('2026-11-22T10:00:00+08:00'))
    expect(previous).toBe('2026-11-13 00:00 … 2026-11-15 10:00')
  })

  it('of instants is compared with an equal length of time', () => {
    const period = { from: '2026-11-20T00:00:00+08:00', to: '2026-11-22T12:00:00+08:00' }
    expect(resolve('2026-11-23 10:00', period).previous).toBe('2026-11-17 12:00 … 2026-11-20 00:00')
    expect(resolve('2026-11-21 10:00', period).previous).toBe('2026-11-17 12:00 … 2026-11-18 22:00')
  })

  it('at a leap day ends on 1 March a year earlier and begins on 28 February', () => {
    expect(resolve('2024-03-05 10:00', { from: '2024-02-20', to: '2024-02-29' }).last_year).toBe(
      '2023-02-20 00:00 … 2023-03-01 00:00',
    )
    expect(resolve('2024-03-05 10:00', { from: '2024-02-29', to: '2024-03-02' }).last_year).toBe(
      '2023-02-28 00:00 … 2023-03-02 00:00',
    )
  })

  it('that has not begun counts nothing', () => {
    const { ranges } = resolve('2026-11-22 10:00', { from: '2026-12-01', to: '2026-12-05' })
    expect(ranges.current.until).toBe(ranges.current.from)
    expect(ranges.previous!.until).toBe(ranges.previous!.from)
    expect(ranges.current.open).toBe(true)
  })

  it.each([
    [{ from: '2026-02-30', to: '2026-03-01' }, 'period.from'],
    [{ from: '2026-02-01', to: '2026-02-01T10:00:00' }, 'period.to'],
    [{ from: '2026-02-02', to: '2026-02-01' }, 'period'],
    [{ from: '2010-01-01', to: '2026-02-01' }, 'period'],
    [{ from: '0001-01-01', to: '0001-02-01' }, 'period.from'],
    [{ from: '9999-12-30', to: '9999-12-31' }, 'period.from'],
  ])('%j is refused', (period, path) => {
    expect(() => resolve('2026-11-22 10:00', period)).toThrow(expect.objectContaining({ code: 'bad_period', path }))
  })
})

describe('align workday', () => {
  const previous = (asOf: string, period: Period = 'month_to_date') => resolve(asOf, period, 'workday').previous

  it('meets the working day of the same number', () => {
    // Friday 20 November 2026 is the 15th working day; the 15th of October (holiday until the 7th, 10th worked) is the 27th.
    expect(previous('2026-11-20 15:00')).toBe('2026-10-01 00:00 … 2026-10-27 15:00')
  })

  it('meets the rest day of the same place after as many working days', () => {
    expect(previous('2026-11-22 10:00', 'week_to_date')).toBe('2026-11-09 00:00 … 2026-11-15 10:00')
  })

  it('ends with the day of that number where no day of the same sort follows it', () => {
    expect(previous('2026-11-22 10:00')).toBe('2026-10-01 00:00 … 2026-10-28 00:00')
  })

  it('has nothing before the first working day of a unit that begins with one', () => {
    expect(previous('2026-10-01 10:00')).toBe('2026-09-01 00:00 … 2026-09-01 00:00')
  })

  it('never passes the end of its unit', () => {
    expect(previous('2026-03-31 18:30')).toBe('2026-02-01 00:00 … 2026-03-01 00:00')
  })
})

describe('align lunar', () => {
  it('exists for last_year only', () => {
    expect(() => resolve('2026-02-25 12:00', 'month_to_date', 'lunar', ['previous'])).toThrow(
      expect.objectContaining({ code: 'bad_alignment' }),
    )
  })
})

describe('where clocks change', () => {
  it('a day has 23 or 25 hours and a comparison keeps the local time', () => {
    const { ranges, previous } = resolve('2025-03-09 12:00', 'today', 'elapsed', ['previous'], 'America/New_York')
    expect(ranges.current.to - ranges.current.from).toBe(11 * 3_600_000)
    expect(previous).toBe('2025-03-08 00:00 … 2025-03-08 12:00')
  })

  it('half an hour is a whole change', () => {
    const { ranges } = resolve('2026-04-05 12:00', 'today', 'elapsed', ['previous'], 'Australia/Lord_Howe')
    expect(ranges.current.to - ranges.current.from).toBe(12.5 * 3_600_000)
  })
})

it('a range is stated with its days and working days', () => {
  const zone = openZone('Asia/Shanghai')
  const as_of = Date.parse('2026-10-10T10:00:00+08:00')
  const { ranges } = resolvePeriod('month_to_date', [], 'elapsed', { as_of, zone, calendar })
  expect(stateRange(ranges.current, { as_of, zone, calendar })).toEqual({
    from: '2026-10-01T00:00:00.000+08:00', to: '2026-10-10T10:00:00.000+08:00', days: 10, workdays: 3, open: true,
  }) // prettier-ignore
})

describe('旬', () => {
  it.each([
    ['2026-11-22 10:00', '2026-11-21 00:00 … 2026-11-22 10:00 open', '2026-11-11 00:00 … 2026-11-12 10:00', '2025-11-21 00:00 … 2025-11-22 10:00'],
    ['2026-11-11 10:00', '2026-11-11 00:00 … 2026-11-11 10:00 open', '2026-11-01 00:00 … 2026-11-01 10:00', '2025-11-11 00:00 … 2025-11-11 10:00'],
    // The last 旬 of a long month has eleven days, that of February eight.
    ['2026-03-10 12:00', '2026-03-01 00:00 … 2026-03-10 12:00 open', '2026-02-21 00:00 … 2026-03-01 00:00', '2025-03-01 00:00 … 2025-03-10 12:00'],
    ['2024-02-29 12:00', '2024-02-21 00:00 … 2024-02-29 12:00 open', '2024-02-11 00:00 … 2024-02-19 12:00', '2023-02-21 00:00 … 2023-03-01 00:00'],
  ])('at %s', (asOf, current, previous, last_year) => {
    expect(resolve(asOf, 'xun_to_date')).toMatchObject({ current, previous, last_year })
  }) // prettier-ignore

  it('of before is whole and meets a whole one', () => {
    expect(resolve('2026-03-05 10:00', 'previous_xun')).toMatchObject({
      current: '2026-02-21 00:00 … 2026-03-01 00:00',
      previous: '2026-02-11 00:00 … 2026-02-21 00:00',
      last_year: '2025-02-21 00:00 … 2025-03-01 00:00',
    })
  })
})

describe('a fiscal month with its cut on the 26th', () => {
  it('runs from the 26th to the 25th', () => {
    expect(resolve('2026-03-25 18:00', 'fiscal_month_to_date')).toMatchObject({
      current: '2026-02-26 00:00 … 2026-03-25 18:00 open',
      previous: '2026-01-26 00:00 … 2026-02-22 18:00',
      last_year: '2025-02-26 00:00 … 2025-03-25 18:00',
    })
  })

  it('of before is whole', () => {
    expect(resolve('2026-03-26 00:00', 'previous_fiscal_month')).toMatchObject({
      current: '2026-02-26 00:00 … 2026-03-26 00:00',
      previous: '2026-01-26 00:00 … 2026-02-26 00:00',
      last_year: '2025-02-26 00:00 … 2025-03-26 00:00',
    })
  })
})

describe('a named window', () => {
  it('is compared with the one before at the same elapsed', () => {
    expect(resolve('2026-10-03 15:00', { window: 'guoqing' })).toMatchObject({
      current: '2026-10-01 00:00 … 2026-10-03 15:00 open',
      previous: '2025-10-01 00:00 … 2025-10-03 15:00',
      last_year: '2025-10-01 00:00 … 2025-10-03 15:00',
    })
  })

  it('that is over meets a whole one, however long', () => {
    expect(resolve('2026-11-22 10:00', { window: 'guoqing', year: 2026 })).toMatchObject({
      current: '2026-10-01 00:00 … 2026-10-08 00:00',
      previous: '2025-10-01 00:00 … 2025-10-09 00:00',
    })
  })

  it('held every other year has one before, but none last year', () => {
    expect(resolve('2026-11-22 10:00', { window: 'auto_show' })).toMatchObject({
      current: '2026-04-24 00:00 … 2026-05-04 00:00',
      previous: '2024-04-25 00:00 … 2024-05-05 00:00',
      last_year: undefined,
    })
  })

  it('under workday and weekday meets days of the earlier one', () => {
    const spring = (align: Alignment) => resolve('2026-02-19 12:00', { window: 'spring_festival' }, align).previous
    expect(spring('elapsed')).toBe('2025-01-28 00:00 … 2025-02-01 12:00')
    expect(spring('weekday')).toBe('2025-01-26 00:00 … 2025-01-30 12:00')
    expect(spring('workday')).toBe('2025-01-28 00:00 … 2025-02-01 12:00')
  })

  it('that lies ahead counts nothing', () => {
    const { ranges } = resolve('2026-02-01 10:00', { window: 'auto_show', year: 2026 })
    expect(ranges.current).toMatchObject({ open: true, until: ranges.current.from })
    expect(ranges.previous!.until).toBe(ranges.previous!.from)
  })

  it.each([
    [{ window: 'nothing' }, 'period.window'],
    [{ window: 'auto_show', year: 2025 }, 'period.year'],
  ])('%j is refused', (period, path) => {
    expect(() => resolve('2026-11-22 10:00', period)).toThrow(expect.objectContaining({ code: 'bad_period', path }))
  })

  it.each([
    [{ window: 'guoqing', from: '2026-01-01' }, 'period'],
    [{ window: 'guoqing', year: '2026' }, 'period.year'],
    [{ from: '2026-01-01' }, 'period'],
    [{ from: '2026-01-01', to: '2026-01-02', year: 2026 }, 'period'],
    [{}, 'period'],
    [[], 'period'],
    [7, 'period'],
  ])('%j is no period', (raw, path) => {
    expect(() => readPeriod(raw)).toThrow(expect.objectContaining({ code: 'bad_period', path }))
  })
})

it('a range says when its working days are guessed', () => {
  const zone = openZone('Asia/Shanghai')
  const clock = { as_of: Date.parse('2027-02-10T10:00:00+08:00'), zone }
  const state = (calendar: ReturnType<typeof openCalendar>) => {
    const { ranges } = resolvePeriod('month_to_date', [], 'elapsed', { ...clock, calendar })
    return stateRange(ranges.current, { ...clock, calendar })
  }
  // 1–10 February 2027: New Year's Eve and the three days after it fall on Friday to Monday.
  expect(state(openCalendar())).toMatchObject({ days: 10, workdays: 6, calendar: 'assumed' })
  expect(state(openCalendar({ '2027': 'statutory', '2027-02-06': 'work' }))).toMatchObject({ days: 10, workdays: 9 })
  expect(state(openCalendar({ '2027': 'statutory' }))).not.toHaveProperty('calendar')
})
