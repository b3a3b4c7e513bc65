import { describe, expect, it } from 'vitest'
import { byCodePoint, shape } from '#domain/answer.ts'
import { bucketMap } from '#domain/bucket.ts'
import { openCalendar } from '#domain/calendar.ts'
import { add, type Cells } from '#domain/cells.ts'
import { organise } from '#domain/organisation.ts'
import { planView } from '#domain/plan.ts'
import { fullScope } from '#domain/scope.ts'
import { readSpec } from '#domain/view.ts'
import { openZone } from '#domain/zone.ts'
import { smallMaker } from '#tests/oracle/world.ts'

const organisation = organise(smallMaker)
const clock = {
  as_of: Date.parse('2026-11-22T10:00:00+08:00'),
  zone: openZone('Asia/Shanghai'),
  calendar: openCalendar(),
}
const planOf = (question: Record<string, unknown>) =>
  planView(readSpec({ measures: ['lead'], ...question }), fullScope, clock)

describe('rows', () => {
  it('come by the first measure downwards, then by key in code points, null last', () => {
    const plan = planOf({ by: ['region'] })
    const cells: Cells = new Map()
    for (const [region, units] of [['🚗', 2], ['｡', 2], [null, 2], ['b', 9], ['a', 2]] as const) add(cells, { region }, 'current', 'lead', units, 0)
    expect(shape(plan, cells, [], organisation).rows.map(({ key }) => key.region)).toEqual(['b', 'a', '｡', '🚗', null])
  }) // prettier-ignore

  it('put what has no rate last, upwards and downwards', () => {
    const cells: Cells = new Map()
    add(cells, { region: 'none' }, 'current', 'visit', 3, 0)
    for (const [region, visits] of [['low', 1], ['high', 4]] as const) {
      add(cells, { region }, 'current', 'lead', 4, 0)
      add(cells, { region }, 'current', 'visit', visits, 0)
    }
    for (const [dir, expected] of [['asc', ['low', 'high', 'none']], ['desc', ['high', 'low', 'none']]] as const) {
      const plan = planOf({ measures: ['lead_visit_rate'], by: ['region'], order: [{ measure: 'lead_visit_rate', dir }] })
      expect(shape(plan, cells, [], organisation).rows.map(({ key }) => key.region)).toEqual(expected)
    }
  }) // prettier-ignore

  it('are absent when nothing survives in any range, and the total keeps what limit cuts', () => {
    const plan = planOf({ by: ['region'], compare: ['previous'], limit: 1 })
    const cells: Cells = new Map()
    add(cells, { region: 'gone' }, 'current', 'lead', 1, 0)
    add(cells, { region: 'gone' }, 'current', 'lead', -1, 0)
    add(cells, { region: 'before' }, 'previous', 'lead', 2, 0)
    add(cells, { region: 'now' }, 'current', 'lead', 3, 0)
    const shaped = shape(plan, cells, [], organisation)
    expect(shaped.count).toBe(2)
    expect(shaped.rows).toEqual([{ key: { region: 'now' }, current: { lead: 3 }, previous: { lead: 0 } }])
    expect(shaped.total).toEqual({ current: { lead: 3 }, previous: { lead: 2 } })
  })

  it('stay when they cancel out: an order and its cancellation are something', () => {
    const plan = planOf({ measures: ['net_order'], by: ['region'] })
    const cells: Cells = new Map()
    add(cells, { region: 'a' }, 'current', 'order', 1, 0)
    add(cells, { region: 'a' }, 'current', 'order_cancel', 1, 0)
    expect(shape(plan, cells, [], organisation).rows).toEqual([{ key: { region: 'a' }, current: { net_order: 0 } }])
  })

  it('write money as decimal text and rates anew in the total', () => {
    const plan = planOf({ measures: ['order_amount', 'lead_order_rate'], by: ['region'] })
    const cells: Cells = new Map()
    add(cells, { region: 'a' }, 'current', 'lead', 10, 0)
    add(cells, { region: 'a' }, 'current', 'order', 1, 5)
    add(cells, { region: 'b' }, 'current', 'lead', 30, 0)
    add(cells, { region: 'b' }, 'current', 'order', 1, -1_000)
    const { rows, total } = shape(plan, cells, [], organisation)
    expect(rows.map(({ current }) => current)).toEqual([
      { order_amount: '0.05', lead_order_rate: 0.1 },
      { order_amount: '-10.00', lead_order_rate: 1 / 30 },
    ])
    expect(total.current).toEqual({ order_amount: '-9.95', lead_order_rate: 0.05 })
  })
})

describe('buckets of comparisons', () => {
  const at = (period: unknown, as_of: string, bucket: 'day' | 'week' | 'month') =>
    bucketMap(planOf({ period, as_of, compare: ['previous', 'last_year'] }), bucket)

  it('sit at the same ordinal from their range’s start', () => {
    const days = at('month_to_date', '2026-11-22T10:00:00+08:00', 'day')
    expect(days.keyOf('previous', '2026-10-22')).toBe('2026-11-22')
    expect(days.keysAt('last_year', '2026-11-05')).toEqual(['2025-11-05'])
    const weeks = at('month_to_date', '2026-11-22T10:00:00+08:00', 'week')
    expect(weeks.keyOf('current', '2026-11-22')).toBe('2026-11-16')
    expect(weeks.keyOf('previous', '2026-10-05')).toBe('2026-11-02')
    expect(at('year_to_date', '2026-11-22T10:00:00+08:00', 'month').keyOf('previous', '2025-03-31')).toBe('2026-03')
  })

  it('without counterpart are null on either side', () => {
    const long = at('previous_month', '2026-04-10T10:00:00+08:00', 'day')
    expect(long.has('previous', '2026-03-28')).toBe(true)
    expect(long.has('previous', '2026-03-29')).toBe(false)
    const short = at('previous_month', '2026-03-10T10:00:00+08:00', 'day')
    expect(short.keyOf('previous', '2026-01-29')).toBeNull()
    expect(short.keysAt('previous', null)).toEqual(['2026-01-29', '2026-01-30', '2026-01-31'])
    expect(short.keysAt('current', null)).toEqual([])
  })

  it('are not found under words that no bucket has', () => {
    const weeks = at('month_to_date', '2026-11-22T10:00:00+08:00', 'week')
    for (const word of ['2026-11-17', 'x', '', '2026-11', '9999-99-99'])
      expect(weeks.keysAt('current', word)).toEqual([])
  })

  it('rows and total add up, null bucket and all', () => {
    const plan = planOf({
      period: 'previous_month',
      as_of: '2026-03-10T10:00:00+08:00',
      compare: ['previous'],
      by: ['day'],
    })
    const cells: Cells = new Map()
    add(cells, { day: '2026-02-01' }, 'current', 'lead', 1, 0)
    add(cells, { day: null }, 'previous', 'lead', 5, 0)
    const { rows, total } = shape(plan, cells, [], organisation)
    expect(rows.at(-1)).toEqual({ key: { day: null }, current: { lead: 0 }, previous: { lead: 5 } })
    expect(total.previous).toEqual({ lead: 5 })
  })
})

it('byCodePoint orders as UTF-8 bytes do', () => {
  const words = ['', 'a', 'ab', 'b', 'é', '｡', '🚗', '🚗a', '华']
  const bytes = [...words].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  expect([...words].sort(byCodePoint)).toEqual(bytes)
})
