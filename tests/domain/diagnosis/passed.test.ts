import { expect, it } from 'vitest'
import { diagnose } from '#domain/diagnosis/diagnose.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'

const AREAS = Array.from({ length: 24 }, (_, i) => [`R${i >> 2}`, `A${i}`])

/** Cars of one colour: leads and visits know none, so that the orders are the first that is counted. */
function coloured(orders: (area: number) => number): Leaves {
  const none = new Float64Array(AREAS.length)
  const before = Float64Array.from(AREAS, () => 60)
  const now = Float64Array.from(AREAS, (_, i) => orders(i))
  return {
    dims: ['region', 'area'],
    rows: AREAS,
    stages: ['unique_lead', 'first_visit', 'order', 'delivery'],
    baseline: [none, none, before, before.map((count) => count * 0.9)],
    actual: [none, none, now, now.map((count) => count * 0.9)],
  }
}

it('a stage with nobody before it is held against its own past, and is no gain by being there', () => {
  expect(diagnose(coloured(() => 60), { by: 'region', due: null }).causes).toEqual([]) // prettier-ignore
})

it('and a place that loses it is named', () => {
  const { causes } = diagnose(coloured((area) => (area === 3 ? 12 : 60)), { by: 'region', due: null }) // prettier-ignore
  expect(causes[0]).toMatchObject({ segment: { area: 'A3' }, stage: 'order' })
  expect(causes[0]!.units).toBeLessThan(-30)
})
