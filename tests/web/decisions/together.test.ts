import { expect, it } from 'vitest'
import { together } from '#web/decisions/together.ts'

const one = (no: number, revision: number) => ({ id: `d${no}`, no, revision })
const known = (...all: ReturnType<typeof one>[]) => new Map(all.map((each) => [each.id, each]))

it('a list that was overtaken by pushes takes nothing back', () => {
  expect(together([one(2, 1), one(1, 4)], known(one(3, 1), one(2, 2), one(1, 3)), true)).toEqual([
    one(3, 1), one(2, 2), one(1, 4),
  ]) // prettier-ignore
})

it('what a search no longer finds is not shown', () => {
  expect(together([one(1, 1)], known(one(3, 1), one(1, 2)), false)).toEqual([one(1, 2)])
  expect(together([], known(one(3, 1)), false)).toEqual([])
})
