import { describe, expect, it } from 'vitest'
import type { StepPart } from '#domain/diagnosis/answer.ts'
import { isAbout, unclaimedSteps } from '#web/meeting/steps.ts'

const side = { count: 0, rate: null }
const step = (stage: string, units: number): StepPart => ({ stage, of: 'rate', units, mix: 0, gained: 0, lost: units, low: units, high: units, baseline: side, actual: side }) // prettier-ignore
const diagnosis = { actual: 253, steps: [step('unique_lead', -5.2), step('first_visit', -23.9), step('order', 3.1)] }
const decision = (stage: string, claims: number, state = 'do' as const) => ({ stage, claims, state })

describe('what of a gap is still to be claimed', () => {
  it('is each step’s loss less the claims about it; a gain is nobody’s', () => {
    expect(unclaimedSteps(diagnosis, [decision('first_visit', 14), decision('first_visit', 7)])).toEqual([
      { stage: 'unique_lead', units: -5 },
      { stage: 'first_visit', units: -3 },
    ])
  })

  it('is never more than the loss, and what was withdrawn claims nothing', () => {
    expect(unclaimedSteps(diagnosis, [decision('first_visit', 99), { ...decision('unique_lead', 99), state: 'withdrawn' }])).toEqual([
      { stage: 'unique_lead', units: -5 },
    ]) // prettier-ignore
  })
})

it('a decision about an area is about its region, not about another', () => {
  const regionOf = (area: string) => (area === '苏南' ? '华东' : undefined)
  const about = { where: { area: ['苏南'], channel_1: ['portal'] } }
  expect(isAbout({ region: '华东' }, about, regionOf)).toBe(true)
  expect(isAbout({ region: '西部' }, about, regionOf)).toBe(false)
  expect(isAbout({ area: '苏南' }, about, regionOf)).toBe(true)
  expect(isAbout({ region: '华东' }, { where: {} }, regionOf)).toBe(false)
})
