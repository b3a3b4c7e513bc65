import { describe, expect, it } from 'vitest'
import { openCalendar } from '#domain/calendar.ts'
import { planView, stateRanges } from '#domain/plan.ts'
import { fullScope, mergeScope, scopeKey, type Scope } from '#domain/scope.ts'
import { readSpec } from '#domain/view.ts'
import { openZone } from '#domain/zone.ts'

const east: Scope = { where: { region: ['华东'] } }
const spec = (more: Record<string, unknown> = {}) => readSpec({ measures: ['lead'], ...more })
const clock = {
  as_of: Date.parse('2026-11-22T10:00:00+08:00'),
  zone: openZone('Asia/Shanghai'),
  calendar: openCalendar(),
}

describe('a scope', () => {
  it('narrows what a question leaves open', () => {
    expect(mergeScope(spec({ where: { model: ['X5'] } }), east).where).toEqual({ model: ['X5'], region: ['华东'] })
  })

  it('refuses a value outside, also beside one inside', () => {
    expect(() => mergeScope(spec({ where: { region: ['华东', '华南'] } }), east)).toThrow(
      expect.objectContaining({ code: 'forbidden', path: 'where.region' }),
    )
  })

  it('of the whole maker changes nothing', () => {
    const asked = spec()
    expect(mergeScope(asked, fullScope)).toBe(asked)
  })

  it('has one text however it is written', () => {
    const a: Scope = { where: { region: ['b', 'a'], model: ['x'] } }
    const b: Scope = { where: { model: ['x'], region: ['a', 'b'] } }
    expect(scopeKey(a)).toBe(scopeKey(b))
    expect(scopeKey(a)).not.toBe(scopeKey(east))
  })
})

describe('a plan', () => {
  it('takes known_at from an as_of that is given, and none under the running clock', () => {
    const as_of = '2026-11-21T10:00:00+08:00'
    expect(planView(spec({ as_of }), fullScope, clock).known_at).toBe(Date.parse(as_of))
    expect(planView(spec(), fullScope, clock).known_at).toBeNull()
    expect(planView(spec({ as_of, known_at: '2026-11-22T09:00:00+08:00' }), fullScope, clock).known_at).toBe(
      Date.parse('2026-11-22T09:00:00+08:00'),
    )
  })

  it.each(['as_of', 'known_at'])('refuses %s in the future and outside all years', (name) => {
    for (const at of ['2026-11-22T10:00:00.001+08:00', '0001-01-01T00:00:00Z']) {
      expect(() => planView(spec({ [name]: at }), fullScope, clock)).toThrow(
        expect.objectContaining({ code: 'bad_clock', path: name }),
      )
    }
  })

  it('needs the whole maker for what is decided across dealers', () => {
    const asked = spec({ measures: ['lead', 'customer_lead'] })
    expect(planView(asked, fullScope, clock).kinds).toEqual(['lead', 'customer_lead'])
    expect(() => planView(asked, east, clock)).toThrow(
      expect.objectContaining({ code: 'needs_full_scope', path: 'measures[1]' }),
    )
  })

  it('names only the kinds that its measures need', () => {
    expect(planView(spec({ measures: ['net_order', 'visit_order_rate'] }), fullScope, clock).kinds).toEqual([
      'visit',
      'order',
      'order_cancel',
    ])
  })

  it('states its ranges, current first', () => {
    expect(
      Object.keys(stateRanges(planView(spec({ compare: ['last_year', 'previous', 'target'] }), fullScope, clock))),
    ).toEqual(['current', 'previous', 'last_year'])
  })
})
