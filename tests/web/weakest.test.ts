import { describe, expect, it } from 'vitest'
import { lossesOf, weakest } from '#domain/weakest.ts'

const STAGES = ['unique_lead', 'first_visit', 'test_drive', 'net_order', 'deal', 'delivery']
const counts = (...values: number[]) => Object.fromEntries(STAGES.map((stage, i) => [stage, values[i]!]))

describe('the weakest step', () => {
  it('the sample: 0.6 pp of 34,862 leads are 209 visits and 41 delivered units', () => {
    const current = counts(34_862, 9_874, 5_186, 2_208, 2_041, 1_935)
    const before = counts(34_862, 34_862 * (9_874 / 34_862 + 0.006), 5_186, 2_208, 2_041, 1_935)
    const visit = lossesOf(STAGES, current, before).find(({ stage }) => stage === 'first_visit')!
    expect(Math.round(visit.units)).toBe(-41)
  })

  it('weighs every step in the last stage’s units', () => {
    const before = counts(1_000, 200, 100, 50, 45, 40)
    expect(weakest(lossesOf(STAGES, counts(1_000, 150, 75, 37.5, 33.75, 30), before))).toMatchObject({
      stage: 'first_visit',
      of: 'rate',
    })
    expect(weakest(lossesOf(STAGES, counts(700, 140, 70, 35, 31.5, 28), before))).toMatchObject({
      stage: 'unique_lead',
      of: 'volume',
    })
    expect(weakest(lossesOf(STAGES, counts(1_000, 200, 100, 50, 45, 20), before))).toMatchObject({ stage: 'delivery' })
  })

  it('says nothing when nothing is lost', () => {
    const before = counts(1_000, 200, 100, 50, 45, 40)
    expect(weakest(lossesOf(STAGES, before, before))).toBeNull()
    expect(weakest(lossesOf(STAGES, counts(0, 0, 0, 0, 0, 0), counts(0, 0, 0, 0, 0, 0)))).toBeNull()
    expect(lossesOf([], {}, {})).toEqual([])
  })
})
