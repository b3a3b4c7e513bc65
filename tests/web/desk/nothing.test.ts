import { expect, it } from 'vitest'
import { nothingIn, nothingOf } from '#web/desk/nothing.ts'

const range = (from: string, to: string) => ({ from, to, days: 31, workdays: 21, open: true })
const NOW = '2026-11-23T10:00:00+08:00'
const november = { current: range('2026-11-01T00:00:00+08:00', '2026-12-01T00:00:00+08:00') }
const january = { current: range('2027-01-01T00:00:00+08:00', '2027-02-01T00:00:00+08:00') }
const step = (before: number, now: number) => ({
  stage: 'order', of: 'rate' as const, units: now - before, mix: 0, gained: 0, lost: 0, low: 0, high: 0,
  baseline: { count: before, rate: null }, actual: { count: now, rate: null },
}) // prettier-ignore
const gap = (due: number, actual: number, steps = [step(due, actual)]) => ({ as_of: NOW, ranges: november, due, actual, steps }) // prettier-ignore

it('a gap of a period that has not begun is none, whatever it is held against', () => {
  expect(nothingIn({ ...gap(0, 0), ranges: january })).toBe('not_begun')
  expect(nothingIn({ ...gap(120, 0), ranges: january })).toBe('not_begun')
  // In the moment in which it begins nothing has come yet either.
  expect(nothingIn({ ...gap(0, 0), as_of: '2026-11-01T00:00:00+08:00' })).toBe('not_begun')
})

it('a gap without an event in either range is none; one that comes out at zero is one', () => {
  expect(nothingIn(gap(0, 0))).toBe('no_data')
  expect(nothingIn(gap(40, 40))).toBeNull()
  expect(nothingIn(gap(0, 0, [step(30, 20), step(0, 0)]))).toBeNull()
  expect(nothingIn(gap(0, 0, [step(0, 3), step(0, 0)]))).toBeNull()
  expect(nothingIn(gap(12, 0, [step(0, 0)]))).toBeNull()
})

it('totals say the same: targets are no data, and one figure is enough', () => {
  const total = { current: { order: 0, delivery: null }, previous: { order: 0 }, last_year: null, target_full: { delivery: 90 } } // prettier-ignore
  const told = { as_of: NOW, ranges: november, total }
  expect(nothingOf(told)).toBe('no_data')
  expect(nothingOf({ ...told, ranges: january, total: { ...total, previous: { order: 7 } } })).toBe('not_begun')
  expect(nothingOf({ ...told, total: { ...total, previous: { order: 7 } } })).toBeNull()
  expect(nothingOf({ ...told, total: { ...total, last_year: { order: 1 } } })).toBeNull()
})
