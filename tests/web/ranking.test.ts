import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Row, ViewResult } from '#domain/view.ts'
import { readRanking } from '#web/wall/tiles/ranking.ts'

const result = (rows: Row[]) => ({ rows }) as unknown as ViewResult

it('names the first and the last stores, no store on both sides, doubtful ones marked', () => {
  const store = (dealer_id: string, delivery: number, extra = {}): Row => ({
    key: { dealer_id },
    current: { delivery, traffic: 100, card: 80, ...extra },
    target_full: { delivery: 20 },
  })
  const ranking = readRanking(
    result([
      store('a', 18),
      store('b', 2),
      store('c', 12, { card: 97 }),
      { ...store('small', 9), target_full: { delivery: 9 } },
    ]),
    'target',
    'delivery',
    () => true,
  )
  expect(ranking.top.map(({ code, doubtful }) => [code, doubtful])).toEqual([
    ['a', false],
    ['c', true],
  ])
  expect(ranking.bottom.map(({ code }) => code)).toEqual(['b'])
  expect(ranking.apart).toEqual([])
})

it('lists a store that is shut or silent apart and never ranks it as the worst', () => {
  const store = (dealer_id: string, delivery: number, leads: number, before: number | null, year: number | null): Row => ({
    key: { dealer_id },
    current: { delivery, unique_lead: leads },
    previous: before === null ? null : { unique_lead: before },
    last_year: year === null ? null : { unique_lead: year },
    target_full: { delivery: 20 },
  }) // prettier-ignore
  const stores = [
    store('good', 18, 300, 280, 250),
    store('fair', 9, 200, 220, 190),
    store('poor', 1, 60, 240, 200),
    // It sells what it sold before it was shut for rebuilding.
    store('rebuilt', 3, 4, 180, 210),
    // Shut for so long that only last year knows of its business.
    store('long', 0, 0, 0, 90),
    store('told', 5, 70, 80, 75),
    // Nobody knows of any business before: a new store that has not begun to sell is ranked.
    store('new', 0, 0, null, null),
    store('tiny', 2, 1, 15, 12),
  ]
  const { top, bottom, apart } = readRanking(result(stores), 'target', 'delivery', (code) => code !== 'told')
  expect(top.map(({ code }) => code)).toEqual(['good', 'fair', 'tiny'])
  expect(bottom.map(({ code }) => code)).toEqual(['new', 'poor'])
  expect(apart).toEqual([
    { code: 'rebuilt', why: 'silent', now: 4, before: 210 },
    { code: 'long', why: 'silent', now: 0, before: 90 },
    { code: 'told', why: 'shut', now: 70, before: 80 },
  ])
})

it('ranks every store that can be ranked or lists it apart, as a plain recount says', () => {
  const figure = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 300 }))
  const drawn = fc.array(
    fc.record({ delivery: fc.integer({ min: 0, max: 40 }), leads: figure, before: fc.option(figure), year: fc.option(figure), goal: fc.integer({ min: 5, max: 40 }), open: fc.boolean() }),
    { maxLength: 6 },
  ) // prettier-ignore
  fc.assert(
    fc.property(drawn, (world) => {
      const rows = world.map(({ delivery, leads, before, year, goal }, i): Row => ({
        key: { dealer_id: `D${i}` },
        current: { delivery, unique_lead: leads },
        previous: before === null ? null : { unique_lead: before },
        last_year: year === null ? null : { unique_lead: year },
        target_full: { delivery: goal },
      })) // prettier-ignore
      const { top, bottom, apart } = readRanking(result(rows), 'target', 'delivery', (code) => world[Number(code.slice(1))]!.open) // prettier-ignore
      const isApart = ({ leads, before, year, open }: (typeof world)[number]) =>
        !open || [before, year].some((then) => (then ?? 0) >= 20 && leads / then! < 0.12)
      const rated = world.flatMap((store, i) => (store.goal >= 10 ? [{ code: `D${i}`, apart: isApart(store) }] : []))
      const codes = (some: readonly { code: string }[]) => some.map(({ code }) => code).sort()
      expect(codes(apart)).toEqual(codes(rated.filter((one) => one.apart)))
      expect(codes([...top, ...bottom])).toEqual(codes(rated.filter((one) => !one.apart)))
    }),
    { seed: 20_261_123, numRuns: 300 },
  )
})
