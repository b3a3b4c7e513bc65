import { expect, it } from 'vitest'
import { changeOf, flipOf } from '#domain/flip.ts'

it('a change is current minus comparison, of counts, money and rates alike', () => {
  expect(changeOf('lead', { lead: 12 }, { lead: 15 })).toBe(-3)
  expect(changeOf('order_amount', { order_amount: '0.30' }, { order_amount: '0.10' })).toBe(0.2)
  expect(changeOf('rate', { rate: 0.1 + 0.2 }, { rate: 0.3 })).toBe(0)
})

it('there is no change without two figures', () => {
  expect(changeOf('rate', { rate: null }, { rate: 0.3 })).toBeNull()
  expect(changeOf('lead', { lead: 1 }, null)).toBeNull()
  expect(changeOf('lead', { lead: 1 }, undefined)).toBeNull()
  expect(changeOf('reached', { reached: { n: 1 } }, { reached: { n: 1 } })).toBeNull()
})

it('the sign flips where another alignment says the opposite', () => {
  expect(flipOf('lead', 'previous', 'elapsed', { elapsed: 4, weekday: 1, workday: -2 })).toEqual({
    measure: 'lead', compare: 'previous', change: 4, under: [{ align: 'workday', change: -2 }],
  }) // prettier-ignore
})

it('no change flips nothing, and nothing is known of a missing one', () => {
  expect(flipOf('lead', 'previous', 'elapsed', { elapsed: 0, weekday: 1, workday: -2 })).toBeNull()
  expect(flipOf('lead', 'previous', 'elapsed', { elapsed: 4, weekday: 0, workday: null })).toBeNull()
  expect(flipOf('lead', 'previous', 'elapsed', { elapsed: null, weekday: 1 })).toBeNull()
})
