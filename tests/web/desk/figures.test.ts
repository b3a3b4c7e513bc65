import { describe, expect, it } from 'vitest'
import type { ViewResult } from '#domain/view.ts'
import { heldWindows } from '#web/desk/calendar.ts'
import { readBands, readCarry } from '#web/desk/carry.ts'
import { additive, columnsOf, denominatorOf, measuresOf, scantOf } from '#web/desk/columns.ts'
import { deltaOf, figureText, scanty } from '#web/desk/delta.ts'
import { partsOf, sideMeaning, signedSum, type Entry } from '#web/desk/rows.ts'
import { daysOfMeasure, sparkPath } from '#web/desk/spark.ts'
import { instantOf } from '#web/desk/then.ts'
import { MEASURES } from '#domain/measures.ts'

describe('columns', () => {
  it('are measures or stand for the target; what has no name is left out', () => {
    expect(columnsOf(['gap', 'visit_order_rate', 'nonsense'], 'deal').map(({ id, measure }) => [id, measure])).toEqual([
      ['gap', 'deal'],
      ['visit_order_rate', 'visit_order_rate'],
    ])
  })

  it('ask for what a rate divides, so that small denominators can be said', () => {
    expect(measuresOf(['visit_order_rate'])).toEqual(['visit_order_rate', 'order', 'visit'])
    expect(denominatorOf('visit_order_rate')?.name).toBe('visit')
    expect(additive(MEASURES.get('test_drive_net_order_rate')!.terms)?.name).toBe('net_order')
    expect(scantOf({ visit: 99 }, 'visit_order_rate')).toBe('few')
    expect(scantOf({ visit: 100 }, 'visit_order_rate')).toBe('enough')
    expect([0, 9, 10].map(scanty)).toEqual(['none', 'hardly', 'few'])
  })
})

describe('figures', () => {
  it('stand in their unit, and change in per cent or in points', () => {
    expect(figureText('rate', 0.164, 'zh')).toBe('16.4')
    expect(figureText('count', 7_506, 'zh')).toBe('7,506')
    expect(figureText('days', 12.34, 'zh')).toBe('12.3')
    expect(figureText('rate', null, 'zh')).toBe('–')
    expect(deltaOf('rate', 0.164, 0.182)).toEqual({ way: 'down', text: '1.8' })
    expect(deltaOf('rate', 0.2, 0.2)).toEqual({ way: 'level', text: '—' })
    expect(deltaOf('count', 110, 100)).toEqual({ way: 'up', text: '10.0%' })
    expect(deltaOf('rate', null, 0.2).way).toBe('none')
  })
})

describe('small trends', () => {
  const result = { rows: [{ key: { day: '2026-11-20', region: 'A' }, current: { order: 4, visit_order_rate: 0.1 } }, { key: { day: '2026-11-22', region: 'A' }, current: { order: 6, visit_order_rate: 0.3 } }, { key: { day: '2026-11-22', region: 'B' }, current: { order: 9, visit_order_rate: 0.9 } }] } as unknown as ViewResult // prettier-ignore
  it('fill days without rows: nothing happened, or no rate', () => {
    const keep = ({ region }: Record<string, string | null>) => region === 'A'
    expect(daysOfMeasure(result, 'order', '2026-11-22', 4, keep, false)).toEqual([0, 4, 0, 6])
    expect(daysOfMeasure(result, 'visit_order_rate', '2026-11-22', 4, keep, true)).toEqual([null, 0.1, null, 0.3])
  })

  it('are drawn from two days on', () => {
    expect(sparkPath([null, 3, null], 10, 10)).toBeNull()
    expect(sparkPath([0, 5, 10], 10, 10)).toEqual({ path: 'M0.0 10.0L5.0 5.0L10.0 0.0', end: { x: 10, y: 0 } })
  })
})

describe('rows behind a figure', () => {
  it('are listed for what adds up: the figure itself, or what a rate divides', () => {
    expect(partsOf('delivery')).toEqual([{ part: 'whole', named: 'delivery', money: false }])
    expect(partsOf('order_amount')).toEqual([{ part: 'whole', named: 'order_amount', money: true }])
    expect(partsOf('test_drive_net_order_rate')).toEqual([
      { part: 'numerator', named: 'net_order', money: false },
      { part: 'denominator', named: 'test_drive', money: false },
    ])
    expect(partsOf('first_response_median')).toHaveLength(1)
    expect(partsOf('contact_24h_rate').map(({ named }) => named)).toEqual([null, null])
    expect(sideMeaning('contact_24h_rate', 'denominator', 'en')).toBe('those so contacted or 24 hours old')
    expect(partsOf('nonsense')).toEqual([])
    const entry = (sign: number, units: number, amount: string | null) => ({ sign, units, amount }) as Entry
    const rows = [entry(1, 3, '10.50'), entry(-1, 1, '2.50'), entry(1, 1, null)]
    expect(signedSum(rows, false)).toBe(3)
    expect(signedSum(rows, true)).toBe(8)
  })
})

describe('进销存', () => {
  it('holds when what was carried in and came is what went and is left', () => {
    const own = (stock: string, values: number[]) =>
      Object.fromEntries(
        ['carried_in', 'new', 'converted', 'lost', 'carried_out'].map((flow, i) => [`${stock}_${flow}`, values[i]!]),
      )
    const rows = readCarry({ ...own('card', [100, 40, 30, 20, 90]), ...own('order', [10, 5, 6, 1, 9]) })
    expect(rows.map(({ off }) => off)).toEqual([0, -1])
    expect(readCarry({})[0]).toMatchObject({ off: null, figures: { new: null } })
  })

  it('has every band of age, empty ones too', () => {
    const result = { rows: [{ key: { card_age: '0_7' }, current: { active_card: 40 } }, { key: { card_age: 'over_90' }, current: { active_card: 80 } }] } as unknown as ViewResult // prettier-ignore
    const bands = readBands(result, 'active_card')
    expect(bands.map(({ units }) => units)).toEqual([40, 0, 0, 0, 0, 80])
    expect(bands[0]!.share).toBe(0.5)
  })
})

describe('the calendar', () => {
  it('finds the instant of a business day and time in any zone, over changes of the offset too', () => {
    expect(instantOf('2026-11-22', '10:03', 'Asia/Shanghai')).toBe(Date.parse('2026-11-22T02:03:00Z'))
    expect(instantOf('2026-03-29', '12:00', 'Europe/Berlin')).toBe(Date.parse('2026-03-29T10:00:00Z'))
    expect(instantOf('2026-10-25', '12:00', 'Europe/Berlin')).toBe(Date.parse('2026-10-25T11:00:00Z'))
    expect(instantOf('someday', '12:00', 'Europe/Berlin')).toBeNull()
  })

  it('offers the latest occurrence of each window that has begun', () => {
    const held = heldWindows(
      [
        { window: 'old', zh: '旧', en: 'Old', occurrences: [{ year: 2025, from: '2025-05-01', to: '2025-05-06' }, { year: 2026, from: '2026-05-01', to: '2026-05-06' }] },
        { window: 'ahead', zh: '新', en: 'Ahead', occurrences: [{ year: 2027, from: '2027-01-01', to: '2027-01-02' }] },
        { window: 'new', zh: '近', en: 'New', occurrences: [{ year: 2026, from: '2026-10-01', to: '2026-10-08' }] },
      ],
      '2026-11-22',
    ) // prettier-ignore
    expect(held.map(({ window, year }) => [window, year])).toEqual([['new', 2026], ['old', 2026]]) // prettier-ignore
  })
})
