import { describe, expect, it } from 'vitest'
import {
  clockText,
  dayShare,
  daysOf,
  rangeText,
  shiftDay,
  shiftMonth,
  wallTime,
  weekdayText,
} from '#web/format/time.ts'

const range = (from: string, to: string) => ({
  from: `${from}T00:00:00.000+08:00`,
  to: to.includes('T') ? `${to}+08:00` : `${to}T00:00:00.000+08:00`,
  days: 1,
  workdays: 1,
  open: false,
})

describe('time on the wall', () => {
  it('is told in the business zone', () => {
    expect(wallTime(Date.parse('2026-11-21T17:03:00Z'), 'Asia/Shanghai')).toEqual({
      day: '2026-11-22',
      hour: 1,
      minute: 3,
    })
    expect(clockText({ hour: 9, minute: 5 })).toBe('09:05')
  })

  it.each([
    [range('2026-11-01', '2026-11-22T10:03:00.000'), '11月1日–22日', '1–22 Nov'],
    [range('2026-10-01', '2026-11-01'), '10月1日–31日', '1–31 Oct'],
    [range('2026-11-22', '2026-11-22T10:03:00.000'), '11月22日', '22 Nov'],
    [range('2026-10-01', '2026-11-22T10:03:00.000'), '10月1日–11月22日', '1 Oct–22 Nov'],
    [range('2025-12-01', '2026-01-03'), '2025年12月1日–2026年1月2日', '1 Dec 2025–2 Jan 2026'],
  ])('a range is named by its first and last day', (stated, zh, en) => {
    expect(rangeText(stated, 'zh')).toBe(zh)
    expect(rangeText(stated, 'en')).toBe(en)
  })

  it('an end at midnight belongs to the day before', () => {
    expect(daysOf(range('2026-10-01', '2026-11-01'))).toEqual({ first: '2026-10-01', last: '2026-10-31' })
  })

  it('counts days and months over their ends', () => {
    expect(shiftDay('2026-03-01', -1)).toBe('2026-02-28')
    expect(shiftMonth('2026-01-31', -3)).toBe('2025-10-01')
    expect(weekdayText('2026-11-22', 'zh')).toBe('周日')
  })

  it('a day passes with the shop hours', () => {
    expect(dayShare({ hour: 7, minute: 0 })).toBe(0)
    expect(dayShare({ hour: 15, minute: 0 })).toBe(0.5)
    expect(dayShare({ hour: 23, minute: 0 })).toBe(1)
  })
})
