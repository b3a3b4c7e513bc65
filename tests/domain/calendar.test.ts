import { describe, expect, it } from 'vitest'
import { openCalendar } from '#domain/calendar.ts'
import { festivalsOf, lawfulHoliday } from '#domain/windows/lawful.ts'
import { joinWindows, readWindows } from '#domain/windows/window.ts'
import { addDays } from '#domain/zone.ts'

const calendar = openCalendar()

describe('the statutory calendar', () => {
  // Days off and make-up workdays as the State Council announced them.
  it.each([
    ['2026-02-14', true, '春节'],
    ['2026-02-15', false, '春节'],
    ['2026-02-23', false, '春节'],
    ['2026-02-24', true, null],
    ['2026-02-28', true, '春节'],
    ['2025-10-08', false, '国庆中秋'],
    ['2024-02-09', true, null],
    ['2020-02-01', false, '春节'],
    ['2026-11-22', false, null],
  ])('%s', (day, work, name) => {
    expect(calendar.sort(day)).toEqual({ work, name, basis: 'statutory' })
  })

  it.each([
    [2014, '2014-01-31'], [2015, '2015-02-19'], [2016, '2016-02-08'], [2017, '2017-01-28'], [2018, '2018-02-16'],
    [2019, '2019-02-05'], [2020, '2020-01-25'], [2021, '2021-02-12'], [2022, '2022-02-01'], [2023, '2023-01-22'],
    [2024, '2024-02-10'], [2025, '2025-01-29'], [2026, '2026-02-17'], [2027, '2027-02-06'],
  ])('Spring Festival of %i', (year, day) => {
    expect(calendar.springFestival(year)).toBe(day)
    expect(festivalsOf(day)).toContain('春节')
  }) // prettier-ignore

  it('knows the years that were announced', () => {
    expect([2001, 2002, 2026, 2027].map((year) => calendar.basis(year))).toEqual([
      'assumed', 'statutory', 'statutory', 'assumed',
    ]) // prettier-ignore
  })
})

describe('a year without notice', () => {
  it('has the thirteen days of the law off, and weekends', () => {
    const off: string[] = []
    for (let day = '2027-01-01'; day < '2028-01-01'; day = addDays(day, 1)) if (lawfulHoliday(day)) off.push(day)
    expect(off).toEqual([
      '2027-01-01', '2027-02-05', '2027-02-06', '2027-02-07', '2027-02-08', '2027-04-05', '2027-05-01', '2027-05-02',
      '2027-06-09', '2027-09-15', '2027-10-01', '2027-10-02', '2027-10-03',
    ]) // prettier-ignore
    expect(calendar.sort('2027-02-08')).toEqual({ work: false, name: '春节', basis: 'assumed' })
    expect(calendar.sort('2027-02-20')).toEqual({ work: false, name: null, basis: 'assumed' })
  })

  it('takes the notice from the override file', () => {
    const known = openCalendar({
      '2027': 'statutory',
      '2027-10-01': { sort: 'rest', name: '国庆节' },
      '2027-10-04': { sort: 'rest', name: '国庆节' },
      '2027-10-02': { sort: 'rest', name: '国庆节' },
      '2027-10-03': { sort: 'rest', name: '国庆节' },
      '2027-10-09': { sort: 'work', name: '国庆节' },
      '2027-10-12': 'rest',
    })
    expect(known.basis(2027)).toBe('statutory')
    expect(known.sort('2027-10-09')).toEqual({ work: true, name: '国庆节', basis: 'override' })
    expect(known.sort('2027-10-12')).toEqual({ work: false, name: null, basis: 'override' })
    expect(known.sort('2027-02-08')).toEqual({ work: true, name: null, basis: 'statutory' })
    expect(known.windows.get('guoqing')!.occurrences.at(-1)).toEqual({
      year: 2027, from: '2027-10-01', to: '2027-10-05',
    }) // prettier-ignore
  })
})

describe('windows', () => {
  it('are the long holidays where nothing is declared', () => {
    const held = (window: string, year: number) => {
      const found = calendar.windows.get(window)!.occurrences.find((one) => one.year === year)
      return found && `${found.from} … ${found.to}`
    }
    expect(held('guoqing', 2023)).toBe('2023-09-29 … 2023-10-07')
    expect(held('labour_day', 2022)).toBe('2022-04-30 … 2022-05-05')
    expect(held('spring_festival', 2026)).toBe('2026-02-15 … 2026-02-24')
    expect(held('guoqing', 2027)).toBeUndefined()
  })

  it('declared under the same name replace those of the same year', () => {
    const own = readWindows([
      { window: 'guoqing', zh: '国庆档', en: 'Golden week', occurrences: [{ year: 2026, from: '2026-09-28', to: '2026-10-12' }] },
    ]) // prettier-ignore
    const joined = joinWindows([calendar.windows.get('guoqing')!], own).get('guoqing')!
    expect(joined.zh).toBe('国庆档')
    expect(joined.occurrences.at(-1)!.from).toBe('2026-09-28')
    expect(joined.occurrences.at(-2)!.year).toBe(2025)
  })

  it.each([
    ['a name', [{ window: 'Auto Show', zh: '车展', en: 'x', occurrences: [{ year: 2026, from: '2026-04-24', to: '2026-05-04' }] }], 'window'],
    ['a range', [{ window: 'x', zh: '车展', en: 'x', occurrences: [{ year: 2026, from: '2026-05-04', to: '2026-05-04' }] }], 'to is not after from'],
    ['a year twice', [{ window: 'x', zh: '车展', en: 'x', occurrences: [{ year: 2026, from: '2026-05-04', to: '2026-05-05' }, { year: 2026, from: '2026-06-04', to: '2026-06-05' }] }], 'twice in 2026'],
    ['the form', { window: 'x' }, 'array'],
  ])('that do not fit by %s are refused', (_what, raw, said) => {
    expect(() => readWindows(raw)).toThrow(said)
  }) // prettier-ignore
})
