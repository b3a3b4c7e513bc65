import fc from 'fast-check'
import { expect, it } from 'vitest'
import { explain, nothingFound } from '#domain/doubts/reconcile.ts'

const count = fc.nat(20)
const found = fc.record({
  rejected: count, held: count, late: count, moved_out: count, moved_in: count, voided: count, duplicates: count,
}) // prettier-ignore

it('the parts of a difference sum to it, none is larger than what was found, and none points the other way', () => {
  fc.assert(
    fc.property(fc.integer({ min: -60, max: 60 }), found, (difference, seen) => {
      const parts = explain(difference, seen)
      expect(Object.values(parts).reduce((all, part) => all + part, 0)).toBe(difference)
      for (const part of Object.values(parts)) expect(part * difference).toBeGreaterThanOrEqual(0)
      expect(Math.abs(parts.rejected)).toBeLessThanOrEqual(seen.rejected)
      expect(Math.abs(parts.voided)).toBeLessThanOrEqual(seen.voided)
    }),
    { seed: 20261122 },
  )
})

it('what nothing explains is said to be unexplained', () => {
  expect(explain(-3, nothingFound()).unexplained).toBe(-3)
  expect(explain(-3, { ...nothingFound(), rejected: 2, duplicates: 9 })).toMatchObject({
    rejected: -2,
    unexplained: -1,
  })
})
